import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// The page that opens first: a day is worked through without leaving it, in Chinese and in English.

let journey: Journey
let page: Page
let me: string
const day = 86_400_000
const at = (shift: number) => new Date(Date.now() + shift).toISOString()
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const meta = await journey.api('GET', 'meta')
  me = meta.user.id
  await page.getByRole('button', { name: '不再显示' }).click()
  const team = await journey.api('POST', 'team', { name: '华东', leader: me })
  const colleague = await journey.api('POST', 'user', { name: '王工', email: 'wang@sampan.example', team: team.id })
  for (const [subject, shift] of [
    ['回访海通', -2 * day],
    ['寄资料', -day],
    ['约参观', 2 * day],
  ] as const)
    await journey.api('POST', 'activity', { subject, dueAt: at(shift), owner: me })
  await journey.api('POST', 'account', { name: '没人跟的客户', owner: me })
  await journey.api('POST', 'activity', { subject: '王工的旧事', dueAt: at(-day), owner: colleague.id })
})
afterAll(() => journey?.close())

const section = (name: string) => page.getByRole('region', { name })

test('one request paints it, and what is empty is not there', async () => {
  await page.goto('about:blank')
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (/^\/api\/v1\/(today|activity|opportunity|account)/.test(pathname)) asked.push(pathname)
  })
  await page.goto(journey.url)
  await section('已逾期').getByRole('link', { name: '回访海通' }).waitFor()
  expect([...new Set(asked)]).toEqual(['/api/v1/today'])
  expect(await section('没有下一步的商机').count()).toBe(0)
  await journey.accessible()
})

test('a task is done in one click and taken back in another', async () => {
  const row = section('已逾期').getByRole('listitem').filter({ hasText: '回访海通' })
  await row.getByRole('button', { name: '标记为已完成 回访海通' }).click()
  await expect.poll(() => row.count()).toBe(0)
  await page.getByRole('button', { name: '撤销' }).click()
  await row.waitFor()
})

test('another is moved to tomorrow by the keyboard alone', async () => {
  const row = section('已逾期').getByRole('listitem').filter({ hasText: '寄资料' })
  await row.getByRole('button', { name: '改期 寄资料' }).focus()
  await page.keyboard.press('Enter')
  const choice = page.getByRole('menuitem', { name: /明天上午/ })
  await choice.waitFor()
  await choice.focus()
  await page.keyboard.press('Enter')
  await section('未来 7 天').getByRole('link', { name: '寄资料' }).waitFor()
  const { data } = await journey.api('GET', `activity?where=${encodeURIComponent('{"subject":"寄资料"}')}`)
  expect(Date.parse(data[0].dueAt)).toBeGreaterThan(Date.now())
})

test('a customer without a next step gets one in place', async () => {
  await section('没有下一步的客户').getByRole('button', { name: '安排跟进 没人跟的客户' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('没人跟的客户').waitFor()
  await dialog.getByLabel(/^主题/).fill('第一次联系')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => dialog.count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/')
})

test('what is about to go to its pool says in how many days, to whoever has seen no list yet', async () => {
  const pool = await journey.api('POST', 'pool', { name: '公海', object: 'account' })
  const conditions = [{ sign: 'noFollowUp', days: 3 }]
  await journey.api('POST', 'recyclingRule', {
    name: '3 天未跟进',
    object: 'account',
    pool: pool.id,
    active: true,
    conditions,
  })
  await page.goto('about:blank')
  await page.goto(journey.url)
  await section('即将回落的客户')
    .getByText(/还剩 \d 天/)
    .first()
    .waitFor()
})

test('the team has a figure for each, and the list stands behind it', async () => {
  await page.getByRole('tab', { name: '我的团队' }).click()
  const row = page.getByRole('row', { name: /王工/ })
  await row.waitFor()
  await journey.accessible()
  await row.getByRole('link').nth(1).click()
  await page.getByRole('link', { name: '王工的旧事' }).waitFor()
  await page.goBack()
  await page.getByRole('tab', { name: '系统' }).click()
  await page.getByText(/一切正常|从未登录/).waitFor()
  await journey.accessible()
})

test('in English on a phone it holds as well', async () => {
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(journey.url)
  await page.getByRole('tab', { name: 'My day' }).click()
  await section('Overdue').getByRole('link', { name: '回访海通' }).waitFor()
  await journey.accessible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('tab', { name: 'My team' }).click()
  await page.getByRole('row', { name: /王工/ }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(journey.wrong).toEqual([])
})
