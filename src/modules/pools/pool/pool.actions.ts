import { defineAction } from '#kernel/behaviour.ts'
import { refuse } from '#kernel/problem.ts'
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
    async run(record, _input, tx) {
      if (tx.actor.id === null || !(await belongs(tx, record)))
        throw refuse('forbidden', null, { en: 'You do not belong to it.', zh: '你不是它的成员。' }, 'not-member')
      return quotaOf(tx, record, tx.actor.id)
    },
  }),
]
