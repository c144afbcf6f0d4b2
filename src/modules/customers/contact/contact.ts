import { address } from '#kernel/fields/address.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { longText } from '#kernel/fields/longText.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { sources } from '../choices.ts'
import { consent } from '../consent.ts'

/** A person outside the company. `account` is the main employer; others stand in `employment`. */
export const contact = defineObject('contact', {
  label: { en: 'Contact', zh: '联系人' },
  plural: 'Contacts',
  title: 'name',
  icon: 'user',
  traits: ['owned', 'shared', 'importable', 'timeline', 'tagged'],
  fields: {
    name: text({
      personal: true,
      label: { en: 'Name', zh: '姓名' },
      required: true,
      search: 'name',
      index: true,
      max: 100,
      nameOf: 'person',
    }),
    account: relation('account', {
      label: { en: 'Account', zh: '客户' },
      inverse: 'contacts',
      index: true,
      counted: true,
      help: { en: 'The main employer.', zh: '主要任职单位。' },
    }),
    jobTitle: text({ label: { en: 'Job title', zh: '职务' }, max: 100, personal: true }),
    department: text({ label: { en: 'Department', zh: '部门' }, max: 100 }),
    decisionRole: select({
      label: { en: 'Role in decisions', zh: '决策角色' },
      options: [
        { key: 'decisionMaker', label: { en: 'Decision maker', zh: '决策人' }, color: 'red' },
        { key: 'influencer', label: { en: 'Influencer', zh: '影响人' }, color: 'orange' },
        { key: 'champion', label: { en: 'Champion', zh: '支持者' }, color: 'green' },
        { key: 'user', label: { en: 'User', zh: '使用人' }, color: 'blue' },
        { key: 'buyer', label: { en: 'Buyer', zh: '采购经办' }, color: 'teal' },
        { key: 'finance', label: { en: 'Finance', zh: '财务' }, color: 'violet' },
        { key: 'opponent', label: { en: 'Opponent', zh: '反对者' }, color: 'gray' },
      ],
    }),
    reportsTo: relation('contact', { label: { en: 'Reports to', zh: '汇报给' }, inverse: 'reports' }),
    mobile: phone({ label: { en: 'Mobile', zh: '手机' }, search: 'code', index: true, personal: true }),
    phone: phone({ label: { en: 'Phone', zh: '座机' }, search: 'code', personal: true }),
    email: email({ label: { en: 'E-mail', zh: '邮箱' }, search: 'code', index: true, personal: true }),
    wechat: text({ label: { en: 'WeChat', zh: '微信' }, search: 'code', max: 60, personal: true }),
    address: address({ label: { en: 'Address', zh: '地址' }, personal: true }),
    gender: select({
      personal: true,
      label: { en: 'Gender', zh: '性别' },
      options: [
        { key: 'female', label: { en: 'Female', zh: '女' } },
        { key: 'male', label: { en: 'Male', zh: '男' } },
        { key: 'other', label: { en: 'Other', zh: '其他' } },
      ],
    }),
    birthday: date({ label: { en: 'Birthday', zh: '生日' }, personal: true, index: true }),
    language: select({
      label: { en: 'Language', zh: '语言' },
      options: [
        { key: 'zh-CN', label: { en: 'Simplified Chinese', zh: '简体中文' } },
        { key: 'zh-TW', label: { en: 'Traditional Chinese', zh: '繁體中文' } },
        { key: 'en', label: { en: 'English', zh: '英语' } },
        { key: 'ja', label: { en: 'Japanese', zh: '日语' } },
        { key: 'ko', label: { en: 'Korean', zh: '韩语' } },
        { key: 'de', label: { en: 'German', zh: '德语' } },
      ],
    }),
    source: select({ label: { en: 'Source', zh: '来源' }, options: sources }),
    ...consent,
    lastFollowUpAt: datetime({ label: { en: 'Last follow-up', zh: '最近跟进' }, system: true }),
    description: longText({ label: { en: 'Description', zh: '备注' }, search: 'text', personal: true }),
  },
  views: {
    list: ['name', 'account', 'jobTitle', 'mobile', 'email', 'decisionRole', 'owner', 'lastFollowUpAt'],
    sort: ['-updatedAt'],
    board: { by: 'decisionRole', card: ['name', 'account', 'jobTitle', 'mobile'] },
    map: { above: 'reportsTo', tone: 'decisionRole', show: ['jobTitle', 'department'] },
    create: ['name', 'account', 'mobile', 'jobTitle'],
    header: ['jobTitle', 'account', 'mobile', 'email', 'owner'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: [
          'name',
          'account',
          'jobTitle',
          'department',
          'decisionRole',
          'reportsTo',
          'owner',
          'lastFollowUpAt',
          'source',
        ],
      },
      { label: { en: 'Reach', zh: '联系方式' }, fields: ['mobile', 'phone', 'email', 'wechat', 'address'] },
      { label: { en: 'Person', zh: '个人信息' }, fields: ['gender', 'birthday', 'language'] },
      {
        label: { en: 'Consent', zh: '联系意愿' },
        fields: ['doNotContact', 'doNotCall', 'doNotEmail', 'trackingConsent'],
      },
      { label: { en: 'Notes', zh: '备注' }, fields: ['description'] },
    ],
  },
  identity: [['email'], ['mobile'], ['name', 'account']],
  matching: {
    person: {
      person: ['name'],
      email: ['email'],
      phone: ['mobile', 'phone'],
      employer: ['account'],
      date: ['birthday'],
      address: ['address'],
    },
  },
  indexes: [['updatedAt'], ['owner', 'updatedAt']],
})
