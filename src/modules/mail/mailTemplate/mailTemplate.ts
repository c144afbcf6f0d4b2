import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Words that are used again, with places that are filled from the record that the mail is about: `{{account.name}}`. */
export const mailTemplate = defineObject('mailTemplate', {
  label: { en: 'Mail template', zh: '邮件模板' },
  plural: 'Mail templates',
  title: 'name',
  icon: 'file-text',
  nested: true,
  traits: ['owned', 'importable'],
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 100 }),
    about: select({
      label: { en: 'Written from', zh: '适用对象' },
      required: true,
      default: 'contact',
      options: [
        { key: 'contact', label: { en: 'Contact', zh: '联系人' } },
        { key: 'account', label: { en: 'Account', zh: '客户' } },
        { key: 'lead', label: { en: 'Lead', zh: '线索' } },
        { key: 'opportunity', label: { en: 'Opportunity', zh: '商机' } },
      ],
    }),
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, max: 300 }),
    body: longText({
      label: { en: 'Text', zh: '正文' },
      required: true,
      help: {
        en: 'Write {{name}} or {{account.name}} where a value goes; {{name|Sir or Madam}} with words where there is none.',
        zh: '用 {{name}}、{{account.name}} 插入字段；没有值时用 {{name|您好}} 这样的备用文字。',
      },
    }),
    marketing: boolean({ label: { en: 'Marketing', zh: '营销邮件' }, default: false }),
    shared: boolean({
      label: { en: 'For everybody', zh: '全员可用' },
      default: false,
      index: true,
    }),
  },
  views: {
    list: ['name', 'about', 'subject', 'shared', 'owner', 'updatedAt'],
    sort: ['name'],
    create: ['name', 'about', 'subject', 'body'],
    header: ['about', 'shared', 'owner'],
    page: [
      { label: { en: 'Template', zh: '模板' }, fields: ['name', 'about', 'subject', 'body'] },
      { label: { en: 'Use', zh: '使用' }, fields: ['shared', 'marketing', 'owner'] },
    ],
  },
})
