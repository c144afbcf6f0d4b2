import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { complain, remove } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { say as toast } from '../../ui/toast.tsx'
import styles from '../bulk/BulkWrites.module.css'
import { Head } from '../Head.tsx'

/** What was deleted, object by object, and the way back. */
export function Bin() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { objects } = useMeta()
  const choices = Object.values(objects).filter(({ nested, rights }) => !nested && rights.delete)
  const { item } = useParams({ strict: false }) as { item?: string }
  const object = choices.find(({ key }) => key === item) ?? choices[0]
  return (
    <>
      <Head title={t('bin.title')} text={t('bin.text')}>
        <select
          aria-label={t('bulkLog.of')}
          className={`${inputStyles.input} ${styles.of}`}
          value={object?.key ?? ''}
          onChange={({ target: { value } }) =>
            void navigate({ to: '/settings/$page/$item', params: { page: 'bin', item: value } })
          }
        >
          {choices.map((one) => (
            <option key={one.key} value={one.key}>
              {pluralOf(one)}
            </option>
          ))}
        </select>
      </Head>
      {object && <Deleted key={object.key} object={object} />}
    </>
  )
}

function Deleted({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  const known = (key: string) => Boolean(object.fields[key])
  const list = useInfiniteQuery({
    queryKey: ['list', object.key, 'deleted', sought],
    queryFn: ({ pageParam, signal }) =>
      api.list(
        object.key,
        {
          deleted: true,
          select: [object.title, 'updatedAt', 'updatedBy'].filter(known),
          sort: ['-updatedAt'].filter((key) => known(key.slice(1))),
          limit: 50,
          ...(sought && { where: { [object.title]: { contains: sought } } }),
          ...(pageParam && { after: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const rows = list.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setSought(String(new FormData(event.currentTarget).get('sought') ?? '').trim())
        }}
      >
        <Input
          type="search"
          name="sought"
          className={styles.sought}
          aria-label={t('bin.find')}
          placeholder={t('bin.find')}
        />
      </form>
      {list.isPending && <Bone width="60%" />}
      {list.isSuccess && rows.length === 0 && (
        <Empty title={t(sought ? 'bin.nothing' : 'bin.none')} text={t('bin.noneText')} />
      )}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <Row key={row.id} object={object} row={row} />
        ))}
      </ul>
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t('bulkLog.more')}</Button>}
    </>
  )
}

function Row({ object, row }: { object: MetaObject; row: ApiRecord }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const name = String(row[object.title] ?? '—')
  const by = (row['updatedBy'] as { readonly title?: string | null } | null | undefined)?.title
  const at = row['updatedAt'] as string | undefined
  const again = () => {
    refresh(object.key)
    void queries.invalidateQueries({ queryKey: ['page', object.key, row.id] })
  }
  const restore = async () => {
    setBusy(true)
    try {
      await api.restore(object.key, row.id)
      again()
      toast(t('bin.restored', { what: name }), {
        undo: () => void remove(object.key, [row.id], t('state.deleted', { count: 1 })).catch(complain),
      })
    } catch (error) {
      complain(error)
      setBusy(false)
    }
  }
  return (
    <li className={styles.row}>
      <span className={styles.words}>
        <span className={styles.line} dir="auto">
          <b>{name}</b>
        </span>
        {by && <span className={styles.faint}>{t('bin.by', { name: by })}</span>}
      </span>
      {at && (
        <time className={`number ${styles.faint}`} dateTime={at}>
          {formatInstant(at)}
        </time>
      )}
      <span className={styles.end}>
        <Button small disabled={busy} aria-label={`${t('bin.restore')} ${name}`} onClick={() => void restore()}>
          {t('bin.restore')}
        </Button>
      </span>
    </li>
  )
}
