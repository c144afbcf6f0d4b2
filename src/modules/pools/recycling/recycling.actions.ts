import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { refuse } from '#kernel/problem.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { leads } from '../members.ts'
import { pool } from '../pool/pool.ts'
import { pooledOf } from '../pooledObjects.ts'
import { recyclingRule } from '../recyclingRule/recyclingRule.ts'
import { recycling } from './recycling.ts'

const undoHours = 72
/** So many days a rule rests that was taken back: its records are due still, and owners are warned of it anew. */
const restDays = 7

export const recyclingActions = [
  defineAction(recycling, 'undo', {
    label: { en: 'Take back', zh: '撤销回落' },
    help: {
      en: 'Within 72 hours. What somebody has claimed or changed since stays. The rule rests for a week, so that it does not do it again.',
      zh: '72 小时内可撤销；期间已被拾取或修改的记录保持不变。该规则暂停一周，避免再次回落。',
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
      await rest(tx, record.rule)
      return { undone, kept }
    },
  }),
]

async function rest(tx: Tx, ruleId: string): Promise<void> {
  const rule = await tx.lock(recyclingRule, ruleId)
  const startsOn = addDays(dayOf(tx.now, tx.calendar.timeZone), restDays)
  if (rule?.active && (rule.startsOn ?? '') < startsOn) await tx.update(recyclingRule, ruleId, { startsOn })
}
