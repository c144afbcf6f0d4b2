import type { Label } from '#kernel/label.ts'
import type { Registry } from '#kernel/registry.ts'
import type { SignalEvent, SignalWhen } from '#kernel/signal.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import type { Among } from './change.ts'
import { happened } from './happened.ts'
import type { Hit, Search } from './hits.ts'

type Pattern = Extract<SignalWhen, { is: 'pattern' }>

/**
 * One thing, then another within so many days, and a third not in between; or one thing and then so many days without the
 * third. One pass over what happened to each record, in its order.
 */
export async function patternHits(when: Pattern, { object, where }: Among, search: Search): Promise<readonly Hit[]> {
  const { query, on, from, to, events } = search
  const { first, next, without, days } = when
  const subjects = next && events ? await subjectsOf(search, next) : undefined
  if (subjects?.length === 0) return []
  const early = new Date(Date.parse(from) - days * 86_400_000).toISOString()
  const of = (key: string, event: SignalEvent, since: string): Sql =>
    sql`select ${raw(`'${key}'`)} as k, h.subject, h.id, h.at from (${happened(query, event, { from: since, to }, subjects ? { subjects } : {})}) h`
  const parts = [
    of('a', first, early),
    ...(next ? [of('b', next, from)] : []),
    ...(without ? [of('c', without, early)] : []),
  ].reduce((all, one) => sql`${all} union all ${one}`)
  // What is two things at once counts as the later one first, so that nothing follows itself.
  const before = (key: string) =>
    sql`max(p.at) filter (where p.k = ${raw(`'${key}'`)}) over (partition by p.subject order by p.at, p.id, p.k desc rows between unbounded preceding and 1 preceding)`
  const after = sql`min(p.at) filter (where p.k = 'c') over (partition by p.subject order by p.at, p.id, p.k desc rows between 1 following and unbounded following)`
  const span = sql`make_interval(days => ${days}::int)`
  const [at, holds] = next
    ? [sql`s.at`, sql`s.k = 'b' and s.first_at >= s.at - ${span} and (s.last_at is null or s.last_at <= s.first_at)`]
    : [sql`s.at + ${span}`, sql`s.k = 'a' and (s.next_at is null or s.next_at > s.at + ${span})`]
  const rows = await on.rows(sql`
    with part as (${parts}), story as (
      select p.k, p.subject, p.id, p.at, ${before('a')} as first_at, ${before('c')} as last_at, ${after} as next_at from part p)
    select s.subject, s.id, ${at}, s.first_at from story s join ${query.from(object.key, 'r')} on r.id = s.subject
    where ${holds} and ${at} > ${from}::timestamptz and ${at} <= ${to}::timestamptz
      ${events ? sql`and s.id = any(${[...events]}::uuid[])` : sql``} and ${query.reach(object, where ? { where } : {})}
    order by 3, 2`)
  const why = says(when, query.workspace.registry)
  return rows.map(([record, id, at]) => ({
    record: String(record),
    at: String(at),
    key: `${String(id)} ${String(record)}`,
    why,
  }))
}

async function subjectsOf({ query, on, from, to, events }: Search, next: SignalEvent): Promise<readonly string[]> {
  const rows = await on.rows(happened(query, next, { from, to }, { events: events ?? [] }))
  return [...new Set(rows.map(([subject]) => String(subject)))]
}

function says({ first, next, without, days }: Pattern, registry: Registry): Label {
  const name = (event: SignalEvent) => eventName(event, registry)
  const [a, b, c] = [name(first), next && name(next), without && name(without)]
  return {
    en: b
      ? `${a.en}, then ${b.en} within ${days} days${c ? `, without ${c.en}` : ''}`
      : `${a.en}, then ${days} days${c ? ` without ${c.en}` : ''}`,
    zh: b
      ? `${a.zh}后 ${days} 天内${b.zh}${c ? `，期间没有${c.zh}` : ''}`
      : `${a.zh}后 ${days} 天${c ? `没有${c.zh}` : ''}`,
  }
}

/** An event in words: “Opportunity won”, “Activity made”. */
export function eventName({ object: key, kind, field }: SignalEvent, registry: Registry): Label {
  const object = registry.object(key)
  const changed = field === undefined ? undefined : object.fields[field]?.label
  const did = changed
    ? { en: `${changed.en} changed`, zh: `${changed.zh}变更` }
    : kind === 'created'
      ? { en: 'created', zh: '新建' }
      : (object.emits?.[kind]?.label ?? { en: kind, zh: kind })
  return { en: `${object.label.en} ${did.en}`, zh: `${object.label.zh}${did.zh}` }
}
