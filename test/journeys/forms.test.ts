import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BrowserContext, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A form is made, put into the company's website, filled in by a visitor, and is a lead.

let journey: Journey
let page: Page
let url: string
/** The company's website: another origin, with one line of ours in its page. */
let website: Server
let site = ''
let line = ''
let visitor: BrowserContext

beforeAll(async () => {
  website = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      `<!doctype html><html lang="zh"><title>远帆智联官网</title><body><h1>预约演示</h1>${line}</body></html>`,
    )
  })
  await new Promise<void>((done) => website.listen(0, '127.0.0.1', done))
  site = `http://127.0.0.1:${(website.address() as AddressInfo).port}`
  journey = await startJourney()
  ;({ page, url } = journey)
  visitor = await journey.browser.newContext({ locale: 'zh-CN', viewport: { width: 1000, height: 900 } })
})

afterAll(async () => {
  await visitor?.close()
  await journey?.close()
  website?.close()
})

test('a form works from the first click, and what it asks is changed with the page beside it', async () => {
  await page.goto(`${url}/settings/forms`)
  await page.getByText('还没有表单').waitFor()
  await page.getByRole('button', { name: '新建表单' }).click()
  const preview = page.frameLocator('iframe')
  await preview.getByRole('heading', { name: '联系我们', exact: true }).waitFor()
  await preview.getByLabel('手机').waitFor()
  await page.getByLabel('标题').fill('预约演示')
  await page.getByLabel('访客看到的名称 · 需求').fill('您想解决什么问题？')
  await page.getByRole('button', { name: '下移邮箱' }).click()
  await page.getByRole('button', { name: '移除公司' }).click()
  await page.getByLabel('同意条款').fill('我同意贵公司与我联系。')
  await page.getByLabel('允许嵌入的网站').fill('这里不是网址 *')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('请每行填写一个网址').waitFor()
  await page.getByLabel('允许嵌入的网站').fill(site)
  await page.getByRole('button', { name: '保存' }).click()
  await preview.getByRole('heading', { name: '预约演示', exact: true }).waitFor()
  await preview.getByLabel('您想解决什么问题？').waitFor()
  expect(await preview.locator('[name=company]').count()).toBe(0)
  await journey.accessible()
  await shot('forms-editor')
  line = (await page.locator('pre').filter({ hasText: 'embed.js' }).textContent())!
})

test('a visitor of the website fills it in: what is wrong is said at its field, and then it is a lead', async () => {
  const seen = await visitor.newPage()
  const wrong: string[] = []
  seen.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  await seen.goto(`${site}/demo?utm_source=baidu&utm_campaign=spring`)
  const frame: FrameLocator = seen.frameLocator('iframe')
  await frame.getByLabel('姓名').fill('欧阳静')
  await frame.getByLabel('手机').fill('123')
  await frame.getByRole('button', { name: '提交' }).click()
  await frame.getByText('请填写有效的电话号码。').waitFor()
  await frame.getByText('请先勾选同意。').waitFor()
  await shot('forms-wrong', seen)
  expect(await frame.getByLabel('姓名').inputValue()).toBe('欧阳静')
  // the frame is as tall as what is in it: no bar within a bar
  const height = await seen.locator('iframe').evaluate((one) => (one as HTMLIFrameElement).clientHeight)
  const inner = await frame.locator('html').evaluate((one) => one.scrollHeight)
  expect(Math.abs(height - inner)).toBeLessThanOrEqual(2)
  await frame.getByLabel('手机').fill('137 1111 2222')
  await frame.getByLabel('我同意贵公司与我联系。').check()
  // whoever is faster than two seconds is no person
  await seen.waitForTimeout(2_100)
  await frame.getByRole('button', { name: '提交' }).click()
  await frame.getByText('感谢您的提交').waitFor()
  expect(wrong.filter((text) => !text.includes('422'))).toEqual([])
  const { data } = await journey.api('GET', `lead?where=${encodeURIComponent(JSON.stringify({ name: '欧阳静' }))}`)
  expect(data).toHaveLength(1)
  expect(data[0]).toMatchObject({ source: 'website', campaignText: 'spring', owner: { title: '林晓' } })
  await page.goto(`${url}/lead/${data[0].id}`)
  await page.getByText('联系我们 · 欧阳静').waitFor()
  await page.getByText('手机：137 1111 2222').waitFor()
  await shot('forms-lead')
})

test('another website may not frame it', async () => {
  const stranger = await visitor.newPage()
  await stranger.goto(`${site.replace('127.0.0.1', 'localhost')}/demo`)
  await stranger.locator('iframe').waitFor()
  await expect
    .poll(() => stranger.frames().some((frame) => frame.url().startsWith('chrome-error')), { timeout: 45_000 })
    .toBe(true)
})

test('on a phone, in English, in the dark', async () => {
  const phone = await journey.browser.newContext({
    locale: 'en-US',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    bypassCSP: true,
  })
  const seen = await phone.newPage()
  const address = /data-page="([^"]+)"/.exec(line)![1]!
  await seen.goto(`${url}${address}`)
  // a device without Chinese letters gets those of the screens
  const letters = () => seen.evaluate(() => [...document.fonts].some(({ status }) => status === 'loaded'))
  await expect.poll(letters).toBe(true)
  await seen.getByRole('button', { name: 'Send' }).waitFor()
  await journey.accessible(seen)
  await shot('forms-phone', seen)
  expect(await seen.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await phone.close()
  expect(journey.wrong).toEqual([])
})

/** For a look by eye: `SHOTS=/some/folder`. */
async function shot(name: string, seen: Page = page): Promise<void> {
  if (process.env.SHOTS) await seen.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true })
}
