import { defineAction } from '#kernel/behaviour.ts'
import { text } from '#kernel/fields/text.ts'
import { coolOffOf } from '../claim.ts'
import { belongs } from '../members.ts'
import { asPooled } from '../pooled.ts'
import { pooledOf } from '../pooledObjects.ts'
import { quotaOf } from '../quota.ts'
import { distribute } from './distribute.ts'
import { pool } from './pool.ts'

export const poolActions = [
  distribute,

  defineAction(pool, 'quota', {
    label: { en: 'My claims left', zh: '我的剩余拾取次数' },
    needs: 'read',
    unlisted: true,
    input: {
      record: text({
        label: { en: 'Record', zh: '记录' },
        help: { en: 'Whether she may claim this one now.', zh: '是否现在可以拾取这条记录。' },
        max: 36,
      }),
    },
    // Whoever does not belong to it is told so: to ask that of every pool is how she learns which are hers.
    async run(of, { record }, tx) {
      const me = tx.actor.id
      if (me === null || !(await belongs(tx, of))) return { member: false }
      const quota = await quotaOf(tx, of, me)
      const one = record ? await tx.get(asPooled(pooledOf(of.object).object), record) : null
      const cool = one?.pool === of.id ? coolOffOf(tx, of, one, me) : null
      if (!cool || cool.at <= (quota.nextAt ?? '')) return { member: true, ...quota }
      return { member: true, ...quota, nextAt: cool.at, waitsFor: cool.for }
    },
  }),
]
