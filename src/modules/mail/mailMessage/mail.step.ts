import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep, type StepRun } from '#kernel/flow-step.ts'
import { problem, refuse } from '#kernel/problem.ts'
import { fillMerge, mergeFields } from '#kernel/text/merge.ts'
import { mailTemplate } from '../mailTemplate/mailTemplate.ts'
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
  reaches: 'outside',
  record: true,
  fields: () => ({
    to: text({ label: { en: 'To', zh: '收件人' }, required: true, default: '{{email}}', max: 1_000 }),
    template: relation(mailTemplate.key, {
      label: { en: 'Template', zh: '模板' },
      help: { en: 'Its words, where nothing is written here.', zh: '下面不写内容时，使用模板的文字。' },
    }),
    subject: text({ label: { en: 'Subject', zh: '主题' }, max: 300 }),
    body: longText({ label: { en: 'Text', zh: '正文' } }),
    marketing: boolean({
      label: { en: 'Marketing', zh: '营销邮件' },
      default: false,
      help: { en: 'With a link to unsubscribe.', zh: '附退订链接。' },
    }),
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
  check: ({ input = {} }, { registry, object }) => [
    ...(input['to'] || registry.objects.get(object ?? '')?.fields['email']
      ? []
      : [problem('input.to', { en: 'Say who it goes to.', zh: '请填写收件人。' }, 'required')]),
    ...(['subject', 'body'] as const).flatMap((key) =>
      input['template'] || input[key] ? [] : [problem(`input.${key}`, empty[key], 'required')],
    ),
  ],
  async run(_, at) {
    const { input, record, create, flow, tx } = at
    const { object, id } = record as { object: string; id: string }
    const whole = (await tx.all.get({ key: object } as never, id)) as { owner?: string | null } | null
    const relation = about[object]
    const made = await create(mailMessage.key, {
      to: input['to'],
      ...(await wordsOf(at)),
      marketing: input['marketing'] === true,
      owner: input['sender'] === 'owner' ? (whole?.owner ?? flow.owner) : flow.owner,
      ...(relation ? { [relation]: id } : {}),
      ...(object === 'contact' ? { contacts: [id] } : {}),
    })
    // As the button that sends does it.
    await tx.update(mailMessage, made, { status: 'queued', attempts: 0, dueAt: tx.now, at: tx.now })
    return { go: 'on', output: { object: mailMessage.key, id: made } }
  },
})

const empty = {
  subject: { en: 'Write a subject or choose a template.', zh: '请填写主题或选择模板。' },
  body: { en: 'Write a text or choose a template.', zh: '请填写正文或选择模板。' },
} as const

/** What the mail says: what is written in the step, else in its template, filled in from the record as it is now. */
async function wordsOf({ input, record, text: valueAt, tx }: StepRun) {
  const id = input['template'] as string | null | undefined
  if (!id) return { subject: input['subject'], body: input['body'], template: null }
  const template = await tx.all.get(mailTemplate, id)
  if (!template) throw refuse('invalid', 'template', { en: 'The template is gone.', zh: '邮件模板已被删除。' }, 'gone')
  if (template.about !== record?.object)
    throw refuse(
      'invalid',
      'template',
      { en: `The template '${template.name}' is for other records.`, zh: `模板「${template.name}」适用于其他对象。` },
      'object',
    )
  const filled = async (words: string) => {
    const values = new Map<string, string>()
    for (const { path } of mergeFields(words)) if (!values.has(path)) values.set(path, await valueAt(path))
    return fillMerge(words, ({ path, otherwise }) => values.get(path) || (otherwise ?? ''))
  }
  return {
    subject: input['subject'] || (await filled(template.subject)),
    body: input['body'] || (await filled(template.body)),
    template: id,
  }
}
