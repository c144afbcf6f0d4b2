import type { Event, Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { mailMessage } from './mailMessage/mailMessage.ts'

const owner = async ({ recordId }: Event, all: Reader) => [(await all.get(mailMessage, recordId))?.owner]

export const mailNotices = [
  defineNotice('mailReceived', {
    label: { en: 'A customer has written to you', zh: '收到客户邮件' },
    says: { one: { en: 'New mail: {record}', zh: '新邮件：{record}' } },
    events: ['mailMessage.received'],
    to: owner,
  }),
  defineNotice('mailFailed', {
    label: { en: 'A mail of yours was not sent or came back', zh: '邮件发送失败或被退回' },
    says: { one: { en: 'Not delivered: {record}', zh: '未送达：{record}' } },
    events: ['mailMessage.failed', 'mailMessage.bounced'],
    to: owner,
  }),
  defineNotice('mailComplained', {
    label: { en: 'A recipient has complained about a mail of yours', zh: '收件人投诉了你的邮件' },
    says: { one: { en: 'Complaint about {record}', zh: '邮件被投诉：{record}' } },
    events: ['mailMessage.complained'],
    to: owner,
  }),
  defineNotice('mailUncertain', {
    label: { en: 'Nobody knows whether a mail of yours went', zh: '邮件是否发出需要确认' },
    says: { one: { en: 'Was it sent? {record}', zh: '请确认是否已发出：{record}' } },
    events: ['mailMessage.uncertain'],
    to: owner,
  }),
]
