import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Words of letters that are used again, with places that are filled from the record that the letter is about: `{{account.name}}`. */
export const letterTemplate = defineObject('letterTemplate', {
  label: { en: 'Letter template', zh: '信函模板' },
  plural: 'Letter templates',
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
      ],
    }),
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, max: 200 }),
    body: longText({
      label: { en: 'Text', zh: '正文' },
      required: true,
      help: {
        en: 'Write {{name}} or {{account.name}} where a value goes; {{name|Sir or Madam}} with words where there is none. The name of who signs comes by itself.',
        zh: '用 {{name}}、{{account.name}} 插入字段；没有值时用 {{name|先生／女士}} 这样的备用文字。落款自动添加。',
      },
    }),
    letterhead: relation('letterhead', { label: { en: 'Letterhead', zh: '信纸' }, inverse: 'templates' }),
    shared: boolean({ label: { en: 'For everybody', zh: '全员可用' }, default: false, index: true }),
  },
  views: {
    list: ['name', 'about', 'subject', 'shared', 'owner', 'updatedAt'],
    sort: ['name'],
    create: ['name', 'about', 'subject', 'body'],
    header: ['about', 'shared', 'owner'],
    page: [
      { label: { en: 'Template', zh: '模板' }, fields: ['name', 'about', 'subject', 'body'] },
      { label: { en: 'Use', zh: '使用' }, fields: ['shared', 'letterhead', 'owner'] },
    ],
  },
})
