import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, Meta, TimelineEntry } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { formatInstant } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import styles from './Evidence.module.css'

type Ref = { id?: string; title?: string }
type Line = {
  readonly id: string
  /** When it says that it happened, and when that was written down: the event log knows the second. */
  readonly at: string
  readonly written: string
  readonly words: string
}

/** What each of two claimants did for a customer, side by side, in the order in which it was written down. */
export function Evidence({ page }: { page: ApiPage }) {
  const { t } = useTranslation()
  useSay()
  const { record } = page
  const sides = [
    { who: record['firstOwner'] as Ref | null, registration: record['first'] as Ref | null },
    { who: record['secondOwner'] as Ref | null, registration: record['second'] as Ref | null },
  ]
  return (
    <section className={styles.evidence} aria-label={t('evidence.title')}>
      <h2>{t('evidence.title')}</h2>
      <div className={styles.sides}>
        {sides.map(({ who, registration }, i) => (
          <Side
            key={registration?.id ?? i}
            who={who}
            registration={registration?.id ?? null}
            hidden={Boolean(registration) && !registration?.id}
            account={(record['account'] as Ref | null)?.id ?? null}
            opened={String(record['openedAt'] ?? '')}
          />
        ))}
      </div>
    </section>
  )
}

type SideProps = {
  who: Ref | null
  registration: string | null
  /** There is one that its reader may not see. */
  hidden: boolean
  account: string | null
  opened: string
}

function Side({ who, registration, hidden, account, opened }: SideProps) {
  const { t } = useTranslation()
  const meta = useMeta()
  const { data } = useQuery({
    queryKey: ['evidence', who?.id, registration, account],
    queryFn: () => evidenceOf(meta, who?.id ?? '', registration, account),
  })
  const first = data?.lines[0]
  return (
    <div className={styles.side}>
      <div className={styles.head}>
        <span className={styles.who}>{who?.title ?? '—'}</span>
        {data?.registered && (
          <p>{t('evidence.registered', { number: data.registered.number, at: formatInstant(data.registered.at) })}</p>
        )}
      </div>
      {data && data.lines.length === 0 && (
        <p className={styles.none}>
          {t(hidden || (registration && !data.registered) ? 'evidence.unseen' : 'evidence.nothing')}
        </p>
      )}
      <ol className={styles.list}>
        {data?.lines.map((line) => (
          <li key={line.id}>
            <span>
              {line.words} {line === first && <span className={styles.first}>{t('evidence.first')}</span>}
            </span>
            <time className="number" dateTime={line.written}>
              {formatInstant(line.written)}
            </time>
            {line.written > opened && <span className={styles.late}>{t('evidence.late')}</span>}
            {line.written.slice(0, 10) > line.at.slice(0, 10) && (
              <span className={styles.late}>{t('evidence.dated', { at: formatInstant(line.at) })}</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}

async function evidenceOf(meta: Meta, who: string, registration: string | null, account: string | null) {
  const registered = registration ? await orNothing(api.get('dealRegistration', registration)) : null
  const own = (registered?.['account'] as Ref | null | undefined)?.id
  const places = [
    ...[...new Set([own, account])].flatMap((id) => (id ? [['account', id] as const] : [])),
    ...(registration ? [['dealRegistration', registration] as const] : []),
  ]
  const entries = (await Promise.all(places.map(([object, id]) => allOf(object, id)))).flat()
  const lines = new Map(
    entries
      .filter((entry) => isBy(entry, who) && !isConsequence(entry))
      .map((entry) => [`${entry.object} ${entry.id}`, lineOf(meta, entry)]),
  )
  return {
    registered: registered && { number: String(registered['number'] ?? ''), at: String(registered['createdAt'] ?? '') },
    lines: [...lines.values()].sort((a, b) => (a.written + a.id < b.written + b.id ? -1 : 1)),
  }
}

/** At most so many pages of a timeline. */
const mostPages = 10

async function allOf(object: string, id: string): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = []
  let after: string | null = ''
  for (let i = 0; i < mostPages && after !== null; i++) {
    const page: { data: readonly TimelineEntry[]; next: string | null } | null = await orNothing(
      api.timeline(object, id, after, null),
    )
    entries.push(...(page?.data ?? []))
    after = page?.next ?? null
  }
  return entries
}

/** What its reader may not see is no evidence for her. */
async function orNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

/** What the dispute itself did to a registration is nobody's work. */
function isConsequence({ object, kind }: TimelineEntry): boolean {
  return object === 'dealRegistration' && kind !== 'created' && kind !== 'withdrawn'
}

function isBy({ actor, record }: TimelineEntry, who: string): boolean {
  const maker = (record?.['createdBy'] ?? record?.['owner']) as Ref | null | undefined
  return (record ? maker?.id : actor && 'id' in actor ? actor.id : null) === who
}

function lineOf(meta: Meta, entry: TimelineEntry): Line {
  const object = meta.objects[entry.object]
  const written = String(entry.record?.['createdAt'] ?? entry.at)
  return { id: entry.id, at: entry.at, written, words: wordsOf(object, entry) }
}

function wordsOf(object: Meta['objects'][string] | undefined, { type, kind, record, changes, comment }: TimelineEntry) {
  const noun = object ? say(object.label) : ''
  if (type === 'comment') return comment?.text ?? ''
  if (type === 'record')
    return [kindOf(object, record), String(record?.[object?.title ?? ''] ?? noun)].filter(Boolean).join(' ')
  if (kind === 'created') return i18next.t('evidence.made', { what: noun })
  const fields = Object.keys(changes ?? {}).flatMap((key) => object?.fields[key]?.label ?? [])
  const verb = i18next.exists(`log.${kind}`) ? i18next.t(`log.${kind}` as 'log.created') : kind
  const emitted = stateOf(object, kind)
  return kind === 'updated' && fields.length > 0
    ? i18next.t('evidence.changed', {
        what: noun,
        fields: fields.slice(0, 3).map(say).join(i18next.t('evidence.comma')),
      })
    : `${noun} ${emitted ?? verb}`
}

/** A call, a visit, a note: the choice that every record of the object has. */
function kindOf(object: Meta['objects'][string] | undefined, record: ApiRecord | undefined): string {
  const [key, field] =
    Object.entries(object?.fields ?? {}).find(([, one]) => one.type === 'select' && one.required === true) ?? []
  const option = key && (field as unknown as SelectField).options.find((one) => one.key === record?.[key])
  return option ? say(option.label) : ''
}

function stateOf(object: Meta['objects'][string] | undefined, kind: string): string | null {
  for (const field of Object.values(object?.fields ?? {})) {
    if (field.type !== 'select') continue
    const option = (field as unknown as SelectField).options.find((one) => one.key === kind)
    if (option) return say(option.label)
  }
  return null
}
