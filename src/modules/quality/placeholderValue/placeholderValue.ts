import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What people write where they have nothing to say. It is never refused: it counts as no value, and the form says so. */
export const placeholderValue = defineObject('placeholderValue', {
  label: { en: 'Placeholder value', zh: '占位值' },
  plural: 'Placeholder values',
  title: 'value',
  icon: 'circle-x',
  nested: true,
  standing: true,
  fields: {
    value: text({
      label: { en: 'Value', zh: '值' },
      required: true,
      search: 'code',
      max: 100,
      help: { en: 'Upper case, width and blanks make no difference.', zh: '不区分大小写、全半角和空格。' },
    }),
    kind: select({
      label: { en: 'In', zh: '用于' },
      required: true,
      default: 'text',
      options: [
        { key: 'text', label: { en: 'Names and other text', zh: '姓名、名称等文字' }, color: 'blue' },
        { key: 'phone', label: { en: 'Telephone numbers', zh: '电话号码' }, color: 'green' },
        { key: 'email', label: { en: 'E-mail addresses', zh: '邮箱' }, color: 'violet' },
      ],
    }),
  },
  views: { list: ['value', 'kind', 'updatedAt', 'updatedBy'], sort: ['kind', 'value'], create: ['value', 'kind'] },
  identity: [['kind', 'value']],
})
