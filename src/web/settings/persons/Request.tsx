import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPersonPlace, ApiPersonRequest } from '#kernel/api-person.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Tag, type Tone } from '../../ui/Tag.tsx'
import styles from './Persons.module.css'

const tones: Readonly<Record<ApiPersonRequest['status'], Tone>> = {
  asked: 'orange',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'gray',
}

/** One request: who asked, who confirmed, what was found, what went and what stays. */
export function Request({ request }: { request: ApiPersonRequest }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [sure, setSure] = useState(false)
  const people = useQuery({
    queryKey: ['list', 'user', 'names'],
    queryFn: async ({ signal }) => (await api.list('user', { select: ['name'], limit: 1_000 }, signal)).data,
    staleTime: 60_000,
  })
  const name = (id: string) => String(people.data?.find((one) => one.id === id)?.name ?? '—')
  const again = () => queries.invalidateQueries({ queryKey: ['person-requests'] })
  const confirm = () => {
    setSure(false)
    void ask('POST', `/api/v1/persons/requests/${request.id}/confirm`).then(again, complain)
  }
  const { found = [], erased = [], kept = [], left } = request.report
  const mayConfirm =
    request.kind === 'erase' &&
    ((request.status === 'asked' && request.createdBy !== user.id) || request.status === 'failed')
  return (
    <details className={styles.request} open={request.status === 'asked' || undefined}>
      <summary>
        <span className={styles.strong}>{t(`persons.kind.${request.kind}`)}</span>
        <span className="clip">
          {request.titles.length > 0
            ? request.titles.join('、')
            : t('persons.records', { count: request.records.length })}
        </span>
        {request.kind === 'erase' && <Tag tone={tones[request.status]}>{t(`persons.status.${request.status}`)}</Tag>}
        <span className={`${styles.faint} ${styles.facts}`}>
          {t('persons.by', { who: name(request.createdBy), when: formatInstant(request.createdAt) })}
          {request.confirmedBy && ` · ${t('persons.confirmedBy', { who: name(request.confirmedBy) })}`}
        </span>
      </summary>
      <div className={styles.report}>
        {request.error && <p role="alert">{request.error}</p>}
        <Places words={t('persons.foundIn')} places={found} />
        <Places words={t('persons.erased')} places={erased} />
        <Places words={t('persons.kept')} places={kept} />
        {left !== undefined && <p className={styles.faint}>{t('persons.left', { count: left })}</p>}
        <div className={styles.buttons}>
          {request.status === 'asked' && (
            <Button
              small
              onClick={() => void ask('DELETE', `/api/v1/persons/requests/${request.id}`).then(again, complain)}
            >
              {t('persons.cancel')}
            </Button>
          )}
          {mayConfirm && (
            <Button small look="danger" onClick={() => setSure(true)}>
              {t(request.status === 'failed' ? 'persons.again' : 'persons.confirm')}
            </Button>
          )}
        </div>
      </div>
      <Dialog
        open={sure}
        title={t('persons.eraseTitle')}
        onClose={() => setSure(false)}
        footer={
          <>
            <Button onClick={() => setSure(false)}>{t('do.cancel')}</Button>
            <Button look="danger" onClick={confirm}>
              {t('persons.confirm')}
            </Button>
          </>
        }
      >
        <p>{request.titles.join('、')}</p>
        <p>{t('persons.eraseText')}</p>
      </Dialog>
    </details>
  )
}

function Places({ words, places }: { words: string; places: readonly ApiPersonPlace[] }) {
  if (places.length === 0) return null
  return (
    <div>
      <h4>{words}</h4>
      <ul>
        {places.map((one) => (
          <li key={`${one.place}${one.note ?? ''}`}>
            <span>{one.place}</span>
            <span className={styles.faint}>{one.note ?? one.count}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
