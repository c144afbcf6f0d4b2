import { check, derive, type Tx } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { addDays } from '#kernel/time.ts'
import { user } from '#modules/identity/user/user.ts'
import { absence } from './absence.ts'

const longestDays = 366
const most = 5

export const absenceRules = [
  derive(absence, 'an absence without a reason is called by its days', ({ after }) =>
    after.reason ? null : { reason: `${after.from} – ${after.until}` },
  ),

  // Else anybody could name herself the cover of anybody.
  check(absence, 'one’s own absence, or that of somebody below', async ({ after }, tx) => {
    const { id, admin } = tx.actor
    if (id === null || admin || after.person === id || (await isAbove(tx, id, after.person))) return
    return problem(
      'person',
      {
        en: 'Only she herself, somebody above her or an administrator says that she is away.',
        zh: '只能由本人、其上级或系统管理员设置。',
      },
      'not-yours',
    )
  }),

  check(absence, 'it has a first and a last day', ({ after }) => {
    if (after.until < after.from)
      return problem('until', { en: 'The last day is before the first.', zh: '结束日期早于开始日期。' })
    if (after.until > addDays(after.from, longestDays))
      return problem('until', { en: 'At most a year.', zh: '最长一年，离职请使用离职交接。' })
    return
  }),

  check(absence, 'covers are others who work here', async ({ before, after, deleted, changes }, tx) => {
    if (deleted || (before && !changes('covers'))) return
    const covers = (after.covers ?? []) as readonly string[]
    if (covers.includes(after.person))
      return problem('covers', { en: 'Nobody covers herself.', zh: '不能由本人代管。' })
    if (covers.length > most) return problem('covers', { en: `At most ${most} covers.`, zh: `最多 ${most} 位代管人。` })
    const active = await tx.all.list(user, { where: { id: { in: [...covers] }, active: true }, limit: most })
    if (active.length < covers.length)
      return problem('covers', { en: 'A cover is disabled.', zh: '代管人中有已停用的成员。' })
    return
  }),
]

async function isAbove(tx: Tx, id: string, personId: string): Promise<boolean> {
  let person = await tx.all.get(user, personId)
  for (let steps = 0; person?.manager && steps < 50; steps++) {
    if (person.manager === id) return true
    person = await tx.all.get(user, person.manager)
  }
  return false
}
