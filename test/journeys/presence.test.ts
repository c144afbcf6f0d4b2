import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// Two people at one record: each sees the other there, and what both change at once is nobody's loss.

let journey: Journey
let page: Page
let other: Page
let id: string
let url: string
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const admin = (await journey.api('GET', 'role')).data.find((role: { admin: boolean }) => role.admin)
  const { id: wang } = await journey.api('POST', 'people', {
    name: '王工',
    email: 'wang@sampan.example',
    role: admin.key ?? admin.id,
    password: 'another pass phrase',
  })
  await journey.api('PATCH', `user/${wang}`, { language: 'en' })
  id = (await journey.api('POST', 'account', { name: '海通仪器', shortName: '海通' })).id
  url = `${journey.url}/account/${id}`
  const context = await journey.browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
  })
  other = await context.newPage()
  other.setDefaultTimeout(45_000)
  other.on('pageerror', (error) => (journey.wrong as string[]).push(error.message))
  await other.goto(`${journey.url}/sign-in`)
  await other.getByLabel('E-mail').fill('wang@sampan.example')
  await other.getByLabel('Password').fill('another pass phrase')
  await other.keyboard.press('Enter')
  await other.waitForURL(`${journey.url}/`)
})
afterAll(() => journey?.close())

const edit = async (on: Page, name: RegExp, value: string) => {
  await on.getByRole('button', { name }).click()
  await on.locator('[data-editor] input').fill(value)
}

test('each sees that the other is there, and which field is being edited', async () => {
  await page.goto(url)
  await other.goto(url)
  await page.getByText('也在查看：王工').waitFor({ state: 'attached' })
  await other.getByText('Also here: 林晓').waitFor({ state: 'attached' })
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/here.png` })
  await edit(other, /^Edit Short name/, 'HT')
  await page.getByText('王工正在编辑').waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/editing.png` })
})

test('what both change at once is asked about, and what was typed is still there', async () => {
  await edit(page, /^编辑 简称/, '海通仪')
  await other.keyboard.press('Enter')
  await expect.poll(async () => (await journey.api('GET', `account/${id}`)).shortName).toBe('HT')
  await page.keyboard.press('Enter')
  const conflict = page.getByRole('alert').filter({ hasText: '王工刚刚也修改了这一项' })
  await conflict.waitFor()
  expect(await conflict.textContent()).toMatch(/HT[\s\S]*海通仪/)
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/conflict.png` })
  await conflict.getByRole('button', { name: '用我的' }).click()
  await expect.poll(async () => (await journey.api('GET', `account/${id}`)).shortName).toBe('海通仪')
})

test('what the one changes beside it is kept, and asks nothing', async () => {
  await edit(page, /^编辑 简称/, '海通')
  await edit(other, /^Edit Name/, '海通仪器有限公司')
  await other.keyboard.press('Enter')
  await expect.poll(async () => (await journey.api('GET', `account/${id}`)).name).toBe('海通仪器有限公司')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await journey.api('GET', `account/${id}`)).shortName).toBe('海通')
  expect((await journey.api('GET', `account/${id}`)).name).toBe('海通仪器有限公司')
})

test('whoever goes elsewhere or closes the window is gone', async () => {
  await other.goto(journey.url)
  await expect.poll(() => page.getByText('也在查看：王工').count()).toBe(0)
  await other.goto(url)
  await page.getByText('也在查看：王工').waitFor({ state: 'attached' })
  await other.context().close()
  await expect.poll(() => page.getByText('也在查看：王工').count()).toBe(0)
})

test('what changes while a window is still opening is not missed', async () => {
  const context = await journey.browser.newContext({ storageState: await page.context().storageState() })
  const alone = await context.newPage()
  let listening = () => {}
  const held = new Promise<void>((done) => {
    listening = done
  })
  await alone.route('**/api/v1/events?*', async (route) => {
    await held
    await route.continue()
  })
  const asked = alone.waitForRequest('**/api/v1/events?*')
  await alone.goto(url)
  await alone.getByRole('heading', { name: '海通仪器有限公司', exact: true }).waitFor()
  await asked
  await journey.api('PATCH', `account/${id}`, { name: '海通科学仪器' })
  listening()
  await alone.getByRole('heading', { name: '海通科学仪器', exact: true }).waitFor()
  await context.close()
})

test('ten windows of one person stay in step', async () => {
  const windows = await Promise.all(Array.from({ length: 9 }, () => page.context().newPage()))
  for (const one of windows) await one.goto(url)
  await journey.api('PATCH', `account/${id}`, { name: '海通集团' })
  for (const one of [page, ...windows]) {
    await one.bringToFront()
    await one.getByRole('heading', { name: '海通集团', exact: true }).waitFor()
  }
  for (const one of windows) await one.close()
  expect(journey.wrong).toEqual([])
})
