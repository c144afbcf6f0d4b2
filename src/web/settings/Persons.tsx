import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPersonRecord, ApiPersonRequest } from '#kernel/api-person.ts'
import { ApiError, ask } from '../client/fetch.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { language, say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { say as toast } from '../ui/toast.tsx'
import { Head } from './Head.tsx'
import styles from './persons/Persons.module.css'
import { Request } from './persons/Request.tsx'

type Requests = { readonly data: readonly ApiPersonRequest[]; readonly next: string | null }

/** What is known about somebody, as one file, and forgetting her with the consent of a second administrator. */
export function Persons() {
  const { t } = useTranslation()
  const [found, setFound] = useState<readonly ApiPersonRecord[] | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const [asking, setAsking] = useState(false)
  const requests = useInfiniteQuery({
    queryKey: ['person-requests'],
    queryFn: ({ pageParam, signal }) =>
      ask<Requests>('GET', `/api/v1/persons/requests${pageParam ? `?after=${pageParam}` : ''}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Requests) => last.next,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.data.some((one) => one.status === 'running')) ? 1_500 : false,
  })
  const find = async (form: FormData) => {
    setWrong({})
    try {
      const { data } = await ask<{ data: readonly ApiPersonRecord[] }>('POST', '/api/v1/persons/find', {
        body: Object.fromEntries(form),
      })
      setFound(data)
      setChosen(new Set(data.filter((one) => one.by.some((by) => by !== 'name')).map(keyOf)))
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) setWrong(error.fields)
      else complain(error)
    }
  }
  const records = (found ?? []).filter((one) => chosen.has(keyOf(one))).map(({ object, id }) => ({ object, id }))
  const erase = async () => {
    try {
      await ask('POST', '/api/v1/persons/requests', { body: { records } })
      setAsking(false)
      setFound(null)
      toast(t('persons.asked'))
      await queries.invalidateQueries({ queryKey: ['person-requests'] })
    } catch (error) {
      setAsking(false)
      complain(error)
    }
  }
  const list = requests.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <>
      <Head title={t('persons.title')} text={t('persons.text')} />
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          void find(new FormData(event.currentTarget))
        }}
      >
        {(['email', 'phone', 'name'] as const).map((key) => (
          <Labelled key={key} label={t(`persons.${key}`)} error={wrong[key]}>
            {({ id }) => <Input id={id} name={key} autoComplete="off" />}
          </Labelled>
        ))}
        <Button look="primary" type="submit">
          {t('persons.find')}
        </Button>
      </form>
      {found?.length === 0 && <Empty title={t('persons.nobody')} text={t('persons.nobodyText')} />}
      {found && found.length > 0 && (
        <section className={styles.found} aria-label={t('persons.found')}>
          <p className={styles.help}>{t('persons.choose')}</p>
          {found.map((one) => (
            <Candidate
              key={keyOf(one)}
              one={one}
              chosen={chosen.has(keyOf(one))}
              onChange={(on) => {
                const next = new Set(chosen)
                if (on) next.add(keyOf(one))
                else next.delete(keyOf(one))
                setChosen(next)
              }}
            />
          ))}
          <div className={styles.buttons}>
            <Button disabled={records.length === 0} onClick={() => void takeFile(records).catch(complain)}>
              {t('persons.file')}
            </Button>
            <Button look="danger" disabled={records.length === 0} onClick={() => setAsking(true)}>
              {t('persons.erase')}
            </Button>
          </div>
        </section>
      )}
      <h3 className={styles.heading}>{t('persons.requests')}</h3>
      {requests.isSuccess && list.length === 0 && <p className={styles.help}>{t('persons.noRequests')}</p>}
      {list.map((request) => (
        <Request key={request.id} request={request} />
      ))}
      {requests.hasNextPage && <Button onClick={() => void requests.fetchNextPage()}>{t('exports.more')}</Button>}
      <Dialog
        open={asking}
        title={t('persons.eraseTitle')}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('do.cancel')}</Button>
            <Button look="danger" onClick={() => void erase()}>
              {t('persons.erase')}
            </Button>
          </>
        }
      >
        <p>{t('persons.eraseText')}</p>
      </Dialog>
    </>
  )
}

function keyOf({ object, id }: { object: string; id: string }): string {
  return `${object}/${id}`
}

function Candidate({
  one,
  chosen,
  onChange,
}: {
  one: ApiPersonRecord
  chosen: boolean
  onChange: (on: boolean) => void
}) {
  const { t } = useTranslation()
  const object = useMeta().objects[one.object]
  return (
    <div className={styles.candidate}>
      <Check checked={chosen} onChange={(event) => onChange(event.target.checked)}>
        <span className={styles.strong}>{one.title}</span>
      </Check>
      <span className={styles.faint}>{object ? say(object.label) : one.object}</span>
      <span className={`clip ${styles.faint} ${styles.facts}`}>{one.facts.join(' · ')}</span>
      {one.by.every((by) => by === 'name') && <Tag tone="orange">{t('persons.byName')}</Tag>}
      {one.deleted && <Tag>{t('persons.inBin')}</Tag>}
      {one.held && <Tag tone="violet">{t('persons.held', { why: one.held })}</Tag>}
    </div>
  )
}

/** The file is asked for with a body, so that nothing about the person stands in an address. */
async function takeFile(records: readonly { object: string; id: string }[]): Promise<void> {
  const response = await fetch('/api/v1/persons/file', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language() },
    body: JSON.stringify({ records }),
  })
  if (!response.ok) throw new ApiError(response.status, await response.json())
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name ? decodeURIComponent(name) : 'personal-data.zip'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  await queries.invalidateQueries({ queryKey: ['person-requests'] })
}
