import { check, defineAction, subscribe } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { isBatch } from '#kernel/quality/beside.ts'
import { quarantine } from './quarantine.ts'

export const quarantineRules = [
  check(quarantine, 'a quarantine is of one source, and of one that is not in quarantine', async (change, tx) => {
    const { before, after, deleted } = change
    if (before || deleted) return null
    if (!tx.isObject(after.object))
      return problem('object', { en: 'There is no such object.', zh: '没有这个对象。' }, 'unknown')
    if (!isBatch(after.source))
      return problem(
        'source',
        {
          en: 'Name one import, form, key or person: import:…',
          zh: '请指定一次导入、一个表单、密钥或成员，例如 import:…。',
        },
        'source',
      )
    const open = { object: after.object, source: after.source, status: { in: ['setting', 'aside', 'releasing'] } }
    if ((await tx.all.count(quarantine, open)) > 0)
      return problem('source', { en: 'It is in quarantine already.', zh: '该来源已被隔离。' }, 'twice')
    return null
  }),
]

export const quarantineActions = [
  defineAction(quarantine, 'release', {
    label: { en: 'Release', zh: '解除隔离' },
    help: {
      en: 'All its records come back as they were; what somebody has put back or deleted since stays as it is.',
      zh: '所有记录放回原处；期间已单独放回或删除的不变。',
    },
    icon: 'arrow-back-up',
    when: { status: 'aside' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(quarantine, record.id, {
        status: 'releasing',
        releasedBy: tx.actor.id,
        releasedAt: tx.now,
      })
      await tx.emit(quarantine, record.id, 'released')
    },
  }),
]

export const quarantineWork = [
  subscribe('what is in quarantine is set aside', ['quarantine.created'], async ({ recordId }, work) => {
    const one = await work.get(quarantine, recordId)
    if (one?.status !== 'setting') return
    const { done, kept } = await work.setAside(one.object, { cameBy: one.source }, one.id)
    await work.write((tx) => tx.update(quarantine, one.id, { status: 'aside', count: done, kept }))
  }),
  subscribe('what is released comes back', ['quarantine.released'], async ({ recordId }, work) => {
    const one = await work.get(quarantine, recordId)
    if (one?.status !== 'releasing') return
    await work.putBack(one.object, one.id)
    await work.write((tx) => tx.update(quarantine, one.id, { status: 'released' }))
  }),
]
