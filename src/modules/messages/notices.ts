import type { Event, Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { textMessage } from './textMessage/textMessage.ts'

const owner = async ({ recordId }: Event, all: Reader) => [(await all.get(textMessage, recordId))?.owner]

export const messageNotices = [
  defineNotice('messageReceived', {
    label: { en: 'A customer has answered by a short message', zh: '收到客户短信或消息' },
    says: { one: { en: 'New message: {record}', zh: '新消息：{record}' } },
    events: ['textMessage.received'],
    to: owner,
  }),
  defineNotice('messageFailed', {
    label: { en: 'A short message of yours was not sent', zh: '短信或消息发送失败' },
    says: { one: { en: 'Not delivered: {record}', zh: '未送达：{record}' } },
    events: ['textMessage.failed'],
    to: owner,
  }),
]
