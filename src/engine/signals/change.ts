import { columnOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import type { Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { SignalWhen } from '#kernel/signal.ts'
import { engineTable } from '../context.ts'
import { ident, raw, type Sql, sql } from '../db/sql.ts'
import type { Hit, Search } from './hits.ts'

type Change = Extract<SignalWhen, { is: 'change' }>

/** Records of an object that match, as a signal is about them. */
export type Among = { readonly object: RegisteredObject; readonly where?: Where }

/**
 * Whose number has risen (or fallen) by so much, beside the least (or most) that it was within so many days before. It
 * fires with the change that goes beyond; further ones do not, before it has come back. Amounts are compared in one currency.
 */
export async function changeHits(when: Change, { object, where }: Among, search: Search): Promise<readonly Hit[]> {
  const { query, on, from, to, events } = search
  const { field, days } = when
  const table = engineTable(query.workspace, 'event')
  const some = events
    ? sql`and e.record_id in (select x.record_id from ${table} x where x.id = any(${[...events]}::uuid[]))`
    : sql``
  const of = (part: 0 | 1) => sql`e.changes -> ${field}::text -> ${raw(String(part))}`
  // What was no number once, before the field was one, counts as nothing known.
  const number = (value: Sql) =>
    sql`(case when jsonb_typeof(${value}) = 'null' then 0 when coalesce(${value} ->> 'amount', ${value} #>> '{}') ~ '^-?[0-9]{1,20}([.][0-9]{1,10})?$'
      then coalesce(${value} ->> 'amount', ${value} #>> '{}')::numeric end)`
  const rows = await on.rows(sql`
    with moved as (
      select e.id, e.record_id, e.at, coalesce(${of(1)} ->> 'currency', '') as unit, ${number(of(1))} as after,
        case when jsonb_typeof(${of(0)}) = 'object' and ${of(0)} ->> 'currency' is distinct from ${of(1)} ->> 'currency' then null
          else ${number(of(0))} end as before
      from ${table} e where e.object = ${object.key}::text and e.kind <> 'created' and e.changes ? ${field}::text
        and e.at > ${from}::timestamptz - make_interval(days => ${days}::int) and e.at <= ${to}::timestamptz ${some}),
    beside as (
      select m.id, m.record_id, m.at, m.unit, m.before, m.after, ${held(when)} over (partition by m.record_id, m.unit order by m.at
        range between make_interval(days => ${days}::int) preceding and current row) as held from moved m)
    select b.id, b.record_id, b.at, b.held, b.after, b.unit from beside b join ${query.from(object.key, 'r')} on r.id = b.record_id
    where b.at > ${from}::timestamptz and b.at <= ${to}::timestamptz ${events ? sql`and b.id = any(${[...events]}::uuid[])` : sql``}
      and ${beyond(when)} and r.${ident(columnOf(object, field))} is not null and ${query.reach(object, where ? { where } : {})}
    order by b.at, b.id`)
  return rows.map(([id, record, at, before, after, unit]) => ({
    record: String(record),
    at: String(at),
    key: String(id),
    why: says(object, field, Number(before), Number(after), String(unit)),
  }))
}

/** What the value is compared with. */
function held({ way, factor, from }: Change): Sql {
  const least = [
    factor === undefined ? null : sql`m.before > 0`,
    from === undefined ? null : sql`m.before >= ${from}::numeric`,
  ]
  const counted = least
    .filter((one) => one !== null)
    .reduce((all, one) => sql`${all} and ${one}`, sql`m.before is not null`)
  return sql`${raw(way === 'rises' ? 'min' : 'max')}(m.before) filter (where ${counted})`
}

/** The change goes beyond the mark, and what was before it did not. */
function beyond({ way, factor, amount }: Change): Sql {
  const rises = way === 'rises'
  const mark =
    factor === undefined
      ? rises
        ? sql`b.held + ${amount}::numeric`
        : sql`b.held - ${amount}::numeric`
      : rises
        ? sql`b.held * ${factor}::numeric`
        : sql`b.held / ${factor}::numeric`
  return rises
    ? sql`b.after >= ${mark} and coalesce(b.before, 0) < ${mark}`
    : sql`b.after <= ${mark} and b.before > ${mark}`
}

function says({ fields }: RegisteredObject, field: string, before: number, after: number, unit: string): Label {
  const write = (value: number) =>
    `${unit ? `${unit} ` : ''}${value.toLocaleString('en-US', { maximumFractionDigits: 2 })}`
  const [from, to] = [write(before), write(after)]
  const { en, zh } = fields[field]!.label
  return { en: `${en}: ${from} → ${to}`, zh: `${zh}：${from} → ${to}` }
}
