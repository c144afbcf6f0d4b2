import { columnOf } from '#kernel/fields/index.ts'
import type { SignalWhen } from '#kernel/signal.ts'
import { signalLimits } from '#kernel/signal.ts'
import { ident, sql } from '../db/sql.ts'
import type { Among } from './change.ts'
import type { Hit, Search } from './hits.ts'

type Silence = Extract<SignalWhen, { is: 'silence' }>

/** How far back what is usual is taken from. */
const years = 3

/**
 * Records of which nothing has been heard for longer than is usual for each: the median of the time between its last ten days
 * with contact, at least three such times, times the factor. It fires once in each silence.
 */
export async function silenceHits(when: Silence, { object, where }: Among, search: Search): Promise<readonly Hit[]> {
  const { query, on, from, to } = search
  const { timeZone } = query.workspace.calendar
  const other = query.workspace.registry.object(when.of.object)
  const column = ident('t', columnOf(other, when.of.field))
  const at = other.fields[when.of.field]?.type === 'date' ? sql`${column}::timestamp at time zone ${timeZone}` : column
  const day = sql`date_trunc('day', ${at} at time zone ${timeZone})`
  const least = sql`make_interval(days => ${when.least}::int)`
  const rows = await on.rows(sql`
    with touched as (
      select ${ident('t', columnOf(other, when.of.via))} as subject, ${day} as day, max(${at}) as at from ${query.from(other.key, 't')}
      where ${query.reach(other, { alias: 't' })} and ${at} <= ${to}::timestamptz and ${at} > ${from}::timestamptz - make_interval(years => ${years}::int)
        and ${ident('t', columnOf(other, when.of.via))} is not null group by 1, 2),
    apart as (
      select subject, at, lead(at) over w as next, extract(epoch from at - lag(at) over w) as gap from touched
      window w as (partition by subject order by at)),
    usual as (
      select subject, at, next, array_agg(gap) filter (where gap is not null)
        over (partition by subject order by at rows between ${signalLimits.window - 1}::int preceding and current row) as gaps from apart),
    quiet as (
      select u.subject, u.at, u.next, m.median, u.at + greatest(${least}, make_interval(secs => m.median * ${when.factor}::float8)) as fires
      from usual u cross join lateral (select percentile_cont(0.5) within group (order by g) as median from unnest(u.gaps) g) m
      where cardinality(u.gaps) >= ${signalLimits.usual}::int and u.at + ${least} <= ${to}::timestamptz and (u.next is null or u.next > u.at + ${least}))
    select q.subject, q.at, q.fires, q.median from quiet q join ${query.from(object.key, 'r')} on r.id = q.subject
    where q.fires > ${from}::timestamptz and q.fires <= ${to}::timestamptz and (q.next is null or q.next > q.fires)
      and ${query.reach(object, where ? { where } : {})} order by q.fires, q.subject`)
  return rows.map(([record, last, fires, median]) => {
    const since = Math.round((Date.parse(String(fires)) - Date.parse(String(last))) / 86_400_000)
    const usual = Math.max(1, Math.round(Number(median) / 86_400))
    return {
      record: String(record),
      at: String(fires),
      key: `${String(last)} ${String(record)}`,
      why: { en: `Silent for ${since} days, usually ${usual}`, zh: `已 ${since} 天无往来，平常间隔 ${usual} 天` },
    }
  })
}
