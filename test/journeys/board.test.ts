import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'
import { settled } from './screens.ts'

// A board by mouse, by keyboard and by finger, told in order; in Chinese, then in English.

let it: Journey
let page: Page
const patient = { timeout: 45_000 }

beforeAll(async () => {
  it = await startJourney()
  page = it.page
  const account = await it.api('POST', 'account', { name: '云帆科技' })
  await it.api('POST', 'opportunity/batch', {
    create: Array.from({ length: 120 }, (_, i) => ({
      name: `商机 ${String(i).padStart(3, '0')}`,
      account: account.id,
      ...(i > 1 && { amount: { amount: '1000', currency: 'CNY' } }),
    })),
  })
})
afterAll(() => it?.close())

const column = (name: string) => page.getByRole('region', { name, exact: true })
const card = (name: string) => page.getByRole('article', { name, exact: true })
const one = async (name: string) =>
  (await it.api('GET', `opportunity?where=${encodeURIComponent(JSON.stringify({ name }))}`)).data[0]
const stageOf = async (name: string) => (await one(name)).stage.title
const only = (names: string[]) => encodeURIComponent(JSON.stringify({ name: { in: names } }))

/** Takes a card up and puts it down in the middle of a column. */
async function drag(name: string, to: string): Promise<void> {
  const from = (await card(name).boundingBox())!
  const there = (await column(to).boundingBox())!
  await page.mouse.move(from.x + 20, from.y + 12)
  await page.mouse.down()
  await page.mouse.move(from.x + 40, from.y + 20)
  await page.mouse.move(there.x + there.width / 2, there.y + 120, { steps: 5 })
  await page.waitForTimeout(60)
  await page.mouse.up()
}

test('a column tells how many and how much it holds, and goes on by itself as far as it is scrolled', async () => {
  await page.goto(`${it.url}/opportunity?as=board`)
  const first = column('初步接触')
  await first.locator('[data-cards="50"]').waitFor()
  expect(await first.getByRole('article').count()).toBeLessThan(50)
  await expect.poll(() => first.locator('header').textContent(), patient).toMatch(/120.*¥11\.8 万/)
  await column('需求确认').getByText('这里没有卡片，可拖入。').waitFor()
  await it.accessible()
  const cards = first.getByRole('group')
  await expect
    .poll(async () => {
      await cards.evaluate((box) => box.scrollTo(0, box.scrollHeight))
      return first.getByRole('article').count()
    }, patient)
    .toBe(120)
})

test('a card that is dragged is where it was put at once, asks for what is missing there, and is taken back', async () => {
  await page.goto(`${it.url}/opportunity?as=board&where=${only(['商机 000', '商机 001', '商机 002', '商机 003'])}`)
  await card('商机 002').waitFor()
  await drag('商机 002', '方案报价')
  await column('方案报价').getByRole('article', { name: '商机 002' }).waitFor()
  await expect.poll(() => stageOf('商机 002'), patient).toBe('方案报价')
  await page.getByText('「商机 002」已移至方案报价').waitFor()
  await expect.poll(() => column('方案报价').locator('header').textContent(), patient).toMatch(/1.*¥1,000/)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => stageOf('商机 002'), patient).toBe('初步接触')
  await column('初步接触').getByRole('article', { name: '商机 002' }).waitFor()

  await drag('商机 000', '方案报价')
  const asked = page.getByRole('dialog', { name: '进入「方案报价」之前' })
  await asked.waitFor()
  await column('初步接触').getByRole('article', { name: '商机 000', includeHidden: true }).waitFor()
  await it.accessible()
  await asked.getByLabel('金额').fill('300')
  await asked.getByRole('button', { name: '移动' }).click()
  await expect.poll(() => stageOf('商机 000'), patient).toBe('方案报价')
  expect((await one('商机 000')).amount.amount).toBe('300')
})

test('what somebody else did meanwhile is told and not overwritten; the move can be made on top of it', async () => {
  const { id } = await one('商机 003')
  const stages = (await it.api('GET', 'stage?sort=order')).data
  const named = (name: string) => stages.find((stage: { name: string }) => stage.name === name)!.id
  const live = /\/api\/v1\/events\?/
  await page.route(live, (route) => route.abort())
  await page.reload()
  await card('商机 003').waitFor()
  await it.api('PATCH', `opportunity/${id}`, { stage: named('需求确认') })
  await drag('商机 003', '方案报价')
  await page.getByText('「商机 003」刚被他人移至需求确认').waitFor()
  expect(await stageOf('商机 003')).toBe('需求确认')
  await column('需求确认').getByRole('article', { name: '商机 003' }).waitFor()
  await page.getByRole('button', { name: '仍移至方案报价' }).click()
  await expect.poll(() => stageOf('商机 003'), patient).toBe('方案报价')
  await page.unroute(live)
})

test('by keyboard a card goes on with its focus, and what happened is said', async () => {
  await card('商机 002').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await column('需求确认').getByRole('article', { name: '商机 002' }).waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')), patient)
    .toBe('商机 002')
  await page.locator('[aria-live="polite"]').getByText('「商机 002」已移至需求确认').waitFor()
  await expect.poll(() => stageOf('商机 002'), patient).toBe('需求确认')
})

test('another board of the same object: by person, with other fields, kept as a view; columns fold', async () => {
  await page.goto(`${it.url}/opportunity?as=board`)
  await card('商机 119').waitFor()
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByLabel('分列依据').selectOption('owner')
  await page.getByLabel('卡片颜色').selectOption('status')
  await page.getByPlaceholder('查找字段').fill('赢率')
  await page.getByText('赢率', { exact: true }).click()
  await it.accessible()
  await page.keyboard.press('Escape')
  await column('林晓').waitFor()
  await page.getByRole('button', { name: '另存为视图' }).click()
  await page.getByLabel('视图名称').fill('按负责人')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: '视图' }).getByRole('button', { name: '按负责人' }).waitFor()
  await column('林晓').getByText('10%').first().waitFor()
  await column('林晓').hover()
  await page.getByRole('button', { name: '收起「林晓」' }).click()
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.reload()
  await column('林晓').getByRole('button', { name: '展开' }).or(column('林晓').getByTitle('展开「林晓」')).waitFor()
  const { settings } = (await it.api('GET', 'savedView')).data[0]
  expect([settings.as, settings.board.by, settings.board.tone, settings.board.collapsed.length]).toEqual([
    'board',
    'owner',
    'status',
    1,
  ])
  await it.accessible()
  await page.getByRole('navigation', { name: '视图' }).getByRole('button', { name: '全部' }).click()
})

test('a board whose columns nobody can write into says so', async () => {
  await page.goto(`${it.url}/opportunity?as=board`)
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByLabel('分列依据').selectOption('status')
  await page.keyboard.press('Escape')
  await page.getByText('「状态」由其他字段决定').waitFor()
  await it.accessible()
  await page.getByRole('button', { name: '还原' }).click()
})

test('on a phone a finger that rests takes a card up; one that moves at once scrolls', async () => {
  const context = await it.browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: 390, height: 844 }, hasTouch: true, bypassCSP: true },
    storageState: await page.context().storageState(),
  })
  const phone = await context.newPage()
  phone.on('pageerror', (error) => expect(error.message).toBe(''))
  await phone.goto(`${it.url}/opportunity?as=board&where=${only(['商机 010', '商机 011'])}`)
  const taken = phone.getByRole('article', { name: '商机 010' })
  // letters that come late move the cards
  await settled(phone)
  await phone.evaluate('document.fonts.ready.then(() => null)')
  const box = (await taken.boundingBox())!
  const finger = await context.newCDPSession(phone)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  await touch('touchStart', box.x + 40, box.y + 20)
  await touch('touchMove', box.x + 40, box.y - 30)
  await touch('touchEnd', 0, 0)
  expect(await stageOf('商机 010')).toBe('初步接触')
  await touch('touchStart', box.x + 40, box.y + 20)
  await phone.locator('[data-ghost]').waitFor()
  for (let x = box.x + 40; x < 380; x += 40) await touch('touchMove', x, box.y + 40)
  // held at the edge, the board moves on, column by column
  await expect
    .poll(() => phone.locator('[data-over]').getAttribute('aria-label'), patient)
    .toMatch(/需求确认|方案报价|商务谈判|合同签订/)
  await expect
    .poll(() => phone.getByRole('group', { name: '商机看板' }).evaluate((box) => box.scrollLeft), patient)
    .toBeGreaterThan(300)
  // away from the edge it stands still
  await touch('touchMove', 195, box.y + 40)
  await phone.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const over = await phone.locator('[data-over]').getAttribute('aria-label')
  await touch('touchEnd', 0, 0)
  await expect.poll(() => stageOf('商机 010'), patient).toBe(over)
  expect(over).not.toBe('初步接触')
  await it.accessible(phone)
  await context.close()
})

test('it speaks English', async () => {
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${it.url}/opportunity?as=board`)
  await page.getByText('Nothing here. Cards can be dragged in.').first().waitFor()
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByLabel('Columns by').waitFor()
  await it.accessible()
  expect(it.wrong).toEqual([])
})
