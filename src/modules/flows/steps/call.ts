import { boolean } from '#kernel/fields/boolean.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep } from '#kernel/flow-step.ts'

/* Steps that hand on: to another flow, to a system of others. */

export const call = defineStep('call', {
  label: { en: 'Start another flow', zh: '调用其他流程' },
  help: { en: 'One that is set off by a call, for the same record.', zh: '启动一个由调用触发的流程，处理同一条记录。' },
  icon: 'arrow-right',
  fields: () => ({
    flow: relation('flow', { label: { en: 'Flow', zh: '流程' }, required: true, where: { status: 'live' } }),
    await: boolean({ label: { en: 'Wait until it has ended', zh: '等它结束后再继续' } }),
  }),
  async run(_, { input, turn }) {
    if (turn > 0) return { go: 'on' }
    return { go: 'call', flow: String(input['flow']), await: input['await'] === true }
  },
})

export const webhook = defineStep('webhook', {
  label: { en: 'Send to a webhook', zh: '发送到 Webhook' },
  help: {
    en: 'The record goes to a webhook of the settings: signed, tried again for a day, each once.',
    zh: '把记录发到设置里的 Webhook：带签名、失败自动重试、同一次只送一遍。',
  },
  icon: 'webhook',
  record: true,
  fields: () => ({
    webhook: text({
      label: { en: 'Webhook', zh: 'Webhook' },
      required: true,
      max: 80,
      help: { en: 'Its name in the settings.', zh: '填写设置中 Webhook 的名称。' },
    }),
  }),
  async run(_, { input, send }) {
    await send(String(input['webhook']))
    return { go: 'on', reason: { en: 'On its way.', zh: '已交给发送队列。' } }
  },
})
