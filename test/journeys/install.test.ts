import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// The screens are put on a phone, opened where there is no network, and brought to a new version.

const patient = { timeout: 45_000 }
let journey: Journey
const web = mkdtempSync(join(tmpdir(), 'sampan-installed-'))

beforeAll(async () => {
  cpSync(process.env.SAMPAN_TEST_WEB!, web, { recursive: true })
  journey = await startJourney({ width: 360, height: 740, web })
})
afterAll(async () => {
  await journey?.close()
  rmSync(web, { recursive: true, force: true })
})

test('what installs it is there: a name, icons of every kind, and nothing of a new version is held back', async () => {
  const get = (path: string) => journey.page.request.get(`${journey.url}${path}`)
  const manifest = await get('/manifest.webmanifest')
  expect(manifest.headers()['content-type']).toContain('application/manifest+json')
  const { name, display, icons } = await manifest.json()
  expect([name, display]).toEqual(['同舟 Sampan', 'standalone'])
  expect(icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).toBe(true)
  for (const { src, type } of icons) {
    const icon = await get(src)
    expect([src, icon.status(), icon.headers()['content-type']]).toEqual([src, 200, type])
  }
  for (const path of ['/', '/sw.js', '/manifest.webmanifest', '/sampan.svg'])
    expect([path, (await get(path)).headers()['cache-control']]).toEqual([path, 'no-cache'])
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await get('/')).text())![1]!
  expect((await get(script)).headers()['cache-control']).toContain('immutable')
})

test('without a network the screens open and say so; they hold nothing of anybody, and go on when it is back', async () => {
  const { page } = journey
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), patient).toBe(true)
  await page.reload()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  const held = await page.evaluate(async () => {
    const found: string[] = []
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname)
    return found
  })
  expect(held.length).toBeGreaterThan(10)
  expect(held.filter((path) => !/^\/(assets\/|index\.html$)/.test(path))).toEqual([])
  await page.context().setOffline(true)
  await page.goto(`${journey.url}/`)
  await page.getByRole('alert').getByText('连接不上服务器').waitFor()
  await journey.accessible()
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
})

test('a new version says that it is there, and comes when its reader wants it', async () => {
  const { page } = journey
  appendFileSync(join(web, 'sw.js'), '\n// another version\n')
  await page.evaluate(() =>
    navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => true),
  )
  await page.getByText('同舟有新版本。').waitFor()
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: '重新加载' }).click()
  await loaded
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one?.waiting ?? null))).toBe(
    null,
  )
})

test('where service workers are missing, as on plain http in a local network, all works without', async () => {
  const context = await journey.browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 740 } })
  await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (line) => line.type() === 'error' && !/401/.test(line.text()) && wrong.push(line.text()))
  await page.goto(`${journey.url}/sign-in`)
  await page.getByRole('button', { name: '登录' }).waitFor()
  await page.waitForTimeout(600)
  expect(wrong).toEqual([])
  expect(journey.wrong).toEqual([])
})

test.each([
  ['zh-CN', '登录'],
  ['zh-TW', '登入'],
  ['en-GB', 'Sign in'],
])('it opens in the language of the browser: %s', async (locale, words) => {
  const context = await journey.browser.newContext({ locale, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto(`${journey.url}/sign-in`)
  await page.getByRole('button', { name: words, exact: true }).waitFor()
  await context.close()
})
