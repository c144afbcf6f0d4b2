import { defineNotice } from '#kernel/notice.ts'
import { role } from '#modules/identity/role/role.ts'
import { user } from '#modules/identity/user/user.ts'

export const learningNotices = [
  defineNotice('scoreDrifted', {
    label: { en: 'A learnt score foretells worse than it did', zh: '学习得出的评分准确度下降' },
    says: {
      one: {
        en: 'A learnt score foretold worse of late than when it was learnt: see Settings → Scores',
        zh: '一项学习得出的评分近期预测准确度低于学习时，请在「设置 → 评分」中查看',
      },
    },
    events: ['scoreModel.drifted'],
    // Whoever answers for it; the administrators where nobody is named.
    async to({ data }, all) {
      const owner = data?.['answers']
      if (typeof owner === 'string') return [owner]
      const admins = await all.list(role, { where: { admin: true }, limit: 1_000 })
      const people = await all.list(user, {
        where: { active: true, roles: { hasAny: admins.map(({ id }) => id) } },
        limit: 200,
      })
      return people.map(({ id }) => id)
    },
  }),
]
