import { email } from '#kernel/fields/email.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** An address that no mail goes to: it does not exist, or its owner does not want any. */
export const suppression = defineObject('suppression', {
  label: { en: 'Suppressed address', zh: '停发地址' },
  plural: 'Suppressed addresses',
  title: 'address',
  icon: 'circle-x',
  nested: true,
  traits: ['importable'],
  fields: {
    address: email({
      label: { en: 'Address', zh: '邮箱地址' },
      required: true,
      unique: true,
      search: 'code',
      personal: true,
    }),
    reason: select({
      label: { en: 'Reason', zh: '原因' },
      required: true,
      default: 'manual',
      options: [
        { key: 'unsubscribed', label: { en: 'Unsubscribed', zh: '已退订' }, color: 'orange' },
        { key: 'bounced', label: { en: 'Does not exist', zh: '地址无效' }, color: 'red' },
        { key: 'complained', label: { en: 'Complained', zh: '投诉' }, color: 'red' },
        { key: 'manual', label: { en: 'By hand', zh: '手动添加' }, color: 'gray' },
      ],
    }),
    note: text({ label: { en: 'Note', zh: '备注' }, max: 300 }),
    mail: relation('mailMessage', { label: { en: 'Mail', zh: '相关邮件' } }),
  },
  views: {
    list: ['address', 'reason', 'note', 'createdAt'],
    sort: ['-createdAt'],
    create: ['address', 'reason', 'note'],
    header: ['reason'],
    page: [{ label: { en: 'Address', zh: '地址' }, fields: ['address', 'reason', 'note', 'mail'] }],
  },
})
