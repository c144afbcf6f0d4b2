import { defineAction } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { refuse } from '#kernel/problem.ts'
import { leads } from '#modules/pools/members.ts'
import { pool } from '#modules/pools/pool/pool.ts'
import { asPooled } from '#modules/pools/pooled.ts'
import { pooledOf } from '#modules/pools/pooledObjects.ts'
import { assign, toPeople } from './assign.ts'

/** Those who manage a pool give away what has waited longest by the rules: by territory, skill, shares, load. */
export const distributeByRules = defineAction(pool, 'distributeByRules', {
  label: { en: 'Distribute by rules', zh: '按规则分配' },
  help: {
    en: 'By the rules of assignment: territory, skills, shares, load. What no rule takes stays in the pool.',
    zh: '按分配规则（地区、技能、权重、负荷等）分给成员；没有规则适用的留在池中。',
  },
  icon: 'route',
  needs: 'read',
  input: {
    count: number({ label: { en: 'How many', zh: '数量' }, required: true, integer: true, min: 1, max: 1_000 }),
  },
  async run(record, { count }, tx) {
    if (!leads(tx, record))
      throw refuse('forbidden', null, { en: 'Those who manage the pool distribute.', zh: '只有公海池管理员可以分配。' })
    const { object } = pooledOf(record.object)
    const waiting = await tx.lockAll(asPooled(object), { where: { pool: record.id }, limit: count })
    const ids = waiting.map(({ id }) => id)
    const assigned = await assign(tx, object, ids, toPeople)
    return { assigned, left: ids.length - assigned }
  },
})
