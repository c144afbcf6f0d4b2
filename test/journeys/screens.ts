import type { Page } from 'playwright-core'
import type { Journey } from './journey.ts'

/** A company that is the same at every run, whose clock stands still: customers, deals in stages, people, teams, tasks. */
export async function withData(journey: Journey, now: string): Promise<Readonly<Record<string, string>>> {
  const { api } = journey
  const day = (shift: number) => new Date(Date.parse(now) + shift * 86_400_000).toISOString()
  await api('PATCH', 'me/preferences', { 'getStarted.dismissed': true }).catch(() => null)
  const east = await api('POST', 'team', { name: '华东区' })
  await api('POST', 'team', { name: '上海组', parent: east.id })
  await api('POST', 'people', { name: '王芳', email: 'wang@sampan.example', role: 'sales', team: east.id })
  await api('POST', 'people', { name: '陈静', email: 'chen@sampan.example', role: 'salesManager', team: east.id })
  const levels = ['A', 'B', 'C', 'D']
  const names = ['海通仪器', '云帆科技', '远山制造', '西溪软件', '浦江重工', '太湖食品', '长风电子', '北辰能源']
  const { data: accounts } = await api('POST', 'account/batch', {
    create: names.map((name, i) => ({
      name: `${name}有限公司`,
      level: levels[i % 4],
      phone: `021-5888 12${10 + i}`,
      website: `https://www.example.com/${i}`,
    })),
  })
  const account = accounts[0].id
  const contact = await api('POST', 'contact', { name: '张伟', account, jobTitle: '采购总监', mobile: '13800138000' })
  await api('POST', 'contact', { name: '李娜', account, jobTitle: '工程师', reportsTo: contact.id })
  const { data: stages } = await api('GET', 'stage?sort=order&limit=20')
  const { data: deals } = await api('POST', 'opportunity/batch', {
    create: names.map((name, i) => ({
      name: `${name} ${['产线改造', '设备采购', '年度服务'][i % 3]}`,
      account: accounts[i].id,
      amount: { amount: String(120_000 * (i + 1)), currency: 'CNY' },
      closeDate: day(20 + i).slice(0, 10),
      stage: stages[i % 3].id,
    })),
  })
  const { data: activities } = await api('POST', 'activity/batch', {
    create: [
      { subject: '回访海通', kind: 'task', account, dueAt: day(-2) },
      { subject: '寄合同', kind: 'task', account, dueAt: day(1) },
      { subject: '演示方案', kind: 'meeting', account, startAt: day(2), endAt: day(2.05), dueAt: day(2) },
      {
        subject: '问了价格',
        kind: 'call',
        status: 'done',
        account,
        doneAt: day(-3),
        body: '预算约 30 万，年底前上线。',
      },
    ],
  })
  const lead = await api('POST', 'lead', { name: '周杰', company: '青松实业', mobile: '13900139000' })
  const product = await api('POST', 'product', { name: '巡检服务' })
  return {
    account,
    contact: contact.id,
    opportunity: deals[0].id,
    activity: activities[0].id,
    lead: lead.id,
    product: product.id,
    team: east.id,
  }
}

/** Goes to an address of the screens without loading them anew, and waits until nothing is asked of the server any more. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    const counted = globalThis as typeof globalThis & { asking?: number }
    if (counted.asking === undefined) {
      counted.asking = 0
      const { fetch } = globalThis
      globalThis.fetch = async (...given) => {
        counted.asking! += 1
        try {
          return await fetch(...given)
        } finally {
          counted.asking! -= 1
        }
      }
    }
    // what stood there before goes on standing there until the next part of the program has come, unless it is there already
    const there = location.pathname + location.search === to
    Object.assign(globalThis, { before: there ? undefined : document.querySelector('main')?.textContent })
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
  await settled(page)
}

/** Waits until a screen says something and goes on saying it: no request, no part of the program is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      type Here = { asking?: number; before?: string; seen?: { text: string; times: number } }
      const here = globalThis as typeof globalThis & Here
      const text = document.querySelector('main, form')?.textContent ?? ''
      const waits = Boolean(here.asking) || document.querySelector('[class*="_bone_"], [aria-busy="true"]') !== null
      const times =
        here.seen && here.seen.text === text && text !== '' && text !== here.before && !waits ? here.seen.times + 1 : 0
      here.seen = { text, times }
      return times >= 3
    },
    undefined,
    { polling: 45 },
  )
}
