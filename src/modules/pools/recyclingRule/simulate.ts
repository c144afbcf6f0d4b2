import { defineAction, type Reader, type Tx } from '#kernel/behaviour.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import type { RecordOf, Values, Where } from '#kernel/object.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { sumMoney } from '#modules/sales/amounts.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import { asPooled } from '../pooled.ts'
import { pooledOf } from '../pooledObjects.ts'
import { readConditions } from './conditions.ts'
import { dueByRule, inParts } from './due.ts'
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
    const proposed = { ...record, ...readDraft(draft as Values | null, record), active: !off, startsOn: null }
    // What is on begins at once: the question is what it means, not when it starts.
    const atOnce = (rule: RecordOf<typeof recyclingRule>) => ({ ...rule, startsOn: null })
    const until = addDays(dayOf(tx.now, tx.calendar.timeZone), ahead ?? 0)
    const rest = await dueByRule(tx.all, record.object, others.map(atOnce), until)
    const fall = async (rule: RecordOf<typeof recyclingRule>) =>
      whatFalls(tx.all, record.object, [...rest, ...(await dueByRule(tx.all, record.object, [rule], until))])
    const [now, then] = [await fall(atOnce(record)), await fall(proposed)]
    const gone = new Set(now.ids)
    const come = new Set(then.ids)
    const added = then.ids.filter((id) => !gone.has(id))
    const spared = now.ids.filter((id) => !come.has(id))
    return {
      until,
      now: { count: now.ids.length, value: now.value },
      would: { count: then.ids.length, value: then.value },
      added: added.length,
      spared: spared.length,
      owners: await ownersOf(tx, now.owners, then.owners),
      records: await named(tx, object.object.key, then.ids.slice(0, shown), gone),
      spares: await named(tx, object.object.key, spared.slice(0, shown), gone),
    }
  },
})

type Falls = {
  readonly ids: readonly string[]
  readonly owners: ReadonlyMap<string, number>
  readonly value: readonly { readonly amount: string; readonly currency: string }[]
}

async function whatFalls(
  all: Reader,
  key: string,
  due: readonly (readonly [rule: string, ids: readonly string[]])[],
): Promise<Falls> {
  const { object, value } = pooledOf(key)
  const ids = [...new Set(due.flatMap(([, list]) => list))].sort()
  const owners = new Map<string, number>()
  const atStake: { readonly amount: string; readonly currency: string }[] = []
  for (const part of inParts(ids)) {
    for (const { key: owner, count } of await all.sums(asPooled(object), { by: 'owner', where: { id: { in: part } } }))
      if (owner !== null) owners.set(owner, (owners.get(owner) ?? 0) + count)
    if (!value) continue
    const where = { ...value.where, [value.through]: { in: part } } as Where
    for (const { sum, currency } of await all.sums(opportunity, { by: 'status', of: value.of, where }))
      if (sum && currency) atStake.push({ amount: sum, currency })
  }
  return {
    ids,
    owners,
    value: [...Map.groupBy(atStake, ({ currency }) => currency).values()].map((list) => sumMoney(list)!),
  }
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
async function named(tx: Tx, key: string, ids: readonly string[], already: ReadonlySet<string>) {
  const { object } = pooledOf(key)
  if (ids.length === 0) return []
  const records = await tx.list(object, { where: { id: { in: [...ids] } }, limit: shown })
  return records.map((record) => {
    const { id, owner, [object.title]: name } = record as unknown as Values
    return { id, name, owner, already: already.has(String(id)) }
  })
}

function readDraft(draft: Values | null, record: RecordOf<typeof recyclingRule>): Values {
  if (draft === null) return {}
  const known = ['where', 'match', 'conditions', 'followUp', 'exempt', 'exemptTags', 'name']
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
