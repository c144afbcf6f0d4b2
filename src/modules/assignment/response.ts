import { v7 as uuid } from 'uuid'
import { defineJob, derive, follow, type Tx, type Work } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import type { ObjectDef, RecordOf } from '#kernel/object.ts'
import { user } from '#modules/identity/user/user.ts'
import { pooled } from '#modules/pools/pooledObjects.ts'
import { salesActivity } from '#modules/sales/extensions.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { dueAt } from './assign.ts'
import { type Assigned, asAssigned } from './assigned.ts'
import { assignment } from './assignment/assignment.ts'
import { assignmentRule } from './assignmentRule/assignmentRule.ts'

export const responseRules = [
  follow(
    salesActivity,
    'the first thing that the owner completes and that counts is a response',
    async (change, tx) => {
      const { before, after, deleted } = change
      if (deleted || after.status !== 'done' || before?.status === 'done') return
      for (const [of, id] of [
        ['lead', after.lead],
        ['account', after.account],
      ] as const) {
        const found = pooled.find(({ object }) => object.key === of)
        if (id && found) await respond(tx, asAssigned(found.object), id, after)
      }
    },
  ),

  derive(asAssigned(lead), 'who is converted or no lead at all waits for no response', ({ before, after, changes }) => {
    const status = (after as unknown as RecordOf<typeof lead>).status
    if (before === null || !changes('status' as 'owner') || after.respondBy === null) return
    return status === 'converted' || status === 'unqualified' ? { respondBy: null } : null
  }),
]

async function respond(tx: Tx, object: Assigned, id: string, done: RecordOf<typeof salesActivity>): Promise<void> {
  const known = await tx.all.get(object, id)
  if (!known?.respondBy || known.owner !== done.owner) return
  const entry = await entryOf(tx, id)
  const rule = entry && (await tx.all.get(assignmentRule, entry.rule))
  if (!entry || !rule || !(rule.counts ?? []).includes(done.kind as 'call') || done.at < entry.createdAt) return
  await tx.update(object, id, { respondBy: null, respondedAt: done.at })
  await tx.update(assignment, entry.id, { respondedAt: done.at })
}

async function entryOf(tx: Tx, id: string) {
  const [entry] = await tx.all.list(assignment, { where: { record: id }, sort: ['-at'], limit: 1 })
  return entry ?? null
}

/** Every five minutes: where the first response is overdue, the superior is told or gets the record; at the second time the pool does. */
export const respondJob = defineJob('respond', {
  cron: '*/5 * * * *',
  async run(work) {
    for (const { object, where } of pooled) {
      const of = asAssigned(object)
      const told: Told[] = []
      await work.sweep(
        of,
        { and: [where, { respondBy: { lt: work.now }, owner: { empty: false } }] },
        uuid(),
        async (records, tx) => {
          for (const record of records) told.push(...(await passOn(tx, object, of, record)))
        },
      )
      await tell(work, told)
    }
  },
})

type Told = { readonly userId: string; readonly object: string; readonly recordId: string; readonly once: string }

async function passOn(tx: Tx, of: ObjectDef, object: Assigned, record: RecordOf<Assigned>): Promise<Told[]> {
  const entry = await entryOf(tx, record.id)
  const rule = entry && (await tx.all.get(assignmentRule, entry.rule))
  const missed = (record.responsesMissed ?? 0) + 1
  if (!entry || !rule) {
    await tx.update(object, record.id, { respondBy: null })
    return []
  }
  await tx.update(assignment, entry.id, { missed })
  const superior = (await tx.all.get(user, record.owner as string))?.manager ?? null
  const again = missed === 1 && rule.respondHours ? dueAt(tx, rule.respondHours) : null
  const stands = { heldReason: 'ruled' as const, heldNote: rule.name, responsesMissed: missed }
  if (missed > 1 && rule.missedPool) {
    await tx.update(object, record.id, { ...stands, pool: rule.missedPool, respondBy: null })
    await tx.create(assignment, { ...same(entry), pool: rule.missedPool, person: null, at: tx.now, respondBy: null })
  } else if (missed === 1 && rule.missed === 'give' && superior) {
    await tx.update(object, record.id, { ...stands, owner: superior, respondBy: again })
    await tx.create(assignment, { ...same(entry), pool: null, person: superior, at: tx.now, respondBy: again })
  } else await tx.update(object, record.id, { respondBy: again, responsesMissed: missed })
  return [record.owner, superior].flatMap((userId) =>
    userId ? [{ userId, object: of.key, recordId: record.id, once: `${record.id} ${entry.at} ${missed}` }] : [],
  )
}

function same({ rule, object, record, recordName }: RecordOf<typeof assignment>) {
  return { rule, object, record, recordName }
}

function tell(work: Work, told: readonly Told[]): Promise<void> {
  return told.length > 0 ? work.notify('responseMissed', told) : Promise.resolve()
}

export const responseNotices = [
  defineNotice('responseMissed', {
    job: 'respond',
    label: { en: 'A first response is overdue', zh: '首次响应超时' },
    says: {
      one: { en: 'Nobody has responded to {record} in time', zh: '{record} 超时未响应' },
      many: {
        en: 'Nobody has responded to {record} and others, {count} in all',
        zh: '{record} 等 {count} 条超时未响应',
      },
    },
  }),
  ...pooled.map(({ object }) =>
    defineNotice(`${object.key}ResponseSoon`, {
      label: {
        en: `The first response to ${object.label.en.toLowerCase()}s of yours is due soon`,
        zh: `你的${object.label.zh}即将响应超时`,
      },
      due: { object: asAssigned(object), at: 'respondBy', to: 'owner', ahead: 15 },
      says: { one: { en: 'Respond to {record} within 15 minutes', zh: '请在 15 分钟内响应 {record}' } },
    }),
  ),
]
