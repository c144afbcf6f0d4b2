import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Which change of which records needs the consent of others, and who gives it. `definition` is an `ApprovalPolicy`. */
export const approvalPolicy = defineObject('approvalPolicy', {
  label: { en: 'Approval policy', zh: '审批规则' },
  plural: 'Approval policies',
  title: 'name',
  icon: 'circle-check',
  nested: true,
  standing: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, max: 80 }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: true }),
    about: text({
      label: { en: 'Of', zh: '对象' },
      required: true,
      max: 60,
      help: { en: 'The key of the object.', zh: '对象的键。' },
    }),
    definition: json({ label: { en: 'What needs approval, and whose', zh: '审批内容与审批人' }, required: true }),
  },
  views: { list: ['name', 'active', 'about', 'updatedAt'], sort: ['name'], create: ['name', 'about'] },
})
