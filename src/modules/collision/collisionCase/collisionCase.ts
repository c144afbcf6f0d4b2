import { autonumber } from '#kernel/fields/autonumber.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { entryOptions, levelOptions, reasonOptions, watchedOptions } from '../choices.ts'

/** Somebody entered what is like a record that is there. Its owner is the one who entered it. */
export const collisionCase = defineObject('collisionCase', {
  label: { en: 'Collision', zh: '撞单' },
  plural: 'Collisions',
  title: 'entered',
  icon: 'alert-triangle',
  byRules: true,
  traits: ['owned'],
  ownerLabel: { en: 'Entered by', zh: '录入人' },
  // Who entered what is history.
  pending: { ending: 'judge' },
  emits: {
    shareAsked: { label: { en: 'Asked to share', zh: '申请共享' }, tells: { reason: 'shareReason' } },
    shareAccepted: { label: { en: 'Shared', zh: '同意共享' }, tells: { until: 'shareUntil' } },
    shareDeclined: { label: { en: 'Declined to share', zh: '拒绝共享' }, tells: { note: 'answer' } },
    letIn: { label: { en: 'Let in', zh: '准予录入' } },
    turnedDown: { label: { en: 'Turned down', zh: '不予录入' }, tells: { note: 'answer' } },
  },
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '编号' }, prefix: 'Z-', digits: 6 }),
    entered: text({ label: { en: 'Entered', zh: '录入内容' }, system: true, search: 'name', max: 200 }),
    object: select({ label: { en: 'As', zh: '录入对象' }, system: true, options: watchedOptions }),
    entry: select({ label: { en: 'Came in by', zh: '入口' }, system: true, options: entryOptions }),
    ending: select({
      label: { en: 'What happened', zh: '结果' },
      system: true,
      index: true,
      options: [
        { key: 'shown', label: { en: 'Was shown', zh: '已提示' }, color: 'gray' },
        { key: 'asked', label: { en: 'Was asked', zh: '已询问' }, color: 'yellow' },
        { key: 'passed', label: { en: 'Saved all the same', zh: '仍然保存' }, color: 'orange' },
        { key: 'blocked', label: { en: 'Blocked', zh: '已阻止' }, color: 'red' },
        { key: 'skipped', label: { en: 'Left out', zh: '已跳过' }, color: 'gray' },
        { key: 'judge', label: { en: 'Waits for a judge', zh: '待裁决' }, color: 'violet' },
        { key: 'letIn', label: { en: 'Let in', zh: '准予录入' }, color: 'green' },
        { key: 'turnedDown', label: { en: 'Turned down', zh: '不予录入' }, color: 'gray' },
      ],
    }),
    level: select({ label: { en: 'How alike', zh: '相似程度' }, system: true, options: levelOptions }),
    points: number({ label: { en: 'Points', zh: '得分' }, system: true, integer: true }),
    agrees: multiSelect({
      label: { en: 'Agrees in', zh: '相同之处' },
      system: true,
      options: reasonOptions,
    }),
    account: relation('account', { label: { en: 'Account there', zh: '已有客户' }, system: true }),
    contact: relation('contact', { label: { en: 'Contact there', zh: '已有联系人' }, system: true }),
    lead: relation('lead', { label: { en: 'Lead there', zh: '已有线索' }, system: true }),
    found: text({
      label: { en: 'Record there', zh: '已有记录编号' },
      system: true,
      sensitive: true,
      holdsId: true,
      max: 40,
      index: true,
    }),
    keeper: user({ label: { en: 'Owner of the record there', zh: '已有记录负责人' }, system: true }),
    policy: text({ label: { en: 'By the policy', zh: '依据策略' }, system: true, max: 100 }),
    at: datetime({ label: { en: 'Last time', zh: '最近一次' }, system: true }),
    times: number({ label: { en: 'Times', zh: '次数' }, system: true, integer: true }),
    draft: json({ label: { en: 'What was entered', zh: '录入的字段' }, system: true, sensitive: true }),
    shareStatus: select({
      label: { en: 'Sharing', zh: '共享申请' },
      system: true,
      default: 'none',
      options: [
        { key: 'none', label: { en: 'Not asked', zh: '未申请' }, color: 'gray' },
        { key: 'asked', label: { en: 'Asked', zh: '等待答复' }, color: 'yellow' },
        { key: 'accepted', label: { en: 'Shared', zh: '已共享' }, color: 'green' },
        { key: 'declined', label: { en: 'Declined', zh: '已拒绝' }, color: 'red' },
      ],
    }),
    shareReason: longText({ label: { en: 'Why it should be shared', zh: '申请理由' }, system: true }),
    shareUntil: date({ label: { en: 'Shared until', zh: '共享至' }, system: true }),
    answer: longText({ label: { en: 'Answer', zh: '答复' }, system: true }),
  },
  views: {
    list: ['entered', 'object', 'ending', 'owner', 'keeper', 'shareStatus', 'level', 'agrees', 'at'],
    sort: ['-at'],
    board: { by: 'ending', card: ['entered', 'level', 'owner', 'keeper', 'at'] },
    header: ['ending', 'level', 'owner', 'keeper', 'shareStatus'],
    page: [
      {
        label: { en: 'What came in', zh: '录入' },
        fields: ['number', 'entered', 'object', 'entry', 'owner', 'at', 'times', 'ending', 'policy'],
      },
      {
        label: { en: 'What is there', zh: '已有记录' },
        fields: ['account', 'contact', 'lead', 'keeper', 'level', 'points', 'agrees'],
      },
      { label: { en: 'Sharing', zh: '共享' }, fields: ['shareStatus', 'shareReason', 'shareUntil', 'answer'] },
    ],
  },
  indexes: [['at'], ['owner', 'at']],
})
