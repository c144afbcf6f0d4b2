import { type Action, defineAction, type Tx } from '#kernel/behaviour.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { claimedByOther, claimRecord, lookAt } from './claim.ts'
import { pool } from './pool/pool.ts'
import { asPooled, type Pooled } from './pooled.ts'

const inPool = { pool: { empty: false } } as const

/** The verbs of an object whose records may stand in a pool. */
export function pooledActions(of: ObjectDef): Action[] {
  const object = asPooled(of)
  return [
    defineAction(object, 'claim', {
      label: { en: 'Claim', zh: '拾取' },
      help: { en: 'It becomes yours, within the limits of its pool.', zh: '成为你负责的记录，受公海池的上限约束。' },
      icon: 'hand-grab',
      needs: 'read',
      when: inPool,
      input: {},
      lost: (id, tx) => claimedByOther(tx, object, id),
      run: (record, _input, tx) => claimRecord(tx, object, of.title, record),
    }),

    defineAction(object, 'look', {
      label: { en: 'Reveal', zh: '查看遮蔽字段' },
      needs: 'read',
      when: inPool,
      reveals: true,
      unlisted: true,
      input: {},
      run: (record, _input, tx) => lookAt(tx, object, of.title, record),
    }),

    defineAction(object, 'assign', {
      label: { en: 'Assign', zh: '分配' },
      help: { en: 'Those who manage the pool give it to somebody.', zh: '由公海池管理员分配给成员。' },
      icon: 'user-check',
      when: inPool,
      input: { to: user({ label: { en: 'To', zh: '分配给' }, required: true, where: { active: true } }) },
      async run(record, { to }, tx) {
        await tx.update(object, record.id, { owner: to, pool: null, heldReason: 'assigned', heldNote: null })
      },
    }),

    defineAction(object, 'moveToPool', {
      label: { en: 'Move to another pool', zh: '移到其他公海池' },
      icon: 'arrow-right',
      when: inPool,
      input: { pool: relation('pool', { label: pool.label, required: true, where: { object: of.key } }) },
      async run(record, { pool }, tx) {
        await tx.update(object, record.id, { pool, heldReason: 'moved', heldNote: null })
      },
    }),

    defineAction(object, 'giveBack', {
      label: { en: 'Give back to the pool', zh: '退回公海池' },
      icon: 'arrow-back-up',
      minor: true,
      when: { owner: { empty: false }, pool: { empty: true } },
      input: {
        pool: relation('pool', {
          label: pool.label,
          help: {
            en: 'The first whose filter it matches, where none is chosen.',
            zh: '不选则进入第一个符合条件的公海池。',
          },
          where: { object: of.key },
        }),
        reason: longText({ label: { en: 'Why', zh: '退回原因' } }),
      },
      async run(record, input, tx) {
        const to = input.pool ?? (await fittingPool(tx, object, record.id))
        if (to === null)
          throw refuse('conflict', 'pool', { en: 'It matches no pool.', zh: '没有符合条件的公海池。' }, 'no-match')
        const heldNote = input.reason?.slice(0, 300) ?? null
        await tx.update(object, record.id, { pool: to, heldReason: 'givenBack', heldNote })
      },
    }),
  ]
}

/** The first pool, by name, whose filter a record matches; null where none does. */
export async function fittingPool(tx: Tx, object: Pooled, id: string): Promise<string | null> {
  const pools = await tx.all.list(pool, { where: { object: object.key }, sort: ['name'], limit: 200 })
  for (const one of pools)
    if (!one.where || (await tx.all.count(object, { id, and: [one.where as Where] })) === 1) return one.id
  return null
}
