import { IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { ApiMergeField, ApiMergeProposal } from '#kernel/api-merge.ts'
import { Failed } from '../app/Failed.tsx'
import { pluralOf } from '../app/navigation.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { formatInstant, formatNumber } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import { merges } from './api.ts'
import { titleOf } from './Choosing.tsx'
import styles from './Merge.module.css'

type Props = { object: MetaObject; ids: readonly string[]; queue: boolean; onDrop: (id: string) => void }

/** The records side by side, field by field: what is proposed is chosen already, and why stands beside it. */
export function Comparing({ object, ids, queue, onDrop }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [survivor, setSurvivor] = useState<string | null>(null)
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['merge', object.key, ids, survivor],
    queryFn: ({ signal }) => merges.preview(object.key, ids, survivor, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
  if (error && !data) return <Failed error={error} reset={() => void refetch()} />
  if (!data) return <Bones />
  const run = async () => {
    setBusy(true)
    try {
      const { merge, record } = await merges.run(object.key, {
        ids,
        survivor: data.survivor,
        choices,
        versions: Object.fromEntries(data.records.map((one) => [one.id, one.version])),
      })
      refresh(object.key)
      queries.removeQueries({ queryKey: ['page'] })
      // Whoever works through what is likely double goes on there.
      if (queue) await navigate({ to: '/$object', params: { object: 'duplicate' }, search: {} })
      else await navigate({ to: '/$object/$id', params: { object: object.key, id: merge.survivor } })
      refresh('duplicate')
      const undo = () =>
        void merges.split(object.key, merge.id).then(() => {
          queries.removeQueries({ queryKey: ['page'] })
          refresh(object.key)
          toast(t('merge.splitDone'))
        }, complain)
      toast(t('merge.done', { count: ids.length - 1, what: record ? titleOf(object, record) : '' }), { undo })
    } catch (failure) {
      setBusy(false)
      complain(failure)
      void refetch()
    }
  }
  return (
    <div className={styles.comparing}>
      <div className={styles.scroll}>
        <Table
          object={object}
          data={data}
          choices={choices}
          onDrop={ids.length > 2 ? onDrop : null}
          onSurvivor={setSurvivor}
          onChoose={(key, from) => setChoices({ ...choices, [key]: from })}
        />
        <Moves data={data} />
      </div>
      <footer className={styles.foot}>
        <span className={styles.text}>{t('merge.safe')}</span>
        <Button onClick={() => window.history.back()}>{t('do.cancel')}</Button>
        <Button look="primary" disabled={busy} onClick={() => void run()}>
          {t('merge.do')}
        </Button>
      </footer>
    </div>
  )
}

type TableProps = {
  object: MetaObject
  data: ApiMergeProposal
  choices: Readonly<Record<string, string>>
  onDrop: ((id: string) => void) | null
  onSurvivor: (id: string) => void
  onChoose: (field: string, from: string) => void
}

function Table({ object, data, choices, onDrop, onSurvivor, onChoose }: TableProps) {
  const { t } = useTranslation()
  useSay()
  const [all, setAll] = useState(false)
  const { records, survivor } = data
  const filled = data.fields.filter(
    ({ field }) => object.fields[field] && records.some((record) => !isEmpty(record[field])),
  )
  const differing = filled.filter(({ why }) => why !== 'same')
  const same = filled.filter(({ why }) => why === 'same')
  return (
    <div className={styles.table} style={{ '--records': records.length } as React.CSSProperties}>
      <div className={styles.row} data-head>
        <span />
        {records.map((record) => (
          <label key={record.id} className={styles.head} data-chosen={record.id === survivor || undefined}>
            <input
              type="radio"
              name="survivor"
              checked={record.id === survivor}
              aria-label={t('merge.keepThis', { what: titleOf(object, record) })}
              onChange={() => onSurvivor(record.id)}
            />
            <span className={styles.name}>
              <a href={`/${object.key}/${record.id}`} data-record={`${object.key}/${record.id}`} className="clip">
                {titleOf(object, record)}
              </a>
              <span className={styles.why}>
                {record.id === survivor && <strong>{t('merge.keep')} · </strong>}
                {typeof record['createdAt'] === 'string' &&
                  t('merge.made', { when: formatInstant(record['createdAt']) })}
              </span>
            </span>
            {onDrop && (
              <IconButton
                small
                label={t('merge.drop', { what: titleOf(object, record) })}
                onClick={() => onDrop(record.id)}
              >
                <IconX size={14} />
              </IconButton>
            )}
          </label>
        ))}
      </div>
      {[...differing, ...(all ? same : [])].map((one) => (
        <Row
          key={one.field}
          object={object}
          records={records}
          one={one}
          from={choices[one.field] ?? one.from}
          onChoose={onChoose}
        />
      ))}
      {same.length > 0 && !all && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('merge.same', { count: same.length })}
        </button>
      )}
    </div>
  )
}

type RowProps = {
  object: MetaObject
  records: readonly ApiRecord[]
  one: ApiMergeField
  from: string
  onChoose: (field: string, from: string) => void
}

function Row({ object, records, one, from, onChoose }: RowProps) {
  const { t } = useTranslation()
  const field = object.fields[one.field]!
  const { Cell } = viewOf(field)
  const label = say(field.label)
  const several = records.filter((record) => !isEmpty(record[one.field])).length > 1
  const along = one.with.flatMap((key) => (object.fields[key] ? [say(object.fields[key]!.label)] : []))
  return (
    <fieldset className={styles.row} data-field={one.field}>
      <legend className={styles.label}>
        {label}
        {along.length > 0 && (
          <span className={styles.why}>{t('merge.along', { what: along.slice(0, 2).join(t('bulk.comma')) })}</span>
        )}
        {!one.free && <span className={styles.why}>{t('merge.settled')}</span>}
        {one.joins && one.free && several && (
          <label className={styles.both}>
            <input type="radio" name={one.field} checked={from === 'all'} onChange={() => onChoose(one.field, 'all')} />
            {t('merge.both')}
          </label>
        )}
      </legend>
      {records.map((record) => {
        const value = record[one.field]
        const taken = from === record.id || (from === 'all' && !isEmpty(value))
        return (
          <label
            key={record.id}
            className={styles.option}
            data-chosen={taken || undefined}
            data-empty={isEmpty(value) || undefined}
          >
            <input
              type="radio"
              name={one.field}
              checked={from === record.id}
              disabled={!one.free}
              aria-label={`${label}: ${titleOf(object, record)}`}
              onChange={() => onChoose(one.field, record.id)}
            />
            <span className={styles.value}>
              {isEmpty(value) ? (
                <span className={styles.none}>{t('field.empty')}</span>
              ) : (
                <Cell value={value} field={field} />
              )}
            </span>
            {one.from === record.id && one.why !== 'same' && (
              <span className={styles.reason}>{t(`merge.why.${one.why}`)}</span>
            )}
          </label>
        )
      })}
    </fieldset>
  )
}

/** What goes along, by what it is: contacts 3, opportunities 2. */
function Moves({ data }: { data: ApiMergeProposal }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const counts = new Map<string, number>()
  for (const { object, count } of data.moves) counts.set(object, (counts.get(object) ?? 0) + count)
  const told = [...counts].flatMap(([key, count]) => (meta.objects[key] ? [[meta.objects[key]!, count] as const] : []))
  return (
    <section className={styles.moves} aria-label={t('merge.moves')}>
      <h2>{t('merge.moves')}</h2>
      {told.length === 0 ? (
        <p className={styles.text}>{t('merge.movesNone')}</p>
      ) : (
        <ul>
          {told.map(([object, count]) => (
            <li key={object.key} className="number">
              {t('merge.move', { what: pluralOf(object), count: formatNumber(count) as unknown as number })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Bones() {
  return (
    <div className={styles.bones} aria-busy="true">
      {[70, 90, 60, 80, 75].map((width) => (
        <Bone key={width} width={`${width}%`} height={18} />
      ))}
    </div>
  )
}
