import type { letter } from '#modules/letters/letter/letter.ts'
import type { letterhead } from '#modules/letters/letterhead/letterhead.ts'
import type { letterTemplate } from '#modules/letters/letterTemplate/letterTemplate.ts'
import type { printBatch } from '#modules/letters/printBatch/printBatch.ts'
import { day, hour, iso } from './clock.ts'
import { type Company, type Made, type Stamps, stamps } from './company.ts'
import { randomOf } from './random.ts'
import { spaced } from './words/spaced.ts'

export type Letters = {
  readonly heads: Made<typeof letterhead>[]
  readonly templates: Made<typeof letterTemplate>[]
  readonly batches: Made<typeof printBatch>[]
  readonly letters: Made<typeof letter>[]
}

/** The letter in a packet that a sequence sends to a lead. */
export type PromisedLetter = Stamps & {
  readonly lead: Company['leads'][number]
  readonly address: Made<typeof letter>['address']
  readonly printedAt: string | null
  readonly postedAt: string | null
}

/** By what such a letter is written. */
export function enclosed(whole: Company, seed: number): Made<typeof letterTemplate> {
  const company: Company = { ...whole, random: randomOf(seed + 24) }
  const owner = company.colleagues[0]!.record.id
  const words = company.english ? english : chinese
  return { ...stamps(company, company.now - 150 * day, owner), ...words.enclosed, shared: true, owner }
}

/** Writes them: they wait for the printer, or have gone with their packet. */
export function writeEnclosed(
  template: Made<typeof letterTemplate>,
  promised: readonly PromisedLetter[],
): Made<typeof letter>[] {
  return promised.map(({ lead, address, printedAt, postedAt, ...made }) => {
    const fill = (text: string) => text.replaceAll('{{name}}', lead.name ?? '')
    return {
      ...made,
      subject: fill(template.subject!),
      body: fill(template.body!),
      status: postedAt ? 'posted' : 'waiting',
      recipient: lead.name ?? null,
      company: lead.company ?? null,
      address,
      lead: lead.id,
      template: template.id,
      waitingSince: postedAt ? null : made.createdAt,
      printedAt,
      postedAt,
      at: postedAt ?? printedAt ?? made.createdAt,
      owner: lead.owner!,
    }
  })
}

/** The letters of the last days: what was posted, and what waits to be printed today. */
export function writeLetters(whole: Company, seed: number): Letters {
  const company: Company = { ...whole, random: randomOf(seed + 23) }
  const words = company.english ? english : chinese
  const owner = company.colleagues[0]!.record.id
  const old = company.now - 150 * day
  const head = { ...stamps(company, old, owner), ...words.head, standard: true }
  const templates = words.templates.map((template) => ({
    ...stamps(company, old, owner),
    ...template,
    shared: true,
    owner,
  }))
  const batches: Letters['batches'] = []
  const letters: Letters['letters'] = []
  const customers = company.customers
    .filter(({ record, people }) => record.owner && record.address?.street && people[0])
    .slice(-60)
  const write = (n: number, age: number, batch: Made<typeof printBatch> | null) => {
    for (let place = 1; place <= n; place++) {
      const { record, people } = company.random.pick(customers)
      const person = people[0]!.record
      const template = templates[place % templates.length]!
      const made = stamps(company, company.now - age + place * 60_000, record.owner!)
      const at = batch ? batch.printedAt! : made.createdAt
      const fill = (text: string) => spaced(text.replaceAll('{{name}}', person.name ?? ''))
      letters.push({
        ...made,
        subject: fill(template.subject),
        body: fill(template.body),
        status: batch ? 'posted' : 'waiting',
        recipient: person.name ?? null,
        company: record.name ?? null,
        address: record.address ?? null,
        contact: person.id,
        account: record.id,
        template: template.id,
        waitingSince: batch ? null : made.createdAt,
        ...(batch ? { batch: batch.id, place, printedAt: at, postedAt: at } : {}),
        at,
        owner: record.owner!,
      })
    }
  }
  for (const [age, count] of [
    [8, 6],
    [3, 9],
  ] as const) {
    const printed = iso(company.now - age * day)
    const batch = { ...stamps(company, company.now - age * day, owner), count, printedAt: printed, owner }
    batches.push({ ...batch, status: 'posted' })
    write(count, age * day + 5 * hour, { ...batch, status: 'posted' })
  }
  write(7, 4 * hour, null)
  return { heads: [head], templates, batches, letters }
}

const chinese = {
  head: {
    name: '公司信纸',
    sender: '远帆智联科技有限公司',
    lines: '上海市浦东新区张江路 555 号 3 层，201203\n电话 021-5550 1188\nwww.yuanfan.example',
    style: 'chinese' as 'chinese' | 'western',
    envelope: 'cnDl' as 'cnDl' | 'din',
    returnLine: '远帆智联 · 上海市浦东新区张江路 555 号 3 层 · 201203',
    foot: '远帆智联科技有限公司 · 工业设备联网与数据服务',
  },
  enclosed: {
    name: '随目录寄出的信',
    about: 'lead' as const,
    subject: '产品目录，请查收',
    body: '尊敬的{{name}}：\n\n感谢您在官网登记。随信寄上我们的产品目录，第 12 至 18 页是设备联网的典型方案。\n\n几天后我会写信询问资料是否收到，并与您约一个方便通话的时间。\n\n顺颂\n商祺',
  },
  templates: [
    {
      name: '寄送样品与资料',
      about: 'contact' as const,
      subject: '网关样机与产品资料',
      body: '尊敬的{{name}}：\n\n感谢您对我们设备联网方案的关注。随信寄上产品目录、两份同行业应用案例和一台网关样机，供您和同事参考。\n\n样机已预装演示程序，接上电源和网线即可看到数据；目录第 12 至 18 页是与贵公司产线最接近的方案。如需现场演示，我可以在两周内安排工程师上门。\n\n我会在几天后致电，确认资料是否收到，也想听听您的想法。\n\n此致\n敬礼',
    },
    {
      name: '合作一周年致谢',
      about: 'contact' as const,
      subject: '感谢您一年来的信任',
      body: '尊敬的{{name}}：\n\n我们的合作已满一年。感谢您和团队一直以来的支持与信任。\n\n为了让设备在新的一年继续稳定运行，我们将免费为贵公司做一次现场巡检，时间由您决定。\n\n顺颂\n商祺',
    },
  ],
}

const english: typeof chinese = {
  head: {
    name: 'Company letterhead',
    sender: 'Farsail Technologies',
    lines: '3F, 555 Zhangjiang Road, Shanghai 201203\nTel. +86 21 5550 1188\nwww.yuanfan.example',
    style: 'western',
    envelope: 'din',
    returnLine: 'Farsail Technologies · 3F, 555 Zhangjiang Road · Shanghai 201203',
    foot: 'Farsail Technologies · Machines on line, data at hand',
  },
  enclosed: {
    name: 'Letter with the catalogue',
    about: 'lead',
    subject: 'Our catalogue for you',
    body: 'Dear {{name}},\n\nthank you for registering on our website. We enclose our catalogue; pages 12 to 18 show how machines typically come on line.\n\nI will write in a few days to ask whether it has arrived, and when a call would suit you.\n\nKind regards',
  },
  templates: [
    {
      name: 'Samples and catalogue',
      about: 'contact',
      subject: 'Your gateway sample and our catalogue',
      body: 'Dear {{name}},\n\nthank you for your interest in bringing your machines on line. We enclose our catalogue, two case studies from your industry and a sample gateway for you and your colleagues.\n\nThe gateway comes with a demo: plug in power and network, and you see data. Pages 12 to 18 of the catalogue show what is closest to your lines. If you would like to see it on site, I can arrange an engineer within two weeks.\n\nI will call you in a few days to ask whether everything has arrived, and to hear what you think.\n\nKind regards',
    },
    {
      name: 'A year together',
      about: 'contact',
      subject: 'Thank you for a year of trust',
      body: 'Dear {{name}},\n\nwe have now worked together for a year. Thank you and your team for your trust.\n\nSo that your machines keep running, we would like to inspect them on site free of charge, whenever it suits you.\n\nKind regards',
    },
  ],
}
