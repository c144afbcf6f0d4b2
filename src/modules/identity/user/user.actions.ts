import { defineAction } from '#kernel/behaviour.ts'
import { user } from './user.ts'

export const userActions = [
  defineAction(user, 'disable', {
    label: { en: 'Disable', zh: '停用' },
    help: { en: 'Signing in ends; the records stay.', zh: '停用后不能登录，名下的记录保持不变。' },
    icon: 'user-off',
    when: { active: true },
    input: {},
    async run(record, _input, tx) {
      await tx.update(user, record.id, { active: false })
    },
  }),
  defineAction(user, 'enable', {
    label: { en: 'Enable', zh: '启用' },
    icon: 'user-check',
    when: { active: { ne: true } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(user, record.id, { active: true })
    },
  }),
]
