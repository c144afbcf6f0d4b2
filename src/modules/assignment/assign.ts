import { defineAction, followAll, type Tx } from '#kernel/behaviour.ts'
import { addWorkingHours, workingHoursBetween } from '#kernel/calendar.ts'
import type { ObjectDef, RecordOf, Where } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { type Assigned, asAssigned } from './assigned.ts'
import { assignment } from './assignment/assignment.ts'
import { assignmentRule } from './assignmentRule/assignmentRule.ts'
import { candidatesOf } from './candidates.ts'
import { type Candidate, choose } from './choose.ts'

type Rule = RecordOf<typeof assignmentRule>
/** Who takes something out of a pool does not put it into one. */
export const toPeople = { to: 'people' } as const
/** Where it is open whose a new record is, although somebody makes it. On the screen it is hers unless she empties the owner. */
const doors = new Set(['api', 'form', 'import', 'job', 'system', 'cli', 'flow'])

/** New records that were left open go to whom the rules say, in the transaction that makes them. */
export function assignNew(of: ObjectDef) {
  const object = asAssigned(of)
  return followAll(object, 'what comes in without an owner goes by the rules of assignment', async (changes, tx) => {
    const open = changes.filter(({ before, after, deleted, leftOpen }) => {
      if (before !== null || deleted || after.pool) return false
      const left = leftOpen('owner')
      return left === 'empty' || (left === 'unnamed' && doors.has(tx.via))
    })
    await assign(
      tx,
      of,
      open.map(({ after }) => after.id),
    )
  })
}

/** Gives records away by the rules of their object, or by those alone that match; answers how many. The others stay as they are. */
export async function assign(tx: Tx, of: ObjectDef, ids: readonly string[], among: Where = {}): Promise<number> {
  if (ids.length === 0) return 0
  const wanted: Where = { object: of.key, active: true, ...among }
  if ((await tx.all.count(assignmentRule, wanted)) === 0) return 0
  // One after the other: turns, shares and capacities are true only for whoever is alone with them.
  const rules = await tx.lockAll(assignmentRule, {
    where: wanted,
    sort: ['order', 'createdAt'],
    limit: 200,
  })
  const object = asAssigned(of)
  let left = [...ids]
  for (const rule of rules) {
    if (left.length === 0) break
    if (!holdsNow(tx, rule)) continue
    const where: Where = { id: { in: left }, ...(rule.where ? { and: [rule.where as Where] } : {}) }
    const fit = new Set(await tx.all.ids(object, where))
    if (fit.size === 0) continue
    // As they came: ids are made in the order of time.
    const given = await give(tx, of, rule, [...fit].sort())
    left = left.filter((id) => !given.has(id))
  }
  return ids.length - left.length
}

async function give(tx: Tx, of: ObjectDef, rule: Rule, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const object = asAssigned(of)
  const respondBy = rule.to === 'people' && rule.respondHours ? dueAt(tx, rule.respondHours) : null
  const candidates = rule.to === 'people' ? await candidatesOf(tx, rule) : []
  const [last] = await tx.all.list(assignment, { where: { rule: rule.id }, sort: ['-turn'], limit: 1 })
  const turn = (last?.turn ?? 0) + 1
  const patches: (Parameters<Tx['updateAll']>[1][number] & { readonly to: Candidate | null })[] = []
  for (const id of ids) {
    const to = rule.to === 'people' ? choose(candidates, rule.way, turn + patches.length) : null
    if (rule.to === 'people' ? !to : !rule.pool) break
    patches.push({ id, to })
  }
  const records = await names(tx, object, of, patches)
  const stands = { heldReason: 'ruled' as const, heldNote: rule.name }
  await tx.updateAll(
    object,
    patches.map(({ id, to }) =>
      to
        ? { id, owner: to.id, pool: null, ...stands, respondBy, respondedAt: null, responsesMissed: null }
        : { id, pool: rule.pool, ...stands },
    ),
  )
  const room = candidates.filter((one) => one.room > 0 || patches.some(({ to }) => to === one)).length
  for (const [i, { id, to }] of patches.entries())
    await tx.create(assignment, {
      rule: rule.id,
      object: of.key as 'lead',
      record: id,
      recordName: records.get(id) ?? null,
      person: to?.id ?? null,
      pool: to ? null : rule.pool,
      among: to ? room : null,
      turn: turn + i,
      at: tx.now,
      respondBy: to ? respondBy : null,
    })
  return new Set(patches.map(({ id }) => id))
}

/** The instant at which that many working hours from now have passed. */
export function dueAt(tx: Pick<Tx, 'now' | 'calendar'>, hours: number): string {
  return addWorkingHours(tx.calendar, tx.now, hours)
}

function holdsNow(tx: Tx, rule: Rule): boolean {
  if (rule.hours === 'always') return true
  const working = workingHoursBetween(tx.calendar, tx.now, new Date(Date.parse(tx.now) + 1_000).toISOString()) > 0
  return working === (rule.hours === 'working')
}

async function names(tx: Tx, object: Assigned, of: ObjectDef, patches: readonly { readonly id: string }[]) {
  const found = await tx.all.list(object, { where: { id: { in: patches.map(({ id }) => id) } }, limit: 1_000 })
  return new Map(
    found.map((record) => {
      const name = (record as Readonly<Record<string, unknown>>)[of.title]
      return [record.id, typeof name === 'string' ? name.slice(0, 200) : null]
    }),
  )
}

/** What nobody has yet goes by the rules after all: what came in before there were any, or waits in a pool. */
export function assignNow(of: ObjectDef) {
  return defineAction(asAssigned(of), 'assignByRules', {
    label: { en: 'Assign by rules', zh: '按规则分配' },
    icon: 'route',
    minor: true,
    when: { owner: { empty: true } },
    input: {},
    async run(record, _input, tx) {
      if ((await assign(tx, of, [record.id], record.pool ? toPeople : {})) > 0) return
      throw refuse(
        'conflict',
        null,
        { en: 'No rule takes it, or nobody has room today.', zh: '没有适用的规则，或今天无人可以接收。' },
        'nobody',
      )
    },
  })
}
