import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// What goes wrong under her hands costs nothing that she has typed; names of any script and size hold.

let journey: Journey
let page: Page
let url: string
let id: string
beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(() => journey?.close())

const open = async (name: string) => {
  id = (await journey.api('POST', 'account', { name })).id
  url = `${journey.url}/account/${id}`
  await page.goto(url)
  await page.getByRole('heading', { name }).waitFor()
}
const composer = () => page.getByRole('textbox', { name: '写备注…' })
const notes = async () =>
  (await journey.api('GET', `activity?where=${encodeURIComponent(JSON.stringify({ account: id }))}`)).data

test('a session that has ended is opened again where she is, and what she was doing goes on', async () => {
  await open('海通仪器')
  await composer().fill('客户明天来厂参观')
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog', { name: '重新登录' })
  await dialog.waitFor()
  expect(await composer().inputValue()).toBe('客户明天来厂参观')
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/enter.png` })
  await dialog.getByLabel('密码').fill('wrong wrong wrong')
  await dialog.getByRole('button', { name: '登录', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('密码').fill('a long pass phrase')
  await dialog.getByRole('button', { name: '登录', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await expect
    .poll(async () => (await notes()).map((one: { subject: string }) => one.subject))
    .toEqual(['客户明天来厂参观'])
  await expect.poll(() => composer().inputValue()).toBe('')
  expect(cookies.length).toBeGreaterThan(0)
})

test('whoever signed in in another window goes on by coming back', async () => {
  await page.getByRole('button', { name: /^编辑 客户名称/ }).click()
  await page.locator('[data-editor] input').fill('海通仪器有限公司')
  // it ends under this very request, so that no other one can ask first and take the keys away
  let ended = false
  await page.route(`**/api/v1/account/${id}`, async (route) => {
    if (ended || route.request().method() !== 'PATCH') return route.fallback()
    ended = true
    await page.context().clearCookies()
    await route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401}' })
  })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: '重新登录' }).waitFor()
  await page.request.post(`${journey.url}/api/auth/sign-in/email`, {
    data: { email: 'lin@sampan.example', password: 'a long pass phrase' },
    headers: { origin: journey.url },
  })
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: '海通仪器有限公司', exact: true }).waitFor()
  await expect.poll(async () => (await journey.api('GET', `account/${id}`)).name).toBe('海通仪器有限公司')
})

test('a record that is deleted under her hands is told, with what she was writing to take along', async () => {
  await open('会消失的客户')
  await composer().fill('写到一半的话')
  await journey.api('DELETE', `account/${id}`)
  await page.getByRole('alert').filter({ hasText: '「会消失的客户」已不在' }).waitFor()
  const typed = page.getByRole('region', { name: '你正在填写的内容' })
  await typed.getByText('写到一半的话').waitFor()
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/gone.png` })
  await typed.getByRole('button', { name: '复制' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('写到一半的话')
})

test('a note of 5 MB is refused where it is written, and stays there', async () => {
  await open('话多的客户')
  const long = 'a long note, '.repeat(400_000)
  await composer().fill(`主题\n${long}`)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alert').filter({ hasText: '最多 100000 个字' }).waitFor()
  expect((await composer().inputValue()).length).toBeGreaterThan(5_000_000)
  expect(await notes()).toEqual([])
  await composer().fill('')
})

test('names from right to left and of emoji hold in lists, on pages and in titles', async () => {
  const names = ['חברת סמפן (ישראל) 12', 'شركة البحر ٣', '🐼🚀 熊猫科技 👩‍👩‍👧']
  for (const name of names) {
    await open(name)
    expect(await page.title()).toBe(`${name} · Sampan`)
  }
  await page.goto(`${journey.url}/account`)
  for (const name of names) {
    const link = page.getByRole('link', { name })
    await link.waitFor()
    const box = (await link.boundingBox())!
    expect(box.x).toBeGreaterThan(0)
    expect(box.x + box.width).toBeLessThan(1440)
  }
  await journey.accessible()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/names.png` })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(url)
  await page.getByRole('heading', { name: names[2]! }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(journey.wrong).toEqual([])
})
