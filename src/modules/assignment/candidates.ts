import type { Tx } from '#kernel/behaviour.ts'
import type { RecordOf, Where } from '#kernel/object.ts'
import { addDays, dayOf, startOfDay } from '#kernel/time.ts'
import { absence } from '#modules/handover/absence.ts'
import { team } from '#modules/identity/team/team.ts'
import { roomOf } from '#modules/pools/caps.ts'
import { asPooled } from '#modules/pools/pooled.ts'
import { pooledOf } from '#modules/pools/pooledObjects.ts'
import { assignment } from './assignment/assignment.ts'
import type { assignmentRule } from './assignmentRule/assignmentRule.ts'
import type { Candidate } from './choose.ts'
import { person } from './person.ts'

type Rule = RecordOf<typeof assignmentRule>

/** For so many days back a share is reckoned: whoever is new does not get everything for months. */
const shareDays = 30

/** Who may be given something by a rule now: active, there, skilled, and with room. Reads the ledger; lock the rules first. */
export async function candidatesOf(tx: Tx, rule: Rule): Promise<Candidate[]> {
  const object = asPooled(pooledOf(rule.object).object)
  const people = await peopleOf(tx, rule)
  if (people.length === 0) return []
  const ids = people.map(({ id }) => id)
  const zone = tx.calendar.timeZone
  const today = dayOf(tx.now, zone)
  const dawn = startOfDay(today, zone)
  const among: Where = { person: { in: ids }, object: rule.object }
  const [held, todays, byRuleToday, given] = await Promise.all([
    counts(tx, object, 'owner', { owner: { in: ids }, ...pooledOf(rule.object).where }),
    counts(tx, assignment, 'person', { ...among, at: { gte: dawn } }),
    counts(tx, assignment, 'person', { ...among, rule: rule.id, at: { gte: dawn } }),
    counts(tx, assignment, 'person', {
      ...among,
      rule: rule.id,
      at: { gte: startOfDay(addDays(today, -shareDays), zone) },
    }),
  ])
  return Promise.all(
    people.map(async (one): Promise<Candidate> => {
      const [last] = await tx.all.list(assignment, {
        where: { rule: rule.id, person: one.id },
        sort: ['-turn'],
        limit: 1,
      })
      const rooms = [
        ...(one.dailyCapacity === null ? [] : [one.dailyCapacity - (todays.get(one.id) ?? 0)]),
        ...(rule.perDay === null ? [] : [rule.perDay - (byRuleToday.get(one.id) ?? 0)]),
        await roomOf(tx, object, one.id),
      ]
      return {
        id: one.id,
        lastTurn: last?.turn ?? 0,
        held: held.get(one.id) ?? 0,
        given: given.get(one.id) ?? 0,
        weight: one.assignmentWeight ?? 1,
        room: Math.min(...rooms),
      }
    }),
  )
}

/** Active people whom the rule names, herself or by a team, who have the skills and are not away. */
async function peopleOf(tx: Tx, rule: Rule) {
  const teams = await withThoseBelow(tx, rule.teams ?? [])
  const named: Where[] = [
    ...(rule.people?.length ? [{ id: { in: [...rule.people] } }] : []),
    ...(teams.length ? [{ team: { in: teams } }] : []),
  ]
  if (named.length === 0) return []
  const skills = (rule.skills ?? []) as readonly string[]
  const found = await tx.all.list(person, {
    where: { active: true, or: named, ...(skills.length > 0 ? { skills: { hasAll: [...skills] } } : {}) },
    sort: ['createdAt'],
    limit: 500,
  })
  const zoned = dayOf(tx.now, tx.calendar.timeZone)
  const away = await tx.all.list(absence, {
    where: { person: { in: found.map(({ id }) => id) }, from: { lte: zoned }, until: { gte: zoned } },
    limit: 1_000,
  })
  const gone = new Set(away.map((one) => one.person))
  return found.filter(({ id }) => !gone.has(id))
}

async function withThoseBelow(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const all = new Set(ids)
  for (let next = [...ids], steps = 0; next.length > 0 && steps < 50; steps++) {
    const below = await tx.all.list(team, { where: { parent: { in: next } }, limit: 1_000 })
    next = below.map(({ id }) => id).filter((id) => !all.has(id))
    for (const id of next) all.add(id)
  }
  return [...all]
}

async function counts(
  tx: Tx,
  object: Parameters<Tx['all']['sums']>[0],
  by: string,
  where: Where,
): Promise<Map<string | null, number>> {
  return new Map((await tx.all.sums(object, { by, where })).map(({ key, count }) => [key, count]))
}
