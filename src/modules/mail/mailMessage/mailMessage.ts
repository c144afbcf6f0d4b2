import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { files } from '#kernel/fields/files.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/**
 * A mail that was written here or came in. It is its owner's alone until she opens its thread. `messageId` is decided
 * when it is written, so that whether it went can be found out; `dueAt` is when it is sent, or looked at again.
 */
export const mailMessage = defineObject('mailMessage', {
  label: { en: 'Mail', zh: '邮件' },
  plural: 'Mails',
  title: 'subject',
  icon: 'mail',
  traits: ['owned', 'shared', 'timeline'],
  private: { unless: { openThread: true } },
  happensAt: 'at',
  pending: { status: { in: ['draft', 'held', 'queued', 'failed', 'uncertain'] } },
  emits: {
    received: { label: { en: 'Received', zh: '收到' } },
    bounced: { label: { en: 'Bounced', zh: '被退回' }, mishap: true },
    complained: { label: { en: 'Complained about', zh: '被投诉' }, mishap: true },
    failed: { label: { en: 'Not sent', zh: '发送失败' }, mishap: true },
    uncertain: { label: { en: 'Perhaps sent', zh: '无法确认是否发出' }, mishap: true },
  },
  fields: {
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, search: 'text', max: 300 }),
    body: longText({ label: { en: 'Text', zh: '正文' }, search: 'text', personal: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'draft',
      options: [
        { key: 'draft', label: { en: 'Draft', zh: '草稿' }, color: 'gray' },
        { key: 'held', label: { en: 'Would be sent', zh: '待设邮箱' }, color: 'violet' },
        { key: 'queued', label: { en: 'Queued', zh: '排队中' }, color: 'blue' },
        { key: 'sending', label: { en: 'Being sent', zh: '发送中' }, color: 'blue' },
        { key: 'sent', label: { en: 'Sent', zh: '已发送' }, color: 'green' },
        { key: 'failed', label: { en: 'Not sent', zh: '发送失败' }, color: 'red' },
        { key: 'uncertain', label: { en: 'Perhaps sent', zh: '待确认' }, color: 'orange' },
        { key: 'bounced', label: { en: 'Bounced', zh: '被退回' }, color: 'red' },
        { key: 'received', label: { en: 'Received', zh: '已收到' }, color: 'teal' },
      ],
    }),
    nature: select({
      label: { en: 'Nature', zh: '性质' },
      system: true,
      default: 'mail',
      options: [
        { key: 'mail', label: { en: 'Letter', zh: '往来邮件' } },
        { key: 'autoReply', label: { en: 'Automatic reply', zh: '自动回复' }, color: 'gray' },
        { key: 'digest', label: { en: 'Digest', zh: '待办摘要' }, color: 'gray' },
        { key: 'bounce', label: { en: 'Bounce', zh: '退信' }, color: 'red' },
        { key: 'complaint', label: { en: 'Complaint', zh: '投诉' }, color: 'red' },
      ],
    }),
    mailbox: relation('mailbox', { label: { en: 'Mailbox', zh: '邮箱' }, inverse: 'mails', index: true }),
    from: text({ holds: ['email'], label: { en: 'From', zh: '发件人' }, system: true, max: 400, personal: true }),
    fromAddress: email({ label: { en: 'Sender address', zh: '发件地址' }, system: true, index: true, personal: true }),
    to: text({ holds: ['email'], label: { en: 'To', zh: '收件人' }, max: 4_000, personal: true }),
    cc: text({ holds: ['email'], label: { en: 'Cc', zh: '抄送' }, max: 4_000, personal: true }),
    bcc: text({ holds: ['email'], label: { en: 'Bcc', zh: '密送' }, max: 4_000, personal: true }),
    contacts: relations('contact', { label: { en: 'Contacts', zh: '联系人' }, inverse: 'mails', timeline: true }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, inverse: 'mails', timeline: true }),
    lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, inverse: 'mails', timeline: true }),
    opportunity: relation('opportunity', {
      label: { en: 'Opportunity', zh: '商机' },
      inverse: 'mails',
      timeline: true,
    }),
    attachments: files({ label: { en: 'Files', zh: '附件' } }),
    source: files({ label: { en: 'As it came', zh: '原始邮件' }, system: true, max: 1 }),
    template: relation('mailTemplate', { label: { en: 'Template', zh: '模板' }, inverse: 'mails' }),
    marketing: boolean({
      label: { en: 'Marketing', zh: '营销邮件' },
      default: false,
      help: {
        en: 'Goes only to who has not opted out, with a link to do so.',
        zh: '不发给已退订的人，并附退订链接。',
      },
    }),
    replyTo: relation('mailMessage', { label: { en: 'Answers', zh: '回复的邮件' }, inverse: 'replies' }),
    openThread: boolean({
      label: { en: 'Open to colleagues', zh: '对同事公开' },
      system: true,
      default: false,
      help: {
        en: 'Who may work with the customer may read the thread.',
        zh: '可处理该客户的同事都能查看这组往来邮件。',
      },
    }),
    at: datetime({ label: { en: 'When', zh: '时间' }, system: true }),
    dueAt: datetime({ label: { en: 'To be sent', zh: '计划发送时间' }, system: true }),
    attempts: number({ label: { en: 'Attempts', zh: '尝试次数' }, system: true, integer: true, min: 0, default: 0 }),
    problem: longText({ label: { en: 'Problem', zh: '问题' }, system: true, max: 2_000 }),
    messageId: text({ label: { en: 'Message-ID', zh: 'Message-ID' }, system: true, max: 998, unique: true }),
    references: longText({ label: { en: 'References', zh: '引用的邮件' }, system: true }),
    thread: text({ label: { en: 'Thread', zh: '邮件会话' }, system: true, index: true, max: 40 }),
    tracked: boolean({
      label: { en: 'Openings are counted', zh: '统计打开和点击' },
      system: true,
      default: false,
      help: {
        en: 'Its mailbox counts, and its recipient has agreed.',
        zh: '该邮箱开启了统计，且收件人已同意。',
      },
    }),
    openedAt: datetime({ label: { en: 'First opened', zh: '首次打开' }, system: true, personal: true }),
    opens: number({ label: { en: 'Openings', zh: '打开次数' }, system: true, integer: true, min: 0, personal: true }),
    clickedAt: datetime({ label: { en: 'First click', zh: '首次点击' }, system: true, personal: true }),
    clicks: number({ label: { en: 'Clicks', zh: '点击次数' }, system: true, integer: true, min: 0, personal: true }),
    clickedLinks: longText({
      label: { en: 'Links that were followed', zh: '点击的链接' },
      system: true,
      personal: true,
    }),
    seenAt: datetime({ label: { en: 'Last opened', zh: '最近打开' }, system: true, personal: true }),
    domain: text({ label: { en: 'Recipient domain', zh: '收件域名' }, system: true, max: 254 }),
  },
  views: {
    list: ['subject', 'status', 'from', 'to', 'at', 'account', 'owner'],
    sort: ['-at'],
    create: ['to', 'subject', 'body', 'account'],
    header: ['status', 'from', 'to', 'at', 'owner'],
    page: [
      { label: { en: 'Mail', zh: '邮件' }, fields: ['from', 'to', 'cc', 'bcc', 'at', 'status', 'problem', 'nature'] },
      { label: { en: 'About', zh: '关联' }, fields: ['contacts', 'account', 'lead', 'opportunity', 'owner'] },
      {
        label: { en: 'More', zh: '其他' },
        fields: ['mailbox', 'template', 'marketing', 'openThread', 'replyTo', 'attachments', 'source'],
      },
      {
        label: { en: 'Opened', zh: '打开和点击' },
        fields: ['openedAt', 'opens', 'seenAt', 'clickedAt', 'clicks', 'clickedLinks'],
      },
    ],
  },
  indexes: [['at'], ['status', 'dueAt'], ['account', 'at'], ['lead', 'at'], ['opportunity', 'at'], ['owner', 'at']],
})
