import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { contact } from '#modules/customers/contact/contact.ts'

/** The part that a contact plays in an opportunity: how much she decides, and for whom she is. */
export const contactRole = defineObject('contactRole', {
  label: { en: 'Contact role', zh: '联系人角色' },
  plural: 'Contact roles',
  title: 'note',
  icon: 'users-group',
  nested: true,
  traits: ['importable'],
  fields: {
    opportunity: relation('opportunity', {
      label: { en: 'Opportunity', zh: '商机' },
      required: true,
      fixed: true,
      inverse: 'contactRoles',
      index: true,
      onDelete: 'cascade',
    }),
    contact: relation('contact', {
      label: { en: 'Contact', zh: '联系人' },
      required: true,
      fixed: true,
      inverse: 'opportunityRoles',
      index: true,
      onDelete: 'cascade',
    }),
    role: select({
      label: { en: 'Role', zh: '角色' },
      help: { en: 'As on the contact, unless you say otherwise.', zh: '默认取联系人的决策角色。' },
      options: contact.fields.decisionRole.options,
    }),
    influence: select({
      label: { en: 'Influence', zh: '影响力' },
      options: [
        { key: 'high', label: { en: 'High influence', zh: '影响力高' }, color: 'violet' },
        { key: 'medium', label: { en: 'Medium influence', zh: '影响力中' }, color: 'blue' },
        { key: 'low', label: { en: 'Low influence', zh: '影响力低' }, color: 'gray' },
      ],
    }),
    attitude: select({
      label: { en: 'Attitude', zh: '态度' },
      options: [
        { key: 'support', label: { en: 'For us', zh: '赞成' }, color: 'green' },
        { key: 'neutral', label: { en: 'Neutral', zh: '中立' }, color: 'gray' },
        { key: 'doubt', label: { en: 'Doubtful', zh: '存疑' }, color: 'orange' },
        { key: 'against', label: { en: 'Against us', zh: '反对' }, color: 'red' },
      ],
    }),
    note: text({ label: { en: 'Note', zh: '备注' }, max: 200 }),
  },
  views: {
    list: ['contact', 'opportunity', 'role', 'influence', 'attitude', 'note'],
    sort: ['-updatedAt'],
    create: ['opportunity', 'contact', 'role', 'attitude'],
    page: [
      {
        label: { en: 'Contact role', zh: '联系人角色' },
        fields: ['opportunity', 'contact', 'role', 'influence', 'attitude', 'note'],
      },
    ],
    map: { of: 'contact', tone: 'role', show: ['influence', 'attitude'] },
  },
  identity: [['opportunity', 'contact']],
})
