import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { salesActivity } from '../extensions.ts'
import { stage } from '../stage/stage.ts'
import { lostReasons } from './lostReasons.ts'
import { opportunity } from './opportunity.ts'

export const opportunityActions = [
  defineAction(opportunity, 'win', {
    label: { en: 'Win', zh: '赢单' },
    icon: 'trophy',
    when: { status: 'open' },
    input: {
      amount: money({ label: { en: 'Amount', zh: '成交金额' }, min: 0 }),
      closeDate: date({ label: { en: 'Closed on', zh: '成交日期' } }),
      note: longText({ label: { en: 'Note', zh: '备注' } }),
    },
    async run(record, input, tx) {
      await tx.update(opportunity, record.id, {
        stage: await stageOfKind(record, 'won', tx),
        ...(input.amount && { amount: input.amount }),
        ...(input.closeDate && { closeDate: input.closeDate }),
      })
      await keepNote(record, input.note, tx)
    },
  }),

  defineAction(opportunity, 'lose', {
    label: { en: 'Lose', zh: '输单' },
    icon: 'thumb-down',
    when: { status: 'open' },
    input: {
      lostReason: select({ label: { en: 'Why lost', zh: '输单原因' }, required: true, options: lostReasons }),
      competitor: text({ label: { en: 'Competitor', zh: '竞争对手' } }),
      note: longText({ label: { en: 'Note', zh: '备注' } }),
    },
    async run(record, input, tx) {
      await tx.update(opportunity, record.id, {
        stage: await stageOfKind(record, 'lost', tx),
        lostReason: input.lostReason,
        ...(input.competitor && { competitor: input.competitor }),
      })
      await keepNote(record, input.note, tx)
    },
  }),

  defineAction(opportunity, 'reopen', {
    label: { en: 'Reopen', zh: '重新打开' },
    help: { en: 'The reason stays on record.', zh: '原来的输单原因会保留。' },
    icon: 'rotate',
    when: { status: { in: ['won', 'lost'] } },
    input: {
      stage: relation('stage', { label: { en: 'Stage', zh: '阶段' }, where: { kind: 'open' } }),
      closeDate: date({ label: { en: 'New close date', zh: '新的预计成交日期' } }),
    },
    async run(record, input, tx) {
      await tx.update(opportunity, record.id, {
        stage: input.stage ? await openStage(input.stage, tx) : await stageOfKind(record, 'open', tx),
        ...(input.closeDate && { closeDate: input.closeDate }),
      })
    },
  }),

  defineAction(opportunity, 'moveStage', {
    label: { en: 'Move to stage', zh: '推进阶段' },
    icon: 'arrow-right',
    input: {
      stage: relation('stage', { label: { en: 'Stage', zh: '阶段' }, required: true }),
      nextStep: text({ label: { en: 'Next step', zh: '下一步' } }),
    },
    async run(record, input, tx) {
      await tx.update(opportunity, record.id, {
        stage: input.stage,
        ...(input.nextStep && { nextStep: input.nextStep }),
      })
    },
  }),
]

/** The first stage of that kind in the record's pipeline. */
async function stageOfKind(
  record: RecordOf<typeof opportunity>,
  kind: 'open' | 'won' | 'lost',
  tx: Tx,
): Promise<string> {
  const [found] = await tx.all.list(stage, { where: { pipeline: record.pipeline, kind }, sort: ['order'], limit: 1 })
  if (found) return found.id
  throw refuse(
    'invalid',
    'stage',
    { en: 'The pipeline has no such stage.', zh: '该销售流程没有对应的阶段。' },
    'no-stage',
  )
}

async function openStage(id: string, tx: Tx): Promise<string> {
  const found = await tx.all.get(stage, id)
  if (found?.kind === 'open') return id
  throw refuse('invalid', 'stage', { en: 'Choose an open stage.', zh: '请选择进行中的阶段。' }, 'not-open')
}

async function keepNote(record: RecordOf<typeof opportunity>, note: string | null, tx: Tx): Promise<void> {
  if (!note) return
  const { account, contact, id } = record
  const [subject = note] = note.split('\n')
  await tx.create(salesActivity, {
    kind: 'note',
    subject: [...subject].slice(0, 60).join(''),
    body: note,
    account,
    contact,
    opportunity: id,
  })
}
