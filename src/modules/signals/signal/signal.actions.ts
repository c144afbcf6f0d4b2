import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { signalProblems } from '#kernel/signal-read.ts'
import { signal } from './signal.ts'

/** It sees with the rights of its owner, so nobody else but an administrator may switch it on. */
function refuseOthers({ owner }: RecordOf<typeof signal>, { actor }: Tx): void {
  if (!actor.admin && owner !== actor.id)
    throw refuse('forbidden', null, {
      en: 'It sees with the rights of its owner: only she or an administrator may switch it on.',
      zh: '信号以负责人的权限查看数据，只有负责人本人或系统管理员可以启用。',
    })
  if (!owner) throw refuse('invalid', 'owner', { en: 'It needs an owner.', zh: '请指定负责人。' }, 'required')
}

export const signalActions = [
  defineAction(signal, 'switchOn', {
    label: { en: 'Switch on', zh: '启用' },
    help: { en: 'It fires for what happens from now on.', zh: '对启用之后发生的情况生效。' },
    icon: 'circle-check',
    unlisted: true,
    when: { status: { notIn: ['live'] } },
    input: {},
    async run(record, _, tx) {
      refuseOthers(record, tx)
      const problems = signalProblems(record.definition, { registry: tx.registry })
      if (problems.length > 0) throw new Refusal('invalid', problems)
      await tx.update(signal, record.id, { status: 'live', liveSince: tx.now })
      await tx.emit(signal, record.id, 'switchedOn')
    },
  }),

  defineAction(signal, 'switchOff', {
    label: { en: 'Switch off', zh: '停用' },
    help: { en: 'It fires no more; what has begun goes on.', zh: '不再触发，已经开始的流程照常进行。' },
    unlisted: true,
    when: { status: 'live' },
    input: {},
    async run(record, _, tx) {
      await tx.update(signal, record.id, { status: 'off' })
      await tx.emit(signal, record.id, 'switchedOff')
    },
  }),
]
