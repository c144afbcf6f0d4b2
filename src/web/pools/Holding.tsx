import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, MetaAction, MetaObject } from '#kernel/api.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { daysLeft } from '../fields/deadline.tsx'
import { formatDate, formatInstant } from '../ui/format.ts'
import { language, say } from '../ui/language.ts'
import styles from './Holding.module.css'
import { quotaQuery } from './quota.ts'

type Props = {
  object: MetaObject
  page: ApiPage
  onAct: (action: MetaAction) => void
}

/** Under the head of a page: how long a record stays with its owner and why, or that it waits in a pool for one. */
export function Holding({ object, page, onAct }: Props) {
  const { record } = page
  if (typeof record['recyclesOn'] === 'string')
    return <Countdown object={object} page={page} day={record['recyclesOn']} onAct={onAct} />
  // a ledger names a pool too, and waits for nobody
  if (!object.fields['heldSince']) return null
  const at = record['pool'] as { id?: string; title?: string | null } | null
  return at?.id ? <Waiting object={object} page={page} pool={{ id: at.id, title: at.title ?? '' }} /> : null
}

function Countdown({ object, page, day, onAct }: Props & { day: string }) {
  const { t } = useTranslation()
  const { objects, user } = useMeta()
  const left = daysLeft(day)
  const ask = page.actions.includes('askForTime') && object.actions.find(({ key }) => key === 'askForTime')
  const asked = useQuery({
    queryKey: ['timeline', object.key, page.record.id, 'asked'],
    queryFn: async ({ signal }) =>
      (
        await api.list(
          'extensionRequest',
          { where: { record: page.record.id, status: 'pending' }, select: ['until', 'decider'], limit: 1 },
          signal,
        )
      ).data[0] ?? null,
    enabled: Boolean(objects['extensionRequest']),
  }).data
  const decider = asked?.['decider'] as { id?: string; title?: string | null } | null | undefined
  const log = () => document.querySelector<HTMLElement>('[data-composer] textarea, [data-composer] input')?.focus()
  return (
    <div className={styles.strip} data-near={left <= 1 ? 'now' : undefined}>
      <strong>
        {t('pools.countdown', { count: Math.max(1, left), rule: String(page.record['recycleRule'] ?? '') })}
      </strong>
      {left <= 7 && page.rights.update && (
        <button type="button" className={styles.link} onClick={log}>
          {t('pools.logFollowUp')}
        </button>
      )}
      {asked && (
        <span>
          {t(decider?.title ? 'pools.askedOf' : 'pools.asked', {
            day: formatDate(String(asked['until'])),
            who: decider?.title,
          })}
        </span>
      )}
      {asked && (user.admin || decider?.id === user.id) && (
        <Link to="/$object/$id" params={{ object: 'extensionRequest', id: asked.id }} className={styles.link}>
          {t('pools.decide')}
        </Link>
      )}
      {ask && !asked && (
        <button type="button" className={styles.link} onClick={() => onAct(ask)}>
          {t('pools.askForTime')}
        </button>
      )}
    </div>
  )
}

function Waiting({ object, page, pool }: Omit<Props, 'onAct'> & { pool: { id: string; title: string } }) {
  const { t } = useTranslation()
  const [seen, setSeen] = useState<Values | null>(null)
  const settings = useQuery({
    queryKey: ['list', 'pool', pool.id],
    queryFn: () => api.get('pool', pool.id, ['maskedFields', 'looksPerDay']),
    staleTime: 60_000,
  }).data
  // null for whoever does not belong to the pool: neither claims nor looks are hers
  const quota = useQuery({ ...quotaQuery(pool.id, page.record.id), enabled: page.actions.includes('claim') }).data
  const waits =
    quota?.waitsFor === 'coolOff' || quota?.waitsFor === 'inflow'
      ? (`pools.${quota.waitsFor}` as const)
      : 'pools.nextAt'
  const masked = ((settings?.['maskedFields'] ?? []) as string[]).filter(
    (key) => object.fields[key] && (page.record[key] ?? null) === null,
  )
  const words = (key: string) => say(object.fields[key]!.label)
  const listed = (keys: readonly string[]) => keys.map(words).join(language() === 'en' ? ', ' : '、')
  const empty = Object.keys(seen ?? {}).filter((key) => object.fields[key] && (seen?.[key] ?? null) === null)
  const look = () =>
    api
      .act(object.key, page.record.id, 'look', {})
      .then(({ result }) => setSeen((result?.['values'] ?? {}) as Values), complain)
  return (
    <div className={styles.strip}>
      <strong>{t('pools.waits', { pool: pool.title })}</strong>
      {quota && quota.left !== null && <span>{t('pools.leftToday', { count: quota.left })}</span>}
      {quota?.nextAt && <span>{t(waits, { at: formatInstant(quota.nextAt) })}</span>}
      {masked.length > 0 && !seen && <span>{t('pools.masked', { fields: listed(masked) })}</span>}
      {masked.length > 0 && !seen && quota && Boolean(settings?.['looksPerDay']) && (
        <button type="button" className={styles.link} onClick={() => void look()}>
          {t('pools.reveal')}
        </button>
      )}
      {seen && (
        <span className={styles.values}>
          {Object.entries(seen).map(([key, value]) => {
            const field = object.fields[key]
            if (!field || value === null || value === undefined) return null
            return (
              <span key={key}>
                {t('pools.revealed', { field: words(key), value: typeOf(field).toText(value, field, language()) })}
              </span>
            )
          })}
          {empty.length > 0 && <span>{t('pools.revealedNothing', { fields: listed(empty) })}</span>}
        </span>
      )}
    </div>
  )
}
