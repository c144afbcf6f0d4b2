import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { mailMessage } from './mailMessage.ts'

/** The relations by which a mail stands in the timeline of a record, by the record's object. */
const about: Readonly<Record<string, 'account' | 'lead' | 'opportunity'>> = {
  account: 'account',
  lead: 'lead',
  opportunity: 'opportunity',
}

/** A mail is written with the run's advance and waits in the outbox: it goes once, however often anything is tried. */
export const mailStep = defineStep('mail', {
  label: { en: 'Send a mail', zh: '发送邮件' },
  help: {
    en: 'From a mailbox of the sender; without one it waits in the outbox.',
    zh: '从发件人的邮箱发出；没有设置邮箱时留在待发。',
  },
  icon: 'mail',
  record: true,
  fields: () => ({
    to: text({ label: { en: 'To', zh: '收件人' }, required: true, default: '{{email}}', max: 1_000 }),
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, max: 300 }),
    body: longText({ label: { en: 'Text', zh: '正文' }, required: true }),
    sender: select({
      label: { en: 'Sender', zh: '发件人' },
      required: true,
      default: 'owner',
      options: [
        { key: 'owner', label: { en: 'The owner of the record', zh: '记录的负责人' } },
        { key: 'flow', label: { en: 'The owner of the flow', zh: '流程的负责人' } },
      ],
    }),
  }),
  makes: () => mailMessage.key,
  check: ({ input = {} }, { registry, object }) =>
    input['to'] || registry.objects.get(object ?? '')?.fields['email']
      ? []
      : [problem('input.to', { en: 'Say who it goes to.', zh: '请填写收件人。' }, 'required')],
  async run(_, { input, record, create, flow, tx }) {
    const { object, id } = record as { object: string; id: string }
    const whole = (await tx.all.get({ key: object } as never, id)) as { owner?: string | null } | null
    const relation = about[object]
    const made = await create(mailMessage.key, {
      to: input['to'],
      subject: input['subject'],
      body: input['body'],
      owner: input['sender'] === 'owner' ? (whole?.owner ?? flow.owner) : flow.owner,
      ...(relation ? { [relation]: id } : {}),
      ...(object === 'contact' ? { contacts: [id] } : {}),
    })
    // As the button that sends does it.
    await tx.update(mailMessage, made, { status: 'queued', attempts: 0, dueAt: tx.now, at: tx.now })
    return { go: 'on', output: { object: mailMessage.key, id: made } }
  },
})
