import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { channels } from '../messageGateway/messageGateway.ts'
import { hasDeclined } from '../messageOptOut/messageOptOut.rules.ts'
import { numberOf } from '../number.ts'
import { queue } from './textMessage.actions.ts'
import { longestText, textMessage } from './textMessage.ts'

const about = ['contact', 'lead', 'account']

/** A message is written with the run's advance and waits for its gateway: it goes once, however often anything is tried. */
export const messageStep = defineStep('message', {
  label: { en: 'Send a short message', zh: '发送短信或消息' },
  help: {
    en: 'By SMS or WeCom; without a gateway it waits in the list of short messages.',
    zh: '通过短信或企业微信发出；没有设置接口时，留在「短信与消息」列表。',
  },
  icon: 'message',
  reaches: 'outside',
  record: true,
  fields: () => ({
    channel: select({ label: { en: 'Channel', zh: '渠道' }, required: true, default: 'sms', options: channels }),
    to: text({
      label: { en: 'Number', zh: '号码' },
      max: 100,
      help: {
        en: 'Mobile or WeChat of the record where it is empty. Whoever has none is passed over.',
        zh: '不填则用记录中的手机或微信号；没有号码的人会跳过。',
      },
    }),
    text: longText({ label: { en: 'Text', zh: '内容' }, required: true, max: longestText }),
    marketing: boolean({
      label: { en: 'Advertisement', zh: '营销' },
      default: true,
      help: {
        en: 'Goes only to who has not declined; an SMS says how to do so.',
        zh: '不发给已拒收的号码；短信末尾附「拒收请回复R」。',
      },
    }),
  }),
  makes: () => textMessage.key,
  check: ({ input = {} }, { registry, object }) => {
    if (!about.includes(object ?? ''))
      return [problem(null, { en: 'No message goes to these records.', zh: '这类记录不能发送消息。' }, 'object')]
    if (input['to'] || registry.objects.get(object ?? '')?.fields[numberField(input['channel'])]) return []
    return [problem('input.to', { en: 'Say who it goes to.', zh: '请填写号码。' }, 'required')]
  },
  async run(_, { input, record, create, flow, tx, text: valueAt }) {
    const { object, id } = record as { object: string; id: string }
    const channel = input['channel'] as 'sms' | 'wecom'
    const to = String(input['to'] ?? (await valueAt(numberField(channel)))).trim()
    const number = numberOf(channel, to)
    if (to === '') return { go: 'on', skipped: true, reason: { en: 'There is no number.', zh: '没有号码。' } }
    if (input['marketing'] !== false && number && (await hasDeclined(tx.all, channel, number)))
      return { go: 'on', skipped: true, reason: { en: 'The number has declined.', zh: '该号码已拒收。' } }
    const whole = (await tx.all.get({ key: object } as never, id)) as { owner?: string | null } | null
    const made = await create(textMessage.key, {
      channel,
      to,
      text: input['text'],
      marketing: input['marketing'] !== false,
      owner: whole?.owner ?? flow.owner,
      [object]: id,
    })
    await queue(tx, made)
    return { go: 'on', output: { object: textMessage.key, id: made } }
  },
})

function numberField(channel: unknown): 'wechat' | 'mobile' {
  return channel === 'wecom' ? 'wechat' : 'mobile'
}
