import type { mailMessage } from '#modules/mail/mailMessage/mailMessage.ts'
import type { mailTemplate } from '#modules/mail/mailTemplate/mailTemplate.ts'
import { day, hour, iso } from './clock.ts'
import { type Company, type Course, type Made, stamps } from './company.ts'
import { randomOf } from './random.ts'
import { spaced } from './words/spaced.ts'

export type Mails = { readonly templates: Made<typeof mailTemplate>[]; readonly mails: Made<typeof mailMessage>[] }

/** How many of the latest deals have been written about. */
const threads = 24

/** Templates of the sales department, and what was written with customers of late: a question, an answer, a thank-you that waits. */
export function writeMails(whole: Company, seed: number): Mails {
  const company: Company = { ...whole, random: randomOf(seed + 17) }
  const words = company.english ? english : chinese
  const owner = company.colleagues[0]!.record.id
  const templates = words.templates.map((template) => ({
    ...stamps(company, company.now - 200 * day, owner),
    ...template,
    marketing: false,
    shared: true,
    owner,
  }))
  const latest = company.courses
    .filter(({ person, record }) => person.record.email && record.owner)
    .toSorted((a, b) => b.record.createdAt.localeCompare(a.record.createdAt))
    .slice(0, threads)
  return { templates, mails: latest.flatMap((course, i) => threadOf(company, words, course, i)) }
}

function threadOf(company: Company, words: typeof chinese, course: Course, i: number): Made<typeof mailMessage>[] {
  const { person, owner, record, customer } = course
  const { questions, answers, offer, thanks } = words
  const at = company.now - (1 + i) * day - company.random.int(0, 7) * hour
  const ours = { name: owner.record.name ?? '', address: owner.record.email ?? '' }
  const theirs = { name: person.record.name ?? '', address: person.record.email ?? '' }
  const open = i % 3 === 0
  let before: Made<typeof mailMessage> | null = null
  let thread = ''
  const write = (
    from: typeof ours,
    when: number,
    subject: string,
    body: string,
    status: 'sent' | 'received' | 'draft',
  ) => {
    const to = from === ours ? theirs : ours
    const made = stamps(company, when, status === 'received' ? null : owner.record.id)
    thread ||= made.id
    before = {
      ...made,
      subject,
      body,
      status,
      nature: 'mail',
      from: `${from.name} <${from.address}>`,
      fromAddress: from.address,
      to: `${to.name} <${to.address}>`,
      contacts: [person.record.id],
      account: customer.record.id,
      opportunity: record.id,
      replyTo: before?.id ?? null,
      references: before?.messageId ?? null,
      messageId: `${made.id}@${from.address.split('@')[1]}`,
      thread,
      openThread: open,
      ...(from === ours && status === 'sent' && person.record.trackingConsent ? seenSince(company, when, i) : {}),
      marketing: false,
      attempts: status === 'sent' ? 1 : 0,
      at: iso(when),
      owner: owner.record.id,
    }
    return before
  }
  const fill = (text: string) => spaced(text.replaceAll('{name}', theirs.name).replaceAll('{deal}', record.name ?? ''))
  const subject = fill(offer.subject)
  return [
    write(ours, at, subject, fill(offer.body), 'sent'),
    ...(i % 4 === 3
      ? []
      : [write(theirs, at + 3 * hour, `Re: ${subject}`, fill(questions[i % questions.length]!), 'received')]),
    ...(i % 2 === 0 ? [write(ours, at + 5 * hour, `Re: ${subject}`, fill(answers[i % answers.length]!), 'sent')] : []),
    ...(i % 8 === 5 ? [write(ours, at + 9 * hour, `Re: ${subject}`, fill(thanks), 'draft')] : []),
  ]
}

/** What somebody who has agreed to it was seen to do with a mail. */
function seenSince(company: Company, sent: number, i: number) {
  const opens = (i % 3) + 1
  const first = Math.min(company.now, sent + (20 + 7 * i) * 60_000)
  const last = Math.min(company.now, first + (opens - 1) * hour)
  return { tracked: true, opens, openedAt: iso(first), seenAt: iso(last) }
}

const chinese = {
  templates: [
    {
      name: '拜访后致谢',
      about: 'contact' as const,
      subject: '感谢{{account.name|贵公司}}的接待',
      body: '{{name}}您好：\n\n感谢今天抽时间见面。会上谈到的几点我已记下，整理后发给您确认。\n\n祝好',
    },
    {
      name: '发送报价',
      about: 'opportunity' as const,
      subject: '{{name}}报价',
      body: '您好：\n\n附上「{{name}}」的报价单，有效期 30 天。如需调整配置，请直接回复这封邮件。\n\n祝好',
    },
    {
      name: '官网留言回复',
      about: 'lead' as const,
      subject: '您的咨询已收到',
      body: '{{name}}您好：\n\n您在官网的留言已收到，我是您的客户经理，今天会给您打电话。\n\n祝好',
    },
  ],
  offer: {
    subject: '{deal}方案与报价',
    body: '{name}您好：\n\n附上「{deal}」的方案和报价，请查收。\n\n有任何问题请直接回复。',
  },
  questions: [
    '收到，价格方面领导希望再谈一谈，另外交货期能否提前到下月中旬？',
    '方案看过了，请补充一份现场网络要求，我们 IT 部门要评估。',
    '谢谢。请问能否先在一条产线上试用？',
    '好的，我们周五内部讨论后回复。',
  ],
  answers: [
    '交货期没有问题，下月 12 日前可以到货。价格我向公司申请后明天答复您。',
    '网络要求整理好了，主要是每台设备一个固定 IP，详见附件说明。',
    '可以先试用一条产线，为期 30 天，我安排工程师与您约时间。',
  ],
  thanks: '{name}您好：\n\n感谢今天的沟通，合同文本稍后发您。',
}

const english: typeof chinese = {
  templates: [
    {
      name: 'Thanks after a visit',
      about: 'contact',
      subject: 'Thank you for having us at {{account.name|your company}}',
      body: 'Dear {{name}},\n\nThank you for your time today. I have noted what we agreed and will send it to you for confirmation.\n\nKind regards',
    },
    {
      name: 'Send a quote',
      about: 'opportunity',
      subject: 'Quote: {{name}}',
      body: 'Hello,\n\nPlease find our quote for {{name}}, valid for 30 days. Just reply if anything should be changed.\n\nKind regards',
    },
    {
      name: 'Answer to a web enquiry',
      about: 'lead',
      subject: 'We have your enquiry',
      body: 'Dear {{name}},\n\nThank you for writing to us. I look after your enquiry and will call you today.\n\nKind regards',
    },
  ],
  offer: {
    subject: '{deal}: proposal and quote',
    body: 'Dear {name},\n\nplease find our proposal and quote for {deal}.\n\nJust reply if you have any questions.',
  },
  questions: [
    'Thank you. My director would like to talk about the price again. Could delivery be in the middle of next month?',
    'We have read the proposal. Please send the network requirements; our IT department has to check them.',
    'Thanks. Could we try it on one line first?',
    'All right, we will discuss it on Friday and get back to you.',
  ],
  answers: [
    'Delivery by the 12th of next month is fine. I will come back to you about the price tomorrow.',
    'The network requirements: mainly one fixed IP address for each machine. Details are in the note.',
    'You can try it on one line for 30 days. I will have an engineer arrange a date with you.',
  ],
  thanks: 'Dear {name},\n\nthank you for the talk today. The contract follows shortly.',
}
