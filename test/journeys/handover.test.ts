import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, speakEnglish, startJourney } from './journey.ts'

// An administrator hands over a leaver: what she answers for, to whom, what it would mean; then the checklist and the way back.

let journey: Journey
let page: Page
const people: Record<string, string> = {}
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  await page.getByRole('button', { name: '不再显示' }).click()
  for (const [name, email] of [
    ['王芳', 'wang@sampan.example'],
    ['李梅', 'li@sampan.example'],
    ['陈刚', 'chen@sampan.example'],
  ] as const)
    people[name] = (await journey.api('POST', 'people', { name, email, role: 'sales' })).id
  const owner = people['王芳']
  for (let i = 0; i < 6; i++) {
    const account = await journey.api('POST', 'account', { name: `华东客户 ${i}`, owner })
    await journey.api('POST', 'opportunity', {
      name: `设备更新 ${i}`,
      account: account.id,
      amount: { amount: String((i + 1) * 10_000), currency: 'CNY' },
      owner,
    })
    await journey.api('POST', 'activity', { subject: `报价 ${i}`, account: account.id, owner })
  }
  await journey.api('POST', 'activity', { kind: 'call', subject: '回访', status: 'done', owner })
})
afterAll(() => journey?.close())

const shot = async (name: string) => {
  if (process.env['SAMPAN_SHOTS'])
    await page.screenshot({ path: `${process.env['SAMPAN_SHOTS']}/${name}.png`, fullPage: true })
}
const past = () => page.getByRole('region', { name: '交接记录' })

test('nothing can be handed over before somebody takes it, and the customer’s parts follow it', async () => {
  await page.goto(`${journey.url}/settings/people`)
  await page.getByRole('button', { name: '操作 王芳' }).click()
  await page.getByRole('menuitem', { name: '离职交接' }).click()
  const inventory = page.getByRole('region', { name: '名下内容' })
  await inventory.getByText('另有 1 条已办结').waitFor()
  expect(await inventory.getByRole('button', { name: /^交接 / }).isDisabled()).toBe(true)
  await shot('handover-inventory')
  const receivers = page.getByLabel('接收人', { exact: true })
  for (const [name, letters, other] of [
    ['李梅', 'lm', '陈刚'],
    ['陈刚', 'chen', '李梅'],
  ] as const) {
    await receivers.click()
    await page.keyboard.type(letters)
    await page.getByRole('option', { name: other }).waitFor({ state: 'detached' })
    await page.getByRole('option', { name }).click()
    await page.keyboard.press('Escape')
  }
  const load = page.getByRole('region', { name: '交接前后的负荷' })
  await load.getByRole('row').filter({ hasText: '李梅' }).waitFor()
  await journey.accessible()
  await shot('handover-preview')
})

test('it is confirmed, carried out, signed step by step', async () => {
  await page.getByLabel('给客户的告知').fill('{customer}：{from}已离任，今后由{me}为您服务。')
  await page.getByRole('button', { name: /^交接 \d+ 条记录$/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^交接 / })
    .click()
  await past().getByText('已完成').waitFor()
  for (const name of ['退出登录', '停用', '确认交接']) await past().getByRole('button', { name }).click()
  await expect
    .poll(() =>
      past()
        .getByText(/^林晓，/)
        .count(),
    )
    .toBe(3)
  const { data } = await journey.api('GET', `account?where={"owner":"${people['王芳']}"}`)
  expect(data).toEqual([])
  const deals = (await journey.api('GET', 'opportunity?select=owner,account.owner')).data
  for (const deal of deals) expect(deal.owner.id).toBe(deal.account.owner.id)
  await journey.accessible()
  await shot('handover-done')
})

test('in English, and taken back', async () => {
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${journey.url}/settings/handover`)
  await page.reload()
  const list = page.getByRole('region', { name: /^(Handovers|交接记录)$/ })
  await list.getByRole('button', { name: /^(Take back|撤销交接)$/ }).click()
  await shot('handover-undo')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Take back|撤销交接)$/ })
    .click()
  await list.getByText(/^(Taken back|已撤销)$/).waitFor()
  const { data } = await journey.api('GET', `account?where={"owner":"${people['王芳']}"}`)
  expect(data).toHaveLength(6)
  expect(journey.wrong).toEqual([])
})

test('who has her records again but cannot sign in is told, and let in again with a click', async () => {
  const signsIn = async () => (await journey.api('GET', `user/${people['王芳']}?select=active`)).active
  expect(await signsIn()).toBe(false)
  await speakEnglish(page, journey.url)
  await page.goto(`${journey.url}/settings/handover`)
  const list = page.getByRole('region', { name: 'Handovers', exact: true })
  await list.getByText('王芳 has her records again, but still cannot sign in').waitFor()
  await journey.accessible()
  await list.getByRole('button', { name: 'Let her sign in again' }).click()
  await list.getByText('still cannot sign in').waitFor({ state: 'detached' })
  expect(await signsIn()).toBe(true)
})

test('in English: a leaver’s customers go into a pool, and come back', async () => {
  const pool = await journey.api('POST', 'pool', { name: 'East pool', object: 'account' })
  await speakEnglish(page, journey.url)
  await page.goto(`${journey.url}/settings/handover?person=${people['王芳']}`)
  const inventory = page.getByRole('region', { name: 'What she answers for' })
  await inventory.getByLabel('Accounts: How', { exact: true }).selectOption('place')
  const load = inventory.getByRole('region', { name: 'Load before and after' })
  await load.getByRole('row').filter({ hasText: 'East pool' }).waitFor()
  await inventory.getByRole('button', { name: 'Hand over 6 records' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over 6 records' }).click()
  const list = page.getByRole('region', { name: 'Handovers', exact: true })
  await list.getByText('East pool').waitFor()
  const waiting = async () => (await journey.api('GET', `account?where={"pool":"${pool.id}"}`)).data.length as number
  await expect.poll(waiting, { timeout: 45_000 }).toBe(6)
  await list.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect.poll(waiting, { timeout: 45_000 }).toBe(0)
  expect((await journey.api('GET', `account?where={"owner":"${people['王芳']}"}`)).data).toHaveLength(6)
  expect(journey.wrong).toEqual([])
})

test('a link to somebody else leads there from the page itself, and the way back leads back', async () => {
  const named = (who: string) => page.getByRole('main').getByText(who, { exact: true }).first()
  await page.goto(`${journey.url}/settings/handover?person=${people['王芳']}`)
  await page.getByRole('region', { name: 'What she answers for' }).waitFor()
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href, textContent: 'there' })
    link.setAttribute('data-record', '')
    document.querySelector('main')?.append(link)
    link.click()
  }, `/settings/handover?person=${people['陈刚']}`)
  await page.getByText('陈刚 answers for nothing').waitFor()
  await page.goBack()
  await page.getByRole('region', { name: 'What she answers for' }).waitFor()
  await named('王芳').waitFor()
})

test('absences and their covers have a page among the settings', async () => {
  await page.goto(`${journey.url}/settings/absence`)
  await page.getByRole('heading', { name: 'Absences', exact: true }).waitFor()
  await shot('absences')
  await journey.accessible()
})
