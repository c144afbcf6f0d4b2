import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { extendObject } from '#kernel/object.ts'
import { user } from '#modules/identity/user/user.ts'

/** What rules ask of a person who may be given something. Administrators add skills of their own among the objects and fields. */
export const assignableFields = {
  skills: multiSelect({
    label: { en: 'Skills', zh: '技能' },
    options: [
      { key: 'keyAccounts', label: { en: 'Key accounts', zh: '大客户' }, color: 'violet' },
      { key: 'newBusiness', label: { en: 'New business', zh: '新客户开发' }, color: 'green' },
      { key: 'technical', label: { en: 'Technical', zh: '技术方案' }, color: 'blue' },
      { key: 'english', label: { en: 'English', zh: '英语' }, color: 'teal' },
    ],
    help: { en: 'Assignment rules may ask for them.', zh: '分配规则可以要求具备某些技能。' },
  }),
  dailyCapacity: number({
    label: { en: 'Assigned a day at most', zh: '每日分配上限' },
    integer: true,
    min: 0,
    help: {
      en: 'By rules, of each kind of record. No limit where empty.',
      zh: '每类记录每天最多按规则分到多少条，不填则不限。',
    },
  }),
  assignmentWeight: number({
    label: { en: 'Share', zh: '分配权重' },
    integer: true,
    min: 1,
    max: 100,
    help: { en: 'Where a rule gives by shares; 1 where empty.', zh: '规则按权重分配时使用，不填则为 1。' },
  }),
}

export const assignablePerson = extendObject(user, {
  fields: assignableFields,
  views: {
    page: [{ label: { en: 'Assignment', zh: '分配' }, fields: ['skills', 'dailyCapacity', 'assignmentWeight'] }],
  },
})
