import type { formSubmission } from '#modules/forms/formSubmission/formSubmission.ts'
import type { webForm } from '#modules/forms/webForm/webForm.ts'
import { day, minute } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import { type Random, randomOf } from './random.ts'
import { personName } from './words/people.ts'

export type Forms = { readonly forms: Made<typeof webForm>[]; readonly submissions: Made<typeof formSubmission>[] }

/** Days of answers that are kept here. */
const since = 150

/** The forms of the website, and what was filled in lately: the leads that it became, and what was held back. */
export function openForms(whole: Company, seed: number): Forms {
  const company: Company = { ...whole, random: randomOf(seed + 3) }
  const { random, now, leads, say } = company
  const clerks = company.colleagues.filter((c) => c.part === 'marketing')
  const add = (index: number, values: Omit<Parameters<typeof formOf>[1], 'owner'>) =>
    formOf(company, { ...values, owner: clerks[index % clerks.length]!.record.id })
  const enquiry = add(1, {
    name: '官网留言',
    heading: '联系我们',
    intro: '留下联系方式和您的需求，我们会在一个工作日内与您联系。',
    button: '提交',
    asks: ['name', 'company', 'mobile', 'email', 'need'],
  })
  const paper = add(2, {
    name: '白皮书下载',
    heading: '下载《设备联网实施指南》',
    intro: '填写后，下载地址会发到您的邮箱。',
    button: '获取白皮书',
    asks: ['name', 'company', 'jobTitle', 'email'],
  })
  const forms = [enquiry, paper]
  const submissions: Forms['submissions'] = []
  for (const lead of leads) {
    const at = Date.parse(lead.createdAt)
    const form = forms.find(({ campaignText }) => campaignText === lead.campaignText)
    if (lead.source !== 'website' || !form || at < now - since * day) continue
    const answers = Object.fromEntries(
      asked(form).flatMap((key) => {
        const value = (lead as Readonly<Record<string, unknown>>)[key] ?? null
        return value === null ? [] : [[key, value]]
      }),
    )
    submissions.push({
      ...stamps(company, at, null),
      ...way(random),
      name: `${form.name} · ${lead.name}`,
      form: form.id,
      lead: lead.id,
      status: 'taken',
      said: asked(form)
        .flatMap((key) => (answers[key] ? [`${say(titles[key]!)}${say('：')}${textOf(answers[key])}`] : []))
        .join('\n'),
      answers,
      consent: form.consent ?? null,
      stamp: random.id(at),
    })
  }
  for (let i = company.count(9); i > 0; i -= 1) submissions.push(spam(company, random.pick(forms)))
  return { forms, submissions }
}

function formOf(
  company: Company,
  {
    name,
    heading,
    intro,
    button,
    asks,
    owner,
  }: {
    readonly name: string
    readonly heading: string
    readonly intro: string
    readonly button: string
    readonly asks: readonly string[]
    readonly owner: string
  },
): Made<typeof webForm> {
  const { random, say } = company
  return {
    ...stamps(company, company.start + 5 * day, owner),
    owner,
    key: random.id(company.start).replaceAll('-', '').slice(-16),
    name: say(name),
    active: true,
    heading: say(heading),
    intro: say(intro),
    inputs: asks.map((field) => ({ field, required: field === 'name' || field === 'mobile' || field === 'company' })),
    button: say(button),
    consent: say('我同意远帆智联为回复本次咨询使用以上信息。'),
    thanks: say('已收到，谢谢。'),
    language: 'visitor',
    source: 'website',
    campaignText: say(name),
  }
}

function asked({ inputs }: Made<typeof webForm>): string[] {
  return (inputs as readonly { readonly field: string }[]).map(({ field }) => field)
}

const titles: Readonly<Record<string, string>> = {
  name: '姓名',
  company: '公司',
  jobTitle: '职务',
  mobile: '手机',
  email: '邮箱',
  need: '需求',
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? (value as { raw: string }).raw : String(value)
}

function way(random: Random) {
  const [cameFrom, utmSource, utmMedium] = random.weighted([
    [['https://www.baidu.com/', 'baidu', 'cpc'], 5],
    [['https://cn.bing.com/', 'bing', 'organic'], 2],
    [['https://mp.weixin.qq.com/', 'wechat', 'social'], 3],
    [[null, null, null], 4],
  ] as const)
  return { page: 'https://www.yuanfan.example/contact', cameFrom, utmSource, utmMedium }
}

/** A machine filled it in: it is kept, and nobody is bothered. */
function spam(company: Company, form: Made<typeof webForm>): Made<typeof formSubmission> {
  const { random, now, say } = company
  const { name } = personName(random, company)
  const at = now - random.int(1, since) * day - random.int(1, 600) * minute
  return {
    ...stamps(company, at, null),
    name: `${form.name} · ${name}`,
    form: form.id,
    status: 'spam',
    heldFor: random.pick(['trap', 'haste', 'links'] as const),
    said: `${say('姓名')}${say('：')}${name}`,
    answers: { name },
    consent: form.consent ?? null,
    page: 'https://www.yuanfan.example/contact',
    stamp: random.id(at),
  }
}
