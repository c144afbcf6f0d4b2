import { boolean } from '#kernel/fields/boolean.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What somebody may do. Its grants have the shape of `Grant` in the kernel, by object. */
export const role = defineObject('role', {
  label: { en: 'Role', zh: '角色' },
  plural: 'Roles',
  title: 'name',
  icon: 'shield-lock',
  nested: true,
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 100 }),
    key: text({ label: { en: 'Key', zh: '标识' }, unique: true, fixed: true, max: 60 }),
    admin: boolean({
      label: { en: 'Administrator', zh: '系统管理员' },
      default: false,
      help: { en: 'May change settings, people and roles.', zh: '可以修改设置、成员和角色。' },
    }),
    grants: json({
      label: { en: 'Grants', zh: '权限' },
      help: { en: 'By object; what is not named is refused.', zh: '按对象授权，未列出的一律拒绝。' },
    }),
    description: longText({ label: { en: 'Description', zh: '说明' }, max: 2000 }),
  },
  views: {
    list: ['name', 'admin', 'description'],
    sort: ['name'],
    create: ['name', 'description'],
    page: [{ label: { en: 'Role', zh: '基本信息' }, fields: ['name', 'key', 'admin', 'description'] }],
  },
})
