import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { channels } from '../messageGateway/messageGateway.ts'

/** The longest that is written; carriers take about eight parts. */
export const longestText = 500

/** A short message to somebody, or from somebody. Without a gateway it stays what would be sent. */
export const textMessage = defineObject('textMessage', {
  label: { en: 'Short message', zh: '短信与消息' },
  plural: 'Short messages',
  title: 'text',
  icon: 'message',
  traits: ['owned', 'shared', 'timeline'],
  happensAt: 'at',
  pending: { status: { in: ['draft', 'held', 'queued', 'failed'] } },
  emits: {
    received: { label: { en: 'Received', zh: '收到' } },
    failed: { label: { en: 'Not sent', zh: '发送失败' }, mishap: true },
  },
  fields: {
    text: text({
      label: { en: 'Text', zh: '内容' },
      required: true,
      max: longestText,
      search: 'text',
      personal: true,
    }),
    channel: select({ label: { en: 'Channel', zh: '渠道' }, required: true, default: 'sms', options: channels }),
    to: text({
      holds: ['phone'],
      label: { en: 'Number', zh: '号码' },
      max: 100,
      personal: true,
      help: { en: 'That of the lead or contact where it is empty.', zh: '不填则用线索或联系人的号码。' },
    }),
    number: text({
      holds: ['phone'],
      label: { en: 'Sent to', zh: '发送号码' },
      system: true,
      max: 100,
      index: true,
      personal: true,
    }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'draft',
      options: [
        { key: 'draft', label: { en: 'Draft', zh: '草稿' }, color: 'gray' },
        { key: 'held', label: { en: 'Would be sent', zh: '待设接口' }, color: 'violet' },
        { key: 'queued', label: { en: 'Queued', zh: '排队中' }, color: 'blue' },
        { key: 'sending', label: { en: 'Being sent', zh: '发送中' }, color: 'blue' },
        { key: 'sent', label: { en: 'Sent', zh: '已发送' }, color: 'green' },
        { key: 'delivered', label: { en: 'Delivered', zh: '已送达' }, color: 'green' },
        { key: 'failed', label: { en: 'Not sent', zh: '发送失败' }, color: 'red' },
        { key: 'received', label: { en: 'Received', zh: '已收到' }, color: 'teal' },
      ],
    }),
    marketing: boolean({
      label: { en: 'Advertisement', zh: '营销' },
      default: false,
      help: {
        en: 'Goes only to who has not declined; an SMS says how to do so.',
        zh: '不发给已拒收的号码；短信末尾附「拒收请回复R」。',
      },
    }),
    composed: text({
      label: { en: 'As it goes out', zh: '实际发送内容' },
      system: true,
      max: longestText + 50,
      personal: true,
    }),
    segments: number({ label: { en: 'Counts as', zh: '计费条数' }, system: true, integer: true }),
    contact: relation('contact', { label: { en: 'Contact', zh: '联系人' }, inverse: 'messages', timeline: true }),
    lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, inverse: 'messages', timeline: true }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, inverse: 'messages', timeline: true }),
    at: datetime({ label: { en: 'When', zh: '时间' }, system: true }),
    dueAt: datetime({ label: { en: 'To be sent', zh: '计划发送时间' }, system: true }),
    attempts: number({ label: { en: 'Attempts', zh: '尝试次数' }, system: true, integer: true, min: 0, default: 0 }),
    problem: longText({ label: { en: 'Problem', zh: '问题' }, system: true, max: 1_000 }),
    reference: text({ label: { en: 'Of the gateway', zh: '接口编号' }, system: true, max: 200, index: true }),
  },
  views: {
    list: ['text', 'status', 'channel', 'to', 'contact', 'lead', 'at', 'owner'],
    sort: ['-at'],
    create: ['contact', 'channel', 'to', 'text'],
    header: ['status', 'channel', 'number', 'at', 'owner'],
    page: [
      {
        label: { en: 'Message', zh: '消息' },
        fields: ['text', 'to', 'marketing', 'composed', 'segments', 'status', 'problem', 'reference'],
      },
      { label: { en: 'About', zh: '关联' }, fields: ['contact', 'lead', 'account', 'owner'] },
    ],
  },
  indexes: [['at'], ['status', 'dueAt'], ['contact', 'at'], ['lead', 'at'], ['account', 'at'], ['owner', 'at']],
})
