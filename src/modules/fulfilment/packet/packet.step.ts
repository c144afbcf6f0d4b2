import { number } from '#kernel/fields/number.ts'
import { relations } from '#kernel/fields/relations.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { packetItem } from '../packetItem/packetItem.ts'
import { packet } from './packet.ts'

const about = ['contact', 'account', 'lead']

/** A packet is put on the list with the run's advance: once, however often anything is tried. */
export const packetStep = defineStep('packet', {
  label: { en: 'Send a packet', zh: '寄送包裹' },
  help: {
    en: 'Puts samples or catalogues on the list of what is to be packed.',
    zh: '把样品或资料加入待拣货的包裹。',
  },
  icon: 'package',
  reaches: 'outside',
  record: true,
  fields: () => ({
    items: relations('stockItem', {
      label: { en: 'One of each', zh: '物品（每种一份）' },
      required: true,
      where: { active: true },
    }),
    quantity: number({ label: { en: 'Of each', zh: '每种数量' }, integer: true, min: 1, max: 1_000, default: 1 }),
  }),
  makes: () => packet.key,
  check: (_, { object }) =>
    about.includes(object ?? '')
      ? []
      : [problem(null, { en: 'No packet goes to these records.', zh: '这类记录不能寄送包裹。' }, 'object')],
  async run(_, { input, record, create, flow, tx }) {
    const { object, id } = record as { object: string; id: string }
    const whole = (await tx.all.get({ key: object } as never, id)) as { owner?: string | null } | null
    const made = await create(packet.key, { [object]: id, owner: whole?.owner ?? flow.owner })
    for (const item of (input['items'] ?? []) as string[])
      await create(packetItem.key, { packet: made, item, quantity: Number(input['quantity'] ?? 1) })
    return { go: 'on', output: { object: packet.key, id: made } }
  },
})
