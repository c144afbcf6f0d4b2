import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'
import { goTo } from './screens.ts'

// A salesperson on the way, with the smallest phone: no screen scrolls sideways, and thumbs reach what matters.

let journey: Journey
let page: Page
let records: Record<'account' | 'contact' | 'activity', string>
const settings = [
  ...readFileSync(new URL('../../src/web/settings/pages.ts', import.meta.url), 'utf8').matchAll(/key: '(\w+)'/g),
].map(([, key]) => `/settings/${key}`)

beforeAll(async () => {
  journey = await startJourney({ width: 360, height: 740, touch: true })
  page = journey.page
  const account = await journey.api('POST', 'account', {
    name: '苏州华兴精密机械股份有限公司',
    phone: '0512-6288 1234',
    email: 'office@huaxing.example',
    address: { country: 'CN', province: '江苏省', city: '苏州市', district: '工业园区', street: '星湖街 328 号' },
  })
  const contact = await journey.api('POST', 'contact', {
    name: '周敏',
    account: { id: account.id },
    mobile: '13812345678',
  })
  const activity = await journey.api('POST', 'activity', { subject: '送样品', dueAt: new Date().toISOString() })
  records = { account: account.id, contact: contact.id, activity: activity.id }
  await journey.countQuality()
})
afterAll(() => journey?.close())

/** Goes to a screen and looks at its width and at what axe says; a table of permissions may be wide inside its own frame. */
async function narrow(path: string): Promise<readonly string[]> {
  await goTo(page, path)
  const wide = await page.evaluate(() => {
    const seen = document.scrollingElement!
    if (seen.scrollWidth > seen.clientWidth) return ['the window']
    const all = [...document.querySelectorAll<HTMLElement>('main, main *, nav, nav *')]
    return all
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
      .filter((one) => !one.closest('[data-sideways]'))
      .map((one) => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)
  })
  const axe = await journey.accessible().then(
    () => [],
    (error: Error) => [error.message.slice(0, 700)],
  )
  return [...wide, ...axe]
}

test('no screen scrolls sideways at 360 pixels, and each is accessible', async () => {
  const paths = [
    '/',
    '/account',
    '/contact',
    '/lead',
    '/opportunity',
    '/activity',
    '/product',
    `/account/${records.account}`,
    `/contact/${records.contact}`,
    '/account/import',
    '/settings',
    ...settings,
  ]
  const found: Record<string, readonly string[]> = {}
  for (const path of paths) {
    const wrong = await narrow(path)
    if (wrong.length > 0) found[path] = wrong
  }
  expect(found).toEqual({})
})

test('the tabs lead to today, customers, search and all the rest', async () => {
  await page.goto(`${journey.url}/`)
  const tabs = page.getByRole('navigation', { name: '主导航' }).last()
  for (const one of await tabs.locator('a, button').all()) {
    const box = (await one.boundingBox())!
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(40)
  }
  await tabs.getByText('更多').click()
  await page.getByRole('link', { name: '设置' }).click()
  await page.waitForURL(/settings/)
})

test('a page calls, writes and leads there', async () => {
  await page.goto(`${journey.url}/account/${records.account}`)
  const ways = page.getByRole('navigation', { name: '联系方式' })
  await ways.waitFor()
  const href = (name: string) => ways.getByRole('link', { name }).getAttribute('href')
  expect(await href('拨打')).toMatch(/^tel:\+?[\d-]+$/)
  expect(await href('写邮件')).toBe('mailto:office@huaxing.example')
  expect(decodeURIComponent((await href('导航'))!)).toMatch(/^geo:0,0\?q=.*苏州市.*星湖街/)
  expect((await ways.getByRole('link', { name: '拨打' }).boundingBox())!.height).toBeGreaterThanOrEqual(40)
})

test('who is not to be called or written to is struck out with the reason, and a tap says it', async () => {
  await journey.api('PATCH', `contact/${records.contact}`, { doNotCall: true, email: 'zhou@huaxing.example' })
  await page.goto(`${journey.url}/contact/${records.contact}`)
  const ways = page.getByRole('navigation', { name: '联系方式' })
  await ways.getByRole('link', { name: '写邮件' }).waitFor()
  expect(await ways.getByRole('link', { name: '拨打' }).count()).toBe(0)
  await ways.getByRole('button', { name: /拨打.*请勿致电/ }).click()
  await page.getByText('已标记为「请勿致电」').waitFor()
  await journey.accessible()
  await page.goto(`${journey.url}/contact`)
  await page.getByRole('button', { name: '拨打 周敏 · 请勿致电' }).click()
  await page.getByText('已标记为「请勿致电」').waitFor()
  expect(await page.locator('a[href^="tel:"]').count()).toBe(0)
  await journey.accessible()
})

test('a photo goes into the timeline with what is said', async () => {
  await page.goto(`${journey.url}/account/${records.account}`)
  const text = page.locator('#main textarea').first()
  await text.fill('门头照片')
  const camera = page.locator('input[type=file][capture]')
  expect(await camera.getAttribute('accept')).toBe('image/*')
  await camera.setInputFiles({ name: '门头.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') })
  await page.getByText('门头.png').waitFor()
  await page.getByRole('button', { name: /保存/ }).first().click()
  await page.getByRole('link', { name: '门头照片' }).waitFor()
  await page.getByRole('link', { name: '门头.png' }).waitFor()
  const [note] = (await journey.api('GET', 'activity?where={"subject":"门头照片"}&select=subject,attachments')).data
  expect(note.attachments).toHaveLength(1)
})

test('a card is done by its button and taken back, and done by a swipe', async () => {
  const status = async () => (await journey.api('GET', `activity/${records.activity}`)).status
  await page.goto(`${journey.url}/activity`)
  const done = page.getByRole('button', { name: '标为完成 送样品' })
  await done.click()
  await expect.poll(status).toBe('done')
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(status).toBe('open')
  await done.waitFor()
  const box = (await page.getByRole('link', { name: '送样品' }).boundingBox())!
  await swipe(box.x + 20, box.y + 8, 130)
  await expect.poll(status).toBe('done')
  expect(journey.wrong).toEqual([])
})

async function swipe(x: number, y: number, by: number): Promise<void> {
  const finger = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx: number) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx, y }] })
  await send('touchStart', 0)
  for (let step = 1; step <= 6; step++) await send('touchMove', (by * step) / 6)
  await send('touchEnd', by)
}

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
