import { boolean } from '#kernel/fields/boolean.ts'
import { email } from '#kernel/fields/email.ts'
import { phone } from '#kernel/fields/phone.ts'
import { user as person, team } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A person who works in this workspace. */
export const user = defineObject('user', {
  label: { en: 'Person', zh: '成员' },
  plural: 'People',
  title: 'name',
  icon: 'user-circle',
  open: true,
  nested: true,
  traits: ['importable'],
  fields: {
    name: text({
      label: { en: 'Name', zh: '姓名' },
      required: true,
      search: 'name',
      max: 100,
      nameOf: 'person',
      personal: true,
    }),
    email: email({ label: { en: 'E-mail', zh: '邮箱' }, required: true, unique: true, search: 'code', personal: true }),
    phone: phone({ label: { en: 'Phone', zh: '电话' }, personal: true }),
    jobTitle: text({ label: { en: 'Job title', zh: '职务' }, max: 100, personal: true }),
    team: team({ label: { en: 'Team', zh: '团队' }, inverse: 'members', index: true }),
    manager: person({ label: { en: 'Manager', zh: '直属上级' }, inverse: 'reports', index: true }),
    roles: relations('role', {
      label: { en: 'Roles', zh: '角色' },
      inverse: 'people',
      help: { en: 'Rights of several roles add up.', zh: '拥有多个角色时，权限合并计算。' },
    }),
    active: boolean({
      label: { en: 'Active', zh: '启用' },
      default: true,
      help: {
        en: 'Who is not active cannot sign in; the records stay.',
        zh: '停用后不能登录，名下的记录保持不变。',
      },
    }),
    language: select({
      label: { en: 'Language', zh: '语言' },
      default: 'zh-CN',
      options: [
        { key: 'zh-CN', label: { en: 'Simplified Chinese', zh: '简体中文' } },
        { key: 'zh-TW', label: { en: 'Traditional Chinese', zh: '繁體中文' } },
        { key: 'en', label: { en: 'English', zh: 'English' } },
      ],
    }),
    timeZone: text({ label: { en: 'Time zone', zh: '时区' }, default: 'Asia/Shanghai', max: 60 }),
    loginId: text({ label: { en: 'Login', zh: '登录账号' }, system: true, unique: true }),
  },
  views: {
    list: ['name', 'jobTitle', 'team', 'manager', 'email', 'phone', 'active'],
    sort: ['name'],
    create: ['name', 'email', 'team', 'roles'],
    header: ['jobTitle', 'team', 'active'],
    page: [
      { label: { en: 'Person', zh: '基本信息' }, fields: ['name', 'email', 'phone', 'jobTitle'] },
      { label: { en: 'Place and rights', zh: '组织与权限' }, fields: ['team', 'manager', 'roles', 'active'] },
      { label: { en: 'Preferences', zh: '偏好' }, fields: ['language', 'timeZone'] },
    ],
  },
})
