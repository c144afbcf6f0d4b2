import type { Tx } from '#kernel/behaviour.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { number } from '#kernel/fields/number.ts'
import { relations } from '#kernel/fields/relations.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'
import { letter } from '#modules/letters/letter/letter.ts'
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
    letter: boolean({
      label: { en: 'With the letter that waits', zh: '随附待打印的信函' },
      help: { en: 'The latest to the same record that is in no packet.', zh: '同一记录最近一封尚未装入包裹的信函。' },
      default: false,
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
    const written = input['letter'] === true ? await waitingLetter(tx, object, id) : null
    const made = await create(packet.key, { [object]: id, owner: whole?.owner ?? flow.owner, letter: written })
    for (const item of (input['items'] ?? []) as string[])
      await create(packetItem.key, { packet: made, item, quantity: Number(input['quantity'] ?? 1) })
    return { go: 'on', output: { object: packet.key, id: made } }
  },
})

/** The letter that is to go with a packet. */
async function waitingLetter(tx: Tx, object: string, id: string): Promise<string | null> {
  const where = { [object]: id, status: { in: ['waiting', 'printed'] } }
  const letters = await tx.all.list(letter, { where, sort: ['-createdAt'], limit: 20 })
  const taken = await tx.all.list(packet, { where: { letter: { in: letters.map((one) => one.id) } }, limit: 100 })
  return letters.find((one) => !taken.some((packed) => packed.letter === one.id))?.id ?? null
}
