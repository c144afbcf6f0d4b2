import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Where a contact works or has worked. */
export const employment = defineObject('employment', {
  label: { en: 'Employment', zh: '任职' },
  plural: 'Employments',
  title: 'jobTitle',
  icon: 'briefcase',
  nested: true,
  traits: ['importable'],
  fields: {
    contact: relation('contact', {
      label: { en: 'Contact', zh: '联系人' },
      required: true,
      inverse: 'employments',
      index: true,
      onDelete: 'cascade',
    }),
    account: relation('account', {
      label: { en: 'Account', zh: '客户' },
      required: true,
      inverse: 'employments',
      index: true,
      onDelete: 'cascade',
    }),
    jobTitle: text({ label: { en: 'Job title', zh: '职务' }, max: 100, personal: true }),
    department: text({ label: { en: 'Department', zh: '部门' }, max: 100, personal: true }),
    from: date({ label: { en: 'From', zh: '开始日期' } }),
    until: date({ label: { en: 'Until', zh: '结束日期' }, help: { en: 'Empty while it lasts.', zh: '在职时留空。' } }),
    primary: boolean({
      label: { en: 'Main employer', zh: '主要任职' },
      default: false,
      help: { en: 'One of them for each contact.', zh: '每位联系人只有一个主要任职单位。' },
    }),
  },
  views: {
    list: ['contact', 'account', 'jobTitle', 'department', 'from', 'until', 'primary'],
    sort: ['-primary', '-from'],
    create: ['contact', 'account', 'jobTitle', 'primary'],
    page: [
      {
        label: { en: 'Employment', zh: '任职信息' },
        fields: ['contact', 'account', 'jobTitle', 'department', 'from', 'until', 'primary'],
      },
    ],
  },
})
