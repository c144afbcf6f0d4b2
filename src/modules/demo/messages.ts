import { countSms } from '#kernel/text/sms.ts'
import { numberOf } from '#modules/messages/number.ts'
import type { textMessage } from '#modules/messages/textMessage/textMessage.ts'
import { hour, iso } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'

type Lead = Company['leads'][number]
type To = { readonly text: string; readonly owner: string; readonly lead: Lead }

/** A text to a lead as it stands without a gateway: what would be sent. */
export function textTo(company: Company, at: number, { text, owner, lead }: To): Made<typeof textMessage> {
  const to = lead.mobile?.raw ?? null
  return { ...held(company, at, { text, owner, to }), lead: lead.id }
}

/** Texts that people wrote to customers of late. No gateway is set up, so each waits in the list. */
export function writeTexts(whole: Company, seed: number): Made<typeof textMessage>[] {
  const company: Company = { ...whole, random: randomOf(seed + 19) }
  const { now, courses, english } = company
  const open = courses.filter(({ record, person }) => record.status === 'open' && person.record.mobile && record.owner)
  const words = english ? inEnglish : inChinese
  return words.flatMap((text, i): Made<typeof textMessage>[] => {
    const course = open.at(-1 - i * 2)
    if (!course) return []
    const { person, customer, record } = course
    return [
      {
        ...held(company, now - (2 + i * 19) * hour, {
          text: text.replace('{name}', person.called),
          owner: record.owner!,
          to: person.record.mobile?.raw ?? null,
        }),
        contact: person.record.id,
        account: customer.record.id,
      },
    ]
  })
}

function held(company: Company, at: number, { text, owner, to }: { text: string; owner: string; to: string | null }) {
  return {
    ...stamps(company, at, owner),
    text,
    channel: 'sms' as const,
    to,
    number: numberOf('sms', to),
    status: 'held' as const,
    marketing: false,
    composed: text,
    segments: countSms(text).segments,
    attempts: 0,
    at: iso(at),
    owner,
  }
}

const inChinese = [
  '{name}您好，明天上午 10 点我们的工程师到现场，请安排一位设备负责人对接。',
  '{name}您好，样机今天已寄出，收到后方便时告诉我一声。',
  '{name}您好，合同修改稿已发到您邮箱，烦请今天过目。',
  '{name}您好，下周三的演示改到下午 2 点，会议链接不变。',
]
const inEnglish = [
  'Dear {name}, our engineer is at your site tomorrow at 10. Please have somebody of maintenance ready.',
  'Dear {name}, the sample went out today. Please let me know when it arrives.',
  'Dear {name}, the revised contract is in your mail. Please have a look today.',
  'Dear {name}, Wednesday’s demonstration moves to 2 pm; the link stays the same.',
]
