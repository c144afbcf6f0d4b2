import { type Due, defineAction, type Reader, type Tx } from '#kernel/behaviour.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import type { RecordOf, Values } from '#kernel/object.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { sumMoney } from '#modules/sales/amounts.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import { pool } from '../pool/pool.ts'
import { type PooledObject, pooledOf } from '../pooledObjects.ts'
import { readConditions } from './conditions.ts'
import { rulesOf } from './deadlines.ts'
import { recyclingRule } from './recyclingRule.ts'

/** How many records are named. */
const shown = 100

/**
 * What a rule would do, before it does: the records due within some days by it and the others, whose they are, what is at
 * stake, and the difference to the rules of today. Asked of the expression that the job and the countdown ask.
 */
export const simulate = defineAction(recyclingRule, 'simulate', {
  label: { en: 'Simulate', zh: '模拟' },
  needs: 'read',
  unlisted: true,
  input: {
    draft: json({ label: { en: 'The rule as it would be', zh: '拟修改的规则' } }),
    ahead: number({ label: { en: 'Days ahead', zh: '未来天数' }, integer: true, min: 0, max: 366, default: 0 }),
    off: boolean({ label: { en: 'As if it were switched off', zh: '按停用模拟' }, default: false }),
  },
  async run(record, { draft, ahead, off }, tx) {
    mayConfigure(tx)
    const object = pooledOf(record.object)
    const others = (await tx.all.list(recyclingRule, { limit: 500 })).filter(({ id }) => id !== record.id)
    // What is on begins at once: the question is what it means, not when it starts.
    const atOnce = (rule: RecordOf<typeof recyclingRule>) => ({ ...rule, startsOn: null })
    const [was, wouldBe] = [
      atOnce(record),
      atOnce({ ...record, ...readDraft(draft as Values | null, record), active: !off }),
    ]
    const until = addDays(dayOf(tx.now, tx.calendar.timeZone), ahead ?? 0)
    const pools = await tx.all.list(pool, { limit: 500 })
    const rules = rulesOf(tx.registry, record.object, [...others.map(atOnce), was, wouldBe], pools)
    const due = await tx.all.due(object.object, { deadlines: rules.map(({ deadline }) => deadline), until })
    const without = (left: Values) => due.filter(({ by }) => by.some(({ deadline }) => rules[deadline]!.rule !== left))
    const [now, then] = [without(wouldBe), without(was)]
    const gone = new Set(now.map(({ id }) => id))
    const come = new Set(then.map(({ id }) => id))
    const spared = now.filter(({ id }) => !come.has(id))
    return {
      until,
      now: { count: now.length, value: await atStake(tx.all, object, now) },
      would: { count: then.length, value: await atStake(tx.all, object, then) },
      added: then.filter(({ id }) => !gone.has(id)).length,
      spared: spared.length,
      owners: await ownersOf(tx, countByOwner(now), countByOwner(then)),
      records: await named(tx, object, then.slice(0, shown), gone),
      spares: await named(tx, object, spared.slice(0, shown), gone),
    }
  },
})

function countByOwner(due: readonly Due[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { owner } of due) if (owner !== null) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  return counts
}

async function atStake(all: Reader, { value }: PooledObject, due: readonly Due[]) {
  if (!value || due.length === 0) return []
  const among = { field: value.through, ids: due.map(({ id }) => id) }
  const sums = await all.sums(opportunity, { by: 'status', of: value.of, where: value.where ?? {}, among })
  const money = sums.flatMap(({ sum, currency }) => (sum && currency ? [{ amount: sum, currency }] : []))
  return [...Map.groupBy(money, ({ currency }) => currency).values()].map((list) => sumMoney(list)!)
}

async function ownersOf(tx: Tx, before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  const rows = await Promise.all(
    ids.map(async (id) => ({
      id,
      name: (await tx.all.get(user, id))?.name ?? '',
      now: before.get(id) ?? 0,
      would: after.get(id) ?? 0,
    })),
  )
  return rows.sort((a, b) => b.would - a.would || b.now - a.now).slice(0, 200)
}

/** Records by their names, as far as the one who asks may see them. */
async function named(tx: Tx, { object }: PooledObject, due: readonly Due[], already: ReadonlySet<string>) {
  if (due.length === 0) return []
  const records = await tx.list(object, { where: { id: { in: due.map(({ id }) => id) } }, limit: shown })
  return records.map((record) => {
    const { id, owner, [object.title]: name } = record as unknown as Values
    return { id, name, owner, already: already.has(String(id)) }
  })
}

function readDraft(draft: Values | null, record: RecordOf<typeof recyclingRule>): Values {
  if (draft === null) return {}
  const known = ['where', 'match', 'conditions', 'followUp', 'mailCounts', 'exempt', 'exemptTags', 'name']
  const values = Object.fromEntries(Object.entries(draft).filter(([key]) => known.includes(key)))
  if ('conditions' in values) {
    const read = readConditions(values['conditions'], pooledOf(record.object))
    if ('wrong' in read) throw new Refusal('invalid', [problem('conditions', read.wrong, 'condition')])
  }
  return values
}

function mayConfigure(tx: Tx): void {
  if (tx.actor.admin) return
  throw refuse(
    'forbidden',
    null,
    { en: 'Administrators simulate rules.', zh: '只有系统管理员可以模拟规则。' },
    'not-admin',
  )
}
