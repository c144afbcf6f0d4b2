import { defineAction, type Reader, type Tx } from '#kernel/behaviour.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import type { RecordOf, Values, Where } from '#kernel/object.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import { asPooled } from '../pooled.ts'
import { pooledOf } from '../pooledObjects.ts'
import { readConditions } from './conditions.ts'
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
    const before = tx.all.supposing(recyclingRule, [...others, record].map(atOnce))
    const after = tx.all.supposing(recyclingRule, [...others.map(atOnce), proposed])
    const until = addDays(dayOf(tx.now, tx.calendar.timeZone), ahead ?? 0)
    const where: Where = { recyclesOn: { lte: until } }
    const [now, then] = await Promise.all([before, after].map((reader) => whatFalls(reader, record.object, where)))
    const gone = new Set(now!.ids)
    const come = new Set(then!.ids)
    const added = then!.ids.filter((id) => !gone.has(id))
    const spared = now!.ids.filter((id) => !come.has(id))
    return {
      until,
      now: { count: now!.ids.length, value: now!.value },
      would: { count: then!.ids.length, value: then!.value },
      added: added.length,
      spared: spared.length,
      owners: await ownersOf(tx, now!.owners, then!.owners),
      records: await named(tx, object.object.key, then!.ids.slice(0, shown), gone),
      spares: await named(tx, object.object.key, spared.slice(0, shown), gone),
    }
  },
})

type Falls = {
  readonly ids: readonly string[]
  readonly owners: ReadonlyMap<string, number>
  readonly value: readonly { readonly amount: string; readonly currency: string }[]
}

async function whatFalls(reader: Reader, key: string, where: Where): Promise<Falls> {
  const object = pooledOf(key)
  const { value } = object
  const ids = await reader.ids(object.object, where)
  const owners = await reader.sums(asPooled(object.object), { by: 'owner', where })
  const through = Object.fromEntries(Object.entries(where).map(([path, test]) => [`${value?.through}.${path}`, test]))
  const sums = value
    ? await reader.sums(opportunity, { by: 'status', of: value.of, where: { ...value.where, ...through } as Where })
    : []
  return {
    ids,
    owners: new Map(owners.flatMap(({ key, count }) => (key === null ? [] : [[key, count]]))),
    value: sums.flatMap(({ sum, currency }) => (sum && currency ? [{ amount: sum, currency }] : [])),
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
