import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { Json } from '#kernel/fields/json.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { flowProblems } from '#kernel/flow-read.ts'
import type { RecordOf } from '#kernel/object.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { flowVersion } from '../flowVersion/flowVersion.ts'
import { flow } from './flow.ts'

/** It runs with the rights of its owner, so nobody else but an administrator may let it. */
function refuseOthers({ owner }: RecordOf<typeof flow>, { actor }: Tx): void {
  if (!actor.admin && owner !== actor.id)
    throw refuse('forbidden', null, {
      en: 'It acts with the rights of its owner: only she or an administrator may let it run.',
      zh: '流程以负责人的权限运行，只有负责人本人或系统管理员可以让它运行。',
    })
  if (!owner) throw refuse('invalid', 'owner', { en: 'It needs an owner.', zh: '请指定负责人。' }, 'required')
}

async function goLive(tx: Tx, record: RecordOf<typeof flow>, definition: Json, note: string | null): Promise<number> {
  const [last] = await tx.all.list(flowVersion, { where: { flow: record.id }, sort: ['-number'], limit: 1 })
  const next = (last?.number ?? 0) + 1
  const id = await tx.create(flowVersion, {
    name: `${record.name} ${next}`.slice(0, 100),
    flow: record.id,
    number: next,
    definition,
    note,
  })
  await tx.update(flow, record.id, {
    status: 'live',
    live: id,
    liveNumber: next,
    liveSince: tx.now,
    pausedBecause: null,
    draft: definition,
  })
  return next
}

export const flowActions = [
  defineAction(flow, 'publish', {
    label: { en: 'Go live', zh: '上线' },
    help: { en: 'What runs already stays on its version.', zh: '已在运行的实例仍按原版本执行。' },
    icon: 'circle-check',
    unlisted: true,
    input: { note: text({ label: { en: 'What is new', zh: '更新说明' }, max: 300 }) },
    async run(record, { note }, tx) {
      refuseOthers(record, tx)
      const problems = flowProblems(record.draft, tx.registry)
      if (problems.length > 0) throw new Refusal('invalid', problems)
      const version = await goLive(tx, record, record.draft as Json, note)
      await tx.emit(flow, record.id, 'published', { version })
      return { version }
    },
  }),

  defineAction(flow, 'pause', {
    label: { en: 'Pause', zh: '暂停' },
    help: { en: 'Nothing new starts, and what runs waits.', zh: '不再启动新的实例，运行中的实例原地等待。' },
    unlisted: true,
    when: { status: 'live' },
    input: {},
    async run(record, _, tx) {
      await tx.update(flow, record.id, { status: 'paused', pausedBecause: null })
      await tx.emit(flow, record.id, 'paused')
    },
  }),

  defineAction(flow, 'resume', {
    label: { en: 'Go on', zh: '继续运行' },
    unlisted: true,
    when: { status: 'paused' },
    input: {},
    async run(record, _, tx) {
      refuseOthers(record, tx)
      // What it uses may have been taken away while it rested.
      const [version] = await tx.all.list(flowVersion, { where: { id: record.live }, limit: 1 })
      const problems = flowProblems(version?.definition, tx.registry)
      if (problems.length > 0) throw new Refusal('invalid', problems)
      await tx.update(flow, record.id, { status: 'live', pausedBecause: null })
      await tx.emit(flow, record.id, 'resumed')
    },
  }),

  defineAction(flow, 'rollBack', {
    label: { en: 'Go back to a version', zh: '回退版本' },
    help: { en: 'It goes live again as a version of its own.', zh: '作为新版本重新上线。' },
    unlisted: true,
    input: { version: number({ label: { en: 'Version', zh: '版本号' }, integer: true, min: 1, required: true }) },
    async run(record, { version }, tx) {
      refuseOthers(record, tx)
      const [before] = await tx.all.list(flowVersion, { where: { flow: record.id, number: version }, limit: 1 })
      if (!before)
        throw refuse('invalid', 'version', { en: 'There is no such version.', zh: '没有这个版本。' }, 'unknown')
      const problems = flowProblems(before.definition, tx.registry)
      if (problems.length > 0) throw new Refusal('invalid', problems)
      const next = await goLive(tx, record, before.definition, `← ${version}`)
      await tx.emit(flow, record.id, 'rolledBack', { version: next, from: version })
      return { version: next }
    },
  }),
]
