import { v7 as uuid } from 'uuid'
import { defineJob, type Work } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import type { RecordOf, Where } from '#kernel/object.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { asPooled, type Pooled } from '../pooled.ts'
import { type PooledObject, pooled } from '../pooledObjects.ts'
import { dueByRule, inParts } from '../recyclingRule/due.ts'
import { recyclingRule } from '../recyclingRule/recyclingRule.ts'
import { recycling } from './recycling.ts'

/** Owners are warned so many days ahead; their manager on the last of these. */
const warnings = [7, 3, 1] as const

export const recyclingNotices = [
  ...warnings.map((days) =>
    defineNotice(`recyclesIn${days}`, {
      job: 'recycle',
      offers: [
        {
          label: { en: 'Log a visit', zh: '写拜访' },
          create: 'activity',
          values: { kind: 'visit', status: 'done' },
        },
        { action: 'askForTime' },
      ],
      label: {
        en: `A record of yours goes to its pool in ${days} ${days === 1 ? 'day' : 'days'}`,
        zh: `你的记录 ${days} 天后回落`,
      },
      says: {
        one: {
          en: `{record} goes to its pool in ${days} ${days === 1 ? 'day' : 'days'}: log a follow-up or ask for more time`,
          zh: `{record} 将在 ${days} 天后回落公海池，请跟进或申请延期`,
        },
        many: {
          en: `{record} and others, {count} in all, go to their pool in ${days} ${days === 1 ? 'day' : 'days'}`,
          zh: `{record} 等 {count} 条将在 ${days} 天后回落公海池`,
        },
      },
    }),
  ),
  defineNotice('teamRecyclesTomorrow', {
    job: 'recycle',
    label: { en: 'A record of somebody who reports to you goes to its pool tomorrow', zh: '下属的记录明天回落' },
    says: { one: { en: '{record} of your team goes to its pool tomorrow', zh: '你团队的 {record} 明天回落公海池' } },
  }),
]

/**
 * Every hour: what was due by yesterday, where the company is, goes to its pool, and owners are warned of what is to come.
 * What has been done is due no more and whoever was told is not told again, so that a run after a crash does the rest.
 */
export const recycleJob = defineJob('recycle', {
  cron: '7 * * * *',
  async run(work) {
    const today = dayOf(work.now, work.calendar.timeZone)
    const rules = (await work.list(recyclingRule, { where: { active: true }, sort: ['name'], limit: 500 })).filter(
      ({ startsOn }) => startsOn === null || startsOn <= addDays(today, 7),
    )
    for (const of of pooled) {
      const { key } = of.object
      const soon = await work.write((tx) => dueByRule(tx.all, key, rules, addDays(today, warnings[0] - 1)))
      for (const rule of rules) await recycle(work, of, rule, today, soon.get(rule.id) ?? [])
      await warn(work, asPooled(of.object), today, [...new Set([...soon.values()].flat())])
    }
  },
})

/** @param soon those that the rule is about and that are due, or will be within a week */
async function recycle(
  work: Work,
  of: PooledObject,
  rule: RecordOf<typeof recyclingRule>,
  today: string,
  soon: readonly string[],
): Promise<void> {
  if (soon.length === 0) return
  const object = asPooled(of.object)
  const [known] = await work.list(recycling, { where: { rule: rule.id, day: today, status: 'done' }, limit: 1 })
  const batch = known?.id ?? uuid()
  let begun = known !== undefined
  const due: Where = { recyclesOn: { lt: today }, recycleRule: rule.name }
  await work.sweep(
    object,
    due,
    batch,
    async (records, tx) => {
      if (!begun)
        await tx.create(recycling, {
          id: batch,
          day: today,
          rule: rule.id,
          object: of.object.key as 'account',
          pool: rule.pool,
          count: 0,
          status: 'done',
        })
      const before = begun ? await tx.lock(recycling, batch) : null
      begun = true
      await tx.updateAll(
        object,
        records.map(({ id }) => ({
          id,
          owner: null,
          pool: rule.pool,
          heldReason: 'recycled' as const,
          heldNote: rule.name,
        })),
      )
      await tx.update(recycling, batch, { count: (before?.count ?? 0) + records.length, lastAt: tx.now })
    },
    soon,
  )
}

async function warn(work: Work, object: Pooled, today: string, soon: readonly string[]): Promise<void> {
  if (soon.length === 0) return
  const days = warnings.map((ahead) => ({ ahead, day: addDays(today, ahead - 1) }))
  for (const { ahead, day } of days) {
    // The last day it is kept is the one before.
    const records: RecordOf<Pooled>[] = []
    for (const ids of inParts(soon))
      records.push(...(await work.list(object, { where: { id: { in: ids }, recyclesOn: day }, limit: ids.length })))
    const news = (userId: string | null | undefined, id: string) =>
      userId ? [{ userId, object: object.key, recordId: id, once: `${id} ${day}` }] : []
    await work.notify(
      `recyclesIn${ahead}`,
      records.flatMap(({ id, owner }) => news(owner, id)),
    )
    if (ahead !== 1) continue
    const managers = await managersOf(work, records)
    await work.notify(
      'teamRecyclesTomorrow',
      records.flatMap(({ id, owner }) => news(managers.get(owner ?? ''), id)),
    )
  }
}

async function managersOf(work: Work, records: readonly { readonly owner?: string | null }[]) {
  const owners = [...new Set(records.flatMap(({ owner }) => owner ?? []))]
  const found = new Map<string, string | null>()
  for (let i = 0; i < owners.length; i += 500)
    for (const { id, manager } of await work.list(user, {
      where: { id: { in: owners.slice(i, i + 500) } },
      limit: 500,
    }))
      found.set(id, manager)
  return found
}
