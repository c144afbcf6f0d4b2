import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep, type StepRun } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { fillMerge, mergeFields } from '#kernel/text/merge.ts'
import { letterTemplate } from '../letterTemplate/letterTemplate.ts'
import { letter } from './letter.ts'

/** The objects that letters are about, each by a relation of the same name. */
const about = ['contact', 'account', 'lead']

/** A letter is written with the run's advance: it waits for the next print batch once, however often anything is tried. */
export const letterStep = defineStep('letter', {
  label: { en: 'Write a letter', zh: '寄送信函' },
  help: {
    en: 'On paper, signed by the owner of the record; the next print batch takes it.',
    zh: '纸质信函，由记录的负责人署名，进入下一次打印。',
  },
  icon: 'file-text',
  reaches: 'outside',
  record: true,
  fields: () => ({
    template: relation('letterTemplate', { label: { en: 'Template', zh: '模板' } }),
    subject: text({
      label: { en: 'Subject', zh: '主题' },
      max: 200,
      help: { en: 'That of the template where it is empty.', zh: '不填则用模板的主题。' },
    }),
    body: longText({ label: { en: 'Text', zh: '正文' }, help: { en: 'As above.', zh: '不填则用模板的正文。' } }),
    letterhead: relation('letterhead', { label: { en: 'Letterhead', zh: '信纸' } }),
    draft: boolean({ label: { en: 'As a draft, to be read first', zh: '先存为草稿，人工确认后再打印' } }),
  }),
  makes: () => letter.key,
  check: ({ input = {} }, { object }) => [
    ...(about.includes(object ?? '')
      ? []
      : [problem(null, { en: 'No letter goes to these records.', zh: '这类记录不能寄信。' }, 'object')]),
    ...(input['template'] || (input['subject'] && input['body'])
      ? []
      : [
          problem('input.template', { en: 'Choose a template or write it.', zh: '请选择模板或填写正文。' }, 'required'),
        ]),
  ],
  async run(_, { input, record, create, act, flow, tx, text: valueAt }) {
    const { object, id } = record as { object: string; id: string }
    const whole = (await tx.all.get({ key: object } as never, id)) as { owner?: string | null } | null
    const words = input['template'] ? await tx.all.get(letterTemplate, String(input['template'])) : null
    const made = await create(letter.key, {
      subject: input['subject'] || (await filled(words?.subject ?? '', valueAt)),
      body: input['body'] || (await filled(words?.body ?? '', valueAt)),
      template: words?.id ?? null,
      letterhead: input['letterhead'] ?? words?.letterhead ?? null,
      owner: whole?.owner ?? flow.owner,
      [object]: id,
    })
    if (input['draft'] !== true) await act(letter.key, made, 'queue', {})
    return { go: 'on', output: { object: letter.key, id: made } }
  },
})

/** A text of a template with the values of the record. */
async function filled(text: string, valueAt: StepRun['text']): Promise<string> {
  const values = new Map<string, string>()
  for (const { whole, path, otherwise } of mergeFields(text))
    values.set(whole, (await valueAt(path)) || (otherwise ?? ''))
  return fillMerge(text, ({ whole }) => values.get(whole) ?? '')
}
