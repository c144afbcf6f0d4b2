import type { Reader } from '#kernel/behaviour.ts'
import type { Label } from '#kernel/label.ts'
import { type Asked, defineGuard, type Similar, type Told, type ToldReader } from '#kernel/match/guard.ts'
import { levelOf, likely, possible, sure } from '#kernel/match/matching.ts'
import type { RecordOf } from '#kernel/object.ts'
import { dayOf, startOfDay } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import { stage } from '#modules/sales/stage/stage.ts'
import { factOptions, watched } from './choices.ts'
import { collisionCase } from './collisionCase/collisionCase.ts'
import { collisionPolicy } from './collisionPolicy/collisionPolicy.ts'
import { dealRegistration } from './dealRegistration/dealRegistration.ts'

/** What the policies say, and the cases that come of it. */
export const collisionGuard = defineGuard({
  cases: { object: collisionCase.key, ask: 'requestShare' },

  async stance({ object, entry }, all) {
    // Of what else is recognised, a registration, its own rules say what follows.
    if (!(watched as readonly string[]).includes(object)) return null
    const policies = await all.list(collisionPolicy, {
      where: { active: true },
      sort: ['place', '-createdAt'],
      limit: 100,
    })
    const fits = (list: readonly string[] | null, one: string) => !list?.length || list.includes(one)
    const found = policies.find((policy) => fits(policy.objects, object) && fits(policy.entries, entry))
    if (!found) return null
    const among = found.among?.length ? found.among : entry === 'conversion' ? ['account', 'contact'] : [...watched]
    return { does: found.does, from: least[found.from], among, by: found.id }
  },

  async tell(found, stance, all, reader) {
    const policy = await all.get(collisionPolicy, stance.by)
    const shows = reader.sees ? (['owner', 'pool'] as const) : (policy?.shows ?? [])
    return Promise.all(found.map((one) => factsOf(one, shows, all, reader)))
  },

  async keep(asked, found, stance, ending, tx) {
    const policy = await tx.all.get(collisionPolicy, stance.by)
    const today = startOfDay(tx.today, tx.actor.timeZone)
    const mine = await tx.all.list(collisionCase, {
      where: { owner: tx.actor.id ?? { empty: true }, at: { gte: today } },
      sort: ['-at'],
      limit: 1_000,
    })
    const again = mine.find(
      (one) => one.found === found.id && one.object === asked.object && open.has(one.ending ?? ''),
    )
    const entered = enteredOf(asked.values)
    const keeper = (found.record['owner'] as string | null | undefined) ?? null
    const news = { entered, ending, at: tx.now, ...(ending === 'judge' ? { draft: draftOf(asked) } : {}) }
    if (again) {
      await tx.update(collisionCase, again.id, { ...news, times: (again.times ?? 0) + 1 })
      const share = again.shareStatus === 'asked' ? 'asked' : 'open'
      return { id: again.id, enough: false, share: again.keeper ? share : null }
    }
    const told = mine.filter((one) => one.ending === 'shown').length
    if (ending === 'shown' && told >= (policy?.daily ?? 50)) return { id: '', enough: true, share: null }
    const id = await tx.create(collisionCase, {
      ...news,
      times: 1,
      owner: tx.actor.id,
      object: asked.object as Watched,
      entry: asked.entry,
      level: levelOf(found.points),
      points: Math.round(found.points),
      agrees: [...new Set(found.reasons.filter(({ points }) => points > 0).map(({ kind }) => kind))],
      [found.object]: found.id,
      found: found.id,
      keeper,
      policy: policy?.name ?? null,
    })
    return { id, enough: false, share: keeper ? 'open' : null }
  },
})

type Watched = (typeof watched)[number]
type Policy = RecordOf<typeof collisionPolicy>

const least: Readonly<Record<Policy['from'], number>> = { sure, likely, possible }
/** Endings after which the same attempt is the same case. */
const open = new Set(['shown', 'asked', 'blocked', 'skipped', 'judge'])

function enteredOf(values: Readonly<Record<string, unknown>>): string {
  const names = ['company', 'name', 'email', 'uscc'].map((key) => values[key]).filter((one) => typeof one === 'string')
  return names.slice(0, 2).join(' · ').slice(0, 200) || '—'
}

/**
 * What was entered, without what the engine keeps. Of a record that is there it is what was to be changed, beside its `id`; of
 * one that was to be taken over the `id` alone.
 */
function draftOf({ entry, id, values, changes = [] }: Asked): Record<string, unknown> {
  if (id !== null && entry === 'claim') return { id }
  const kept = new Set([
    'id',
    'version',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'deletedAt',
    'importId',
    'owner',
  ])
  const all = Object.entries(values).filter(([key]) => !kept.has(key))
  return id === null
    ? Object.fromEntries(all.filter(([, value]) => value !== null))
    : { id, ...Object.fromEntries(all.filter(([key]) => changes.includes(key))) }
}

async function factsOf(
  { object, id, record }: Similar,
  shows: readonly string[],
  all: Reader,
  { timeZone, sees }: ToldReader,
): Promise<Told> {
  const facts: { key: string; label: Label; value: Label }[] = []
  const tell = (key: string, value: Label | string | null | undefined) => {
    const label = factOptions.find((one) => one.key === key)?.label
    if (!label || value === null || value === undefined || value === '') return
    facts.push({ key, label, value: typeof value === 'string' ? { en: value, zh: value } : value })
  }
  const day = (key: string) => {
    const at = record[key]
    return typeof at === 'string' && at.length > 10 ? dayOf(at, timeZone) : (at as string | null | undefined)
  }
  for (const fact of shows)
    if (fact === 'owner' && typeof record['owner'] === 'string')
      tell(fact, (await all.get(user, record['owner']))?.name)
    else if (fact === 'lastFollowUp') tell(fact, day('lastFollowUpAt'))
    else if (fact === 'stage') tell(fact, await stageOf(object, id, record, all))
    else if (fact === 'pool' && record['pool']) tell(fact, sees ? toClaim : toItsMembers)
    else if (fact === 'protectedUntil') tell(fact, day('protectedUntil') ?? (await registeredUntil(object, id, all)))
  return { facts }
}

/** Who sees a record of a pool belongs to it, or may let in who does; who sees none of it has to ask those who do. */
const toClaim: Label = { en: 'waits for a claim', zh: '待拾取' }
const toItsMembers: Label = { en: 'its members may claim it', zh: '由该公海成员拾取' }

/** The stage of what is open on an account, and the status of a lead. */
async function stageOf(object: string, id: string, record: Similar['record'], all: Reader): Promise<Label | null> {
  if (object === 'lead') return lead.fields.status.options.find((one) => one.key === record['status'])?.label ?? null
  if (object !== 'account') return null
  const [deal] = await all.list(opportunity, { where: { account: id, status: 'open' }, sort: ['-updatedAt'], limit: 1 })
  const at = deal ? await all.get(stage, deal.stage) : null
  return at ? { en: at.name, zh: at.name } : null
}

/** Until when somebody has registered an account. */
async function registeredUntil(object: string, id: string, all: Reader): Promise<string | null> {
  if (object !== 'account') return null
  const where = { account: id, status: { in: ['active', 'disputed'] } }
  const [last] = await all.list(dealRegistration, { where, sort: ['-until'], limit: 1 })
  return last?.until ?? null
}
