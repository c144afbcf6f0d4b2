import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { json } from '#kernel/fields/json.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { choicesOf, ordinaryExemptions, pooledOptions } from '../pooledObjects.ts'

/** When records go from their owner into a pool: which, after how many days without what, and which are left alone. */
export const recyclingRule = defineObject('recyclingRule', {
  label: { en: 'Recycling rule', zh: '回落规则' },
  plural: 'Recycling rules',
  title: 'name',
  icon: 'rotate',
  open: true,
  nested: true,
  standing: true,
  fields: {
    name: text({
      label: { en: 'Name', zh: '名称' },
      required: true,
      unique: true,
      max: 60,
      help: {
        en: 'Shown beside each countdown: say the reason.',
        zh: '显示在每个倒计时旁，请写明原因，如「30 天无跟进」。',
      },
    }),
    object: select({ label: { en: 'Of', zh: '适用对象' }, required: true, fixed: true, options: pooledOptions }),
    pool: relation('pool', { label: { en: 'Into', zh: '回落到' }, required: true }),
    active: boolean({ label: { en: 'Active', zh: '启用' }, default: false }),
    startsOn: date({
      label: { en: 'Recycles from', zh: '最早回落日' },
      help: {
        en: 'Nothing goes before this day, so that owners are warned. A week after switching on where it says nothing.',
        zh: '此前不会回落，让负责人先收到提醒；不填则为启用一周后。',
      },
    }),
    where: json({ label: { en: 'Which records', zh: '适用条件' } }),
    match: select({
      label: { en: 'When', zh: '触发方式' },
      required: true,
      default: 'any',
      options: [
        { key: 'any', label: { en: 'any condition is met', zh: '满足任一条件' } },
        { key: 'all', label: { en: 'all conditions are met', zh: '满足全部条件' } },
      ],
    }),
    conditions: json({
      label: { en: 'Conditions', zh: '条件' },
      required: true,
      choices: choicesOf('signs'),
      help: { en: '[{ sign, days, working }]', zh: '[{ sign, days, working }]' },
    }),
    followUp: json({
      label: { en: 'What counts as a follow-up', zh: '什么算跟进' },
      help: {
        en: 'A filter of activities, such as durationSeconds at least 30 for calls. Otherwise: meetings, visits, calls that were answered, notes of ten characters.',
        zh: '跟进的筛选条件，例如通话的 durationSeconds 不小于 30；不填则会议、拜访、接通的通话、10 个字以上的备注算跟进。',
      },
    }),
    mailCounts: boolean({
      label: { en: 'A mail sent counts as a follow-up', zh: '发出的邮件算跟进' },
      default: true,
      help: {
        en: 'Mails that somebody sent to the customer, not mailings.',
        zh: '指发给客户的往来邮件，营销邮件不算。',
      },
    }),
    exempt: json({
      label: { en: 'Left alone', zh: '豁免' },
      choices: choicesOf('exemptions'),
      offersKeepings: true,
      default: ordinaryExemptions,
      help: {
        en: 'A list of keys. What waits for an approval, itself or a record that points at it, is left alone where nothing is said.',
        zh: '键的列表；不填则记录自身或指向它的记录有待审批时不回落。',
      },
    }),
    exemptTags: relations('tag', { label: { en: 'Tags left alone', zh: '豁免标签' } }),
  },
  views: {
    list: ['name', 'object', 'pool', 'active', 'startsOn'],
    sort: ['name'],
    create: ['name', 'object', 'pool'],
  },
})
