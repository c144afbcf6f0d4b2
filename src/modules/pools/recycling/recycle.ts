import { v5 as batchId } from 'uuid'
import { type Due, defineJob, type Work } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import type { RecordOf } from '#kernel/object.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { pool } from '../pool/pool.ts'
import { asPooled } from '../pooled.ts'
import { type PooledObject, pooled } from '../pooledObjects.ts'
import { rulesOf } from '../recyclingRule/deadlines.ts'
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
    says: {
      one: { en: '{record} of your team goes to its pool tomorrow', zh: '你团队的 {record} 明天回落公海池' },
      many: {
        en: '{record} and others of your team, {count} in all, go to their pool tomorrow',
        zh: '你团队的 {record} 等 {count} 条明天回落公海池',
      },
    },
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
    const active = await work.list(recyclingRule, { where: { active: true }, sort: ['createdAt'], limit: 500 })
    const pools = await work.list(pool, { limit: 500 })
    for (const of of pooled) {
      const rules = rulesOf(work.registry, of.object.key, active, pools)
      const asked = { deadlines: rules.map(({ deadline }) => deadline), until: addDays(today, warnings[0] - 1) }
      await work.dueSince(of.object, asked, async (due) => {
        const first = Map.groupBy(
          due.filter((one) => firstOf(one).day < today),
          (one) => firstOf(one).deadline,
        )
        // Two at a time: while one waits for the disk, the other reckons.
        const waiting = [...first]
        const next = async (): Promise<void> => {
          for (let one = waiting.pop(); one; one = waiting.pop())
            await recycle(work, of, rules[one[0]]!.rule, pools, today, one[1])
        }
        for (const lane of await Promise.allSettled([next(), next()])) if (lane.status === 'rejected') throw lane.reason
        await warn(work, of.object.key, today, due)
      })
    }
  },
})

/** Of the rules by which a record is due the first that comes, as the countdown tells it. */
function firstOf({ by }: Due): Due['by'][number] {
  return by.reduce((first, one) => (one.day < first.day ? one : first))
}

/** @param over those that the rule is the first for, as things stood when all were asked: each is asked again once it is locked */
async function recycle(
  work: Work,
  of: PooledObject,
  rule: RecordOf<typeof recyclingRule>,
  pools: readonly RecordOf<typeof pool>[],
  today: string,
  over: readonly Due[],
): Promise<void> {
  const object = asPooled(of.object)
  // One batch for a rule and a day, whoever begins it; what was taken back is over.
  const undone = await work.count(recycling, { rule: rule.id, day: today, status: 'undone' })
  const batch = batchId(`${today} ${undone}`, rule.id)
  await work.sweep(
    object,
    { owner: { empty: false } },
    batch,
    async (records, tx) => {
      const there = await tx.lock(recycling, batch)
      // As it stands now: it may rest meanwhile, or be off. Locked, so that two who begin make one batch.
      const locked = await tx.lock(recyclingRule, rule.id)
      const [current] = locked ? rulesOf(tx.registry, of.object.key, [locked], pools) : []
      if (!current) return
      const among = records.map(({ id }) => id)
      const due = await tx.all.due(of.object, { deadlines: [current.deadline], until: addDays(today, -1), among })
      if (due.length === 0) return
      const before = there ?? (await tx.lock(recycling, batch))
      if (!before)
        await tx.create(recycling, {
          id: batch,
          day: today,
          rule: rule.id,
          object: of.object.key as 'account',
          pool: current.rule.pool,
          count: 0,
          status: 'done',
        })
      await tx.updateAll(
        object,
        due.map(({ id }) => ({
          id,
          owner: null,
          pool: current.rule.pool,
          heldReason: 'recycled' as const,
          heldNote: current.rule.name,
        })),
      )
      await tx.update(recycling, batch, { count: (before?.count ?? 0) + due.length, lastAt: tx.now })
    },
    // Whether an approval keeps them the rule says, as the countdown does.
    { among: over.map(({ id }) => id), locked: true },
  )
}

async function warn(work: Work, object: string, today: string, due: readonly Due[]): Promise<void> {
  const days = Map.groupBy(due, (one) => firstOf(one).day)
  for (const ahead of warnings) {
    // The last day it is kept is the one before.
    const day = addDays(today, ahead - 1)
    const records = days.get(day) ?? []
    const news = (userId: string | null | undefined, id: string) =>
      userId ? [{ userId, object, recordId: id, once: `${id} ${day}` }] : []
    await work.notify(
      `recyclesIn${ahead}`,
      records.flatMap(({ id, owner }) => news(owner, id)),
    )
    if (ahead !== 1) continue
    const managers = await managersOf(work, records)
    await work.notify(
      'teamRecyclesTomorrow',
      records
        .flatMap(({ id, owner }) => news(managers.get(owner ?? ''), id))
        // All of an evening are one piece of news.
        .map((one) => ({ ...one, group: `teamRecyclesTomorrow ${object} ${day}` })),
    )
  }
}

async function managersOf(work: Work, records: readonly Due[]) {
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
