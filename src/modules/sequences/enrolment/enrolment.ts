import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Somebody in a sequence: how far she is, when something comes next, and why it ended. */
export const enrolment = defineObject('enrolment', {
  label: { en: 'Enrolment', zh: '培育记录' },
  plural: 'Enrolments',
  title: 'name',
  icon: 'mail',
  traits: ['owned'],
  nested: true,
  byRules: true,
  pending: { status: { in: ['active', 'paused', 'held'] } },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, required: true, system: true, max: 200, personal: true }),
    sequence: relation('sequence', {
      label: { en: 'Sequence', zh: '培育序列' },
      required: true,
      system: true,
      inverse: 'enrolments',
      onDelete: 'cascade',
    }),
    edition: relation('sequenceVersion', { label: { en: 'Version', zh: '版本' }, required: true, system: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'active',
      options: [
        { key: 'active', label: { en: 'Under way', zh: '进行中' }, color: 'blue' },
        { key: 'paused', label: { en: 'Paused', zh: '已暂停' }, color: 'orange' },
        { key: 'held', label: { en: 'Needs attention', zh: '待处理' }, color: 'red' },
        { key: 'finished', label: { en: 'Finished', zh: '已完成' }, color: 'green' },
        { key: 'stopped', label: { en: 'Stopped', zh: '已停止' }, color: 'gray' },
      ],
    }),
    stopReason: select({
      label: { en: 'Stopped by', zh: '停止原因' },
      system: true,
      options: [
        { key: 'reply', label: { en: 'a reply', zh: '收到回复' }, color: 'green' },
        { key: 'meeting', label: { en: 'a meeting', zh: '已约会议' }, color: 'green' },
        { key: 'conversion', label: { en: 'conversion', zh: '已转化' }, color: 'green' },
        { key: 'closed', label: { en: 'no longer a prospect', zh: '线索无效' }, color: 'gray' },
        { key: 'optOut', label: { en: 'an opt-out', zh: '对方退订' }, color: 'orange' },
        { key: 'bounce', label: { en: 'a bounce', zh: '邮件被退回' }, color: 'red' },
        { key: 'complaint', label: { en: 'a complaint', zh: '投诉' }, color: 'red' },
        { key: 'ownerChange', label: { en: 'another owner', zh: '更换负责人' }, color: 'gray' },
        { key: 'gone', label: { en: 'the record is gone', zh: '记录已删除' }, color: 'gray' },
        { key: 'retired', label: { en: 'the sequence was retired', zh: '序列已停用' }, color: 'gray' },
        { key: 'byHand', label: { en: 'somebody', zh: '手动停止' }, color: 'gray' },
      ],
    }),
    problem: text({ label: { en: 'Problem', zh: '问题' }, system: true, max: 1_000 }),
    lead: relation('lead', {
      label: { en: 'Lead', zh: '线索' },
      system: true,
      inverse: 'enrolments',
      onDelete: 'cascade',
    }),
    contact: relation('contact', {
      label: { en: 'Contact', zh: '联系人' },
      system: true,
      inverse: 'enrolments',
      onDelete: 'cascade',
    }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, system: true, inverse: 'enrolments' }),
    address: email({ label: { en: 'E-mail', zh: '邮箱' }, system: true, index: true, personal: true }),
    position: number({ label: { en: 'Step', zh: '步骤' }, integer: true, system: true, default: 1 }),
    nextAt: datetime({ label: { en: 'Next', zh: '下一步时间' }, system: true }),
    endedAt: datetime({ label: { en: 'Ended', zh: '结束时间' }, system: true }),
    once: text({ label: { en: 'In it once', zh: '唯一标识' }, system: true, unique: true, max: 80 }),
  },
  views: {
    list: ['name', 'sequence', 'status', 'stopReason', 'position', 'nextAt', 'owner', 'createdAt'],
    sort: ['-createdAt'],
    header: ['status', 'sequence', 'nextAt', 'owner'],
    page: [
      {
        label: { en: 'Enrolment', zh: '培育记录' },
        fields: ['sequence', 'edition', 'status', 'stopReason', 'problem', 'position', 'nextAt', 'endedAt'],
      },
      { label: { en: 'Who', zh: '对象' }, fields: ['lead', 'contact', 'account', 'address', 'owner'] },
    ],
  },
  emits: {
    held: { label: { en: 'needs attention', zh: '待处理' } },
  },
  indexes: [['sequence', 'status', 'createdAt'], ['lead'], ['contact'], ['account'], ['owner', 'status']],
})
