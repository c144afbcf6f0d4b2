import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { makesCircle } from '../circles.ts'
import { user } from '../user/user.ts'
import { team } from './team.ts'

export const teamRules = [
  check(team, 'no team is a part of itself', async ({ after, changes }, tx) => {
    if (!changes('parent') || !(await makesCircle(tx, team, 'parent', after.id, after.parent))) return
    return problem(
      'parent',
      { en: 'This would make a circle of teams.', zh: '团队层级形成了循环，请选择其他上级团队。' },
      'circle',
    )
  }),

  check(team, 'a team that goes has no people and no teams left', async ({ after, deleted }, tx) => {
    if (!deleted) return
    const [people, teams] = await Promise.all([
      tx.all.list(user, { where: { team: after.id }, limit: 1 }),
      tx.all.list(team, { where: { parent: after.id }, limit: 1 }),
    ])
    if (people.length + teams.length === 0) return
    return problem(
      null,
      { en: 'Move its people and teams elsewhere first.', zh: '请先移走团队中的成员和下级团队。' },
      'in-use',
    )
  }),
]
