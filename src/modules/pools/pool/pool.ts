import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledOptions } from '../pooledObjects.ts'

const whole = { integer: true, min: 1 } as const

/** Where records wait for an owner: who may see and claim them, and within which limits. An empty limit is none. */
export const pool = defineObject('pool', {
  label: { en: 'Pool', zh: '公海池' },
  plural: 'Pools',
  title: 'name',
  icon: 'inbox',
  open: true,
  nested: true,
  standing: true,
  gathers: {
    of: 'object',
    members: ['people', 'teams', 'roles'],
    leaders: 'managers',
    covers: ['hiddenFields', 'maskedFields'],
    fits: 'where',
    opens: 'opensPerDay',
  },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, search: 'name', max: 60 }),
    object: select({ label: { en: 'Of', zh: '存放对象' }, required: true, fixed: true, options: pooledOptions }),
    description: longText({ label: { en: 'Description', zh: '说明' } }),
    where: json({
      label: { en: 'What belongs here', zh: '准入条件' },
      help: { en: 'Only records that match come in. None: all do.', zh: '符合条件的记录才能进入；不填则不限。' },
    }),
    people: relations('user', { label: { en: 'People', zh: '成员' } }),
    teams: relations('team', {
      label: { en: 'Teams', zh: '成员团队' },
      help: { en: 'With the teams below them.', zh: '包括下级团队。' },
    }),
    roles: relations('role', { label: { en: 'Roles', zh: '成员角色' } }),
    managers: relations('user', {
      label: { en: 'Managers', zh: '管理员' },
      help: {
        en: 'They assign and move what is in it, and see all of it.',
        zh: '可分配、移动池中记录，并看到全部字段。',
      },
    }),
    hiddenFields: json({
      label: { en: 'Hidden fields', zh: '隐藏字段' },
      help: {
        en: 'Members learn nothing of them here, nor of the same in contacts and whatever else belongs to the record.',
        zh: '成员在池中看不到这些字段，也看不到其联系人等关联记录的同类字段。',
      },
    }),
    maskedFields: json({
      label: { en: 'Masked fields', zh: '遮蔽字段' },
      help: {
        en: 'Shown after the claim, with the same in contacts and whatever else belongs to the record.',
        zh: '拾取后才显示，其联系人等关联记录的同类字段也一样。',
      },
    }),
    claimsPerDay: number({ label: { en: 'Claims a day', zh: '每日拾取上限' }, ...whole }),
    claimsPerPeriod: number({ label: { en: 'Claims in a period', zh: '周期拾取上限' }, ...whole }),
    periodDays: number({ label: { en: 'Days of the period', zh: '周期天数' }, ...whole, max: 366 }),
    minutesBetween: number({ label: { en: 'Minutes between claims', zh: '拾取间隔（分钟）' }, ...whole }),
    coolOffDays: number({
      label: { en: 'Cool-off of the previous owner, days', zh: '前负责人冷却（天）' },
      help: { en: 'So long whoever had it last cannot claim it.', zh: '记录退回后，前负责人在此期间不能再拾取。' },
      ...whole,
      max: 3_650,
    }),
    inflowHours: number({
      label: { en: 'Cool-off of new records, hours', zh: '新入池冷却（小时）' },
      help: { en: 'So long nobody claims what has just come in.', zh: '新进入的记录在此期间不能拾取。' },
      ...whole,
    }),
    looksPerDay: number({
      label: { en: 'Looks a day', zh: '每日查看上限' },
      help: {
        en: 'How many records a member may reveal without claiming them. Empty: masked fields show after the claim alone.',
        zh: '成员每天可以不拾取而查看遮蔽字段的记录数；不填则只有拾取后才显示。',
      },
      ...whole,
    }),
    opensPerDay: number({
      label: { en: 'Records opened a day', zh: '每日打开上限' },
      help: {
        en: 'How many records here a member may open on a day, whether themselves or by what belongs to them. Empty: any number.',
        zh: '成员每天可以打开池中多少条记录，打开其联系人等也计入；不填则不限。',
      },
      ...whole,
    }),
    protectDays: number({
      label: { en: 'Protection after a claim, days', zh: '拾取后保护（天）' },
      help: { en: 'So long it is not recycled.', zh: '在此期间不会回落。' },
      ...whole,
      max: 3_650,
    }),
    newProtectDays: number({
      label: { en: 'Protection of new records, days', zh: '新建后保护（天）' },
      help: {
        en: 'Of records that belong here and begin with an owner, as far as a cap on protected ones leaves room.',
        zh: '适用于符合准入条件、新建时已有负责人的记录；受保护数量的上限已满时不再保护。',
      },
      ...whole,
      max: 3_650,
    }),
  },
  views: {
    list: ['name', 'object', 'managers', 'people', 'teams', 'claimsPerDay'],
    sort: ['name'],
    create: ['name', 'object'],
  },
  indexes: [['object', 'name']],
})
