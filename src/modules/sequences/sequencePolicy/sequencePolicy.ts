import type { Tx } from '#kernel/behaviour.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What holds where an administrator has said nothing. */
export const plainPolicy = { perPerson: 200, perDomain: 50, perRecipient: 4, recipientDays: 7 } as const

const whole = { integer: true, min: 1, max: 100_000, required: true } as const

/** How much may go out, over all sequences. There is one, or none. */
export const sequencePolicy = defineObject('sequencePolicy', {
  label: { en: 'Limits of sequences', zh: '序列发送上限' },
  plural: 'Limits of sequences',
  title: 'name',
  icon: 'shield-lock',
  nested: true,
  fields: {
    name: text({
      label: { en: 'Name', zh: '名称' },
      required: true,
      system: true,
      unique: true,
      max: 40,
      default: 'company',
    }),
    perPerson: number({
      label: { en: 'A day in the name of one person', zh: '每人每天最多发出' },
      default: plainPolicy.perPerson,
      ...whole,
    }),
    perDomain: number({
      label: { en: 'A day to one mail domain', zh: '每个收件域名每天最多' },
      default: plainPolicy.perDomain,
      ...whole,
    }),
    perRecipient: number({
      label: { en: 'To one recipient', zh: '同一收件人最多' },
      default: plainPolicy.perRecipient,
      ...whole,
    }),
    recipientDays: number({
      label: { en: 'within so many days', zh: '在多少天内' },
      default: plainPolicy.recipientDays,
      ...whole,
      max: 365,
    }),
  },
  views: { list: ['perPerson', 'perDomain', 'perRecipient', 'recipientDays'], sort: ['createdAt'] },
})

/** The limits that hold. */
export async function policyOf(tx: Tx): Promise<Readonly<Record<keyof typeof plainPolicy, number>>> {
  const [said] = await tx.all.list(sequencePolicy, { where: {}, sort: ['createdAt'], limit: 1 })
  return said ?? plainPolicy
}
