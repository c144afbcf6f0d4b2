import { defineAction } from '#kernel/behaviour.ts'
import { belongs } from '../members.ts'
import { quotaOf } from '../quota.ts'
import { distribute } from './distribute.ts'
import { pool } from './pool.ts'

export const poolActions = [
  distribute,

  defineAction(pool, 'quota', {
    label: { en: 'My claims left', zh: '我的剩余拾取次数' },
    needs: 'read',
    unlisted: true,
    input: {},
    // Whoever does not belong to it is told so: to ask that of every pool is how she learns which are hers.
    async run(record, _input, tx) {
      const member = tx.actor.id !== null && (await belongs(tx, record))
      return member ? { member, ...(await quotaOf(tx, record, tx.actor.id!)) } : { member }
    },
  }),
]
