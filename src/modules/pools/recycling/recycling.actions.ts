import { defineAction } from '#kernel/behaviour.ts'
import { refuse } from '#kernel/problem.ts'
import { leads } from '../members.ts'
import { pool } from '../pool/pool.ts'
import { pooledOf } from '../pooledObjects.ts'
import { recycling } from './recycling.ts'

const undoHours = 72

export const recyclingActions = [
  defineAction(recycling, 'undo', {
    label: { en: 'Take back', zh: '撤销回落' },
    help: {
      en: 'Within 72 hours. What somebody has claimed or changed since stays.',
      zh: '72 小时内可撤销；期间已被拾取或修改的记录保持不变。',
    },
    icon: 'arrow-back-up',
    needs: 'read',
    when: { status: 'done' },
    input: {},
    async run(record, _input, tx) {
      const into = await tx.all.get(pool, record.pool)
      if (!into || !leads(tx, into))
        throw refuse('forbidden', null, {
          en: 'Those who manage the pool take it back.',
          zh: '只有公海池管理员可以撤销。',
        })
      if (Date.parse(record.createdAt) < Date.parse(tx.now) - undoHours * 3_600_000)
        throw refuse(
          'conflict',
          null,
          { en: `This is more than ${undoHours} hours ago.`, zh: `已超过 ${undoHours} 小时，不能撤销。` },
          'too-late',
        )
      const { undone, kept } = await tx.undo(pooledOf(record.object).object, record.id)
      await tx.update(recycling, record.id, { status: 'undone', undoneBy: tx.actor.id, kept })
      return { undone, kept }
    },
  }),
]
