import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// An administrator connects other programs: a webhook and what became of its messages, keys, the API reference.

let journey: Journey
let page: Page
let url: string
let receiver: Server
let hook = ''
/** What the other program answers, and what it has heard. */
let answer = 500
const heard: string[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']))
    request.resume().on('end', () => response.writeHead(answer).end(`{"said":${answer}}`))
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`
  journey = await startJourney({ allowNetworks: '127.0.0.0/8' })
  ;({ page, url } = journey)
})

afterAll(async () => {
  await journey?.close()
  receiver?.close()
})

test('a webhook that cannot be is told at its fields; a made one shows its secret once', async () => {
  await page.goto(`${url}/settings/webhooks`)
  await page.getByText('还没有 Webhook').waitFor()
  await shot('webhooks-none')
  await page.getByRole('button', { name: '新建 Webhook' }).click()
  await page.getByLabel('接收地址').fill('ftp://nowhere')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText('请填写名称，最多 80 个字符。').waitFor()
  await page.getByText('请选择 1 到 200 个事件。').waitFor()
  await page.getByLabel('用途').fill('ERP 同步')
  await page.getByLabel('接收地址').fill(hook)
  await page.getByRole('button', { name: '事件' }).click()
  await page.getByRole('option', { name: '客户', exact: true }).click()
  await page.getByRole('group', { name: '客户', exact: true }).getByLabel('修改').check()
  await page.getByRole('button', { name: '筛选', exact: true }).click()
  await page.getByRole('button', { name: '客户名称', exact: true }).click()
  await page.getByRole('dialog', { name: '客户名称' }).getByRole('textbox').fill('海通')
  await page.keyboard.press('Enter')
  await journey.accessible()
  await shot('webhook-form')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText('whsec_').waitFor()
  await shot('webhook-secret')
  await page.getByRole('button', { name: '已复制保存' }).click()
  await page.getByRole('heading', { name: 'ERP 同步', exact: true }).waitFor()
  expect(await page.getByText('whsec_').count()).toBe(0)
})

test('what was sent is read with its attempts and answers, and sent again; why it was switched off is told', async () => {
  await journey.api('POST', 'account', { name: '别家' }) // does not match the filter
  await journey.api('POST', 'account', { name: '海通机械' })
  await page.getByText('等待中').waitFor()
  await page.getByText('发送失败中').waitFor()
  await page.getByText(/自今天 .* 起没有消息送达/).waitFor()
  await page.getByText('客户名称包含海通').waitFor()
  await page.getByText('客户 · 新建').last().click()
  await page.getByText('"said": 500').waitFor()
  await journey.accessible()
  await shot('webhook-log')
  answer = 204
  await page.getByRole('button', { name: '重新发送' }).click()
  await page.getByText('已送达').waitFor()
  await page.getByText('已启用').waitFor()
  expect(new Set(heard).size).toBe(1) // twice, under one id
  answer = 410
  await page.getByRole('button', { name: '发送测试' }).click()
  await page.getByText('接收方返回 410').waitFor()
  await page.getByText('已被系统停用').waitFor()
  await shot('webhook-gone')
  answer = 204
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText('已启用').waitFor()
  await page.getByRole('button', { name: '更换签名密钥' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '更换签名密钥' }).click()
  await page.getByText('whsec_').waitFor()
})

test('a key that reads accounts alone is made, shown once, and revoked; an assistant is told how to come in', async () => {
  await page.goto(`${url}/settings/keys`)
  await page.getByText('还没有密钥').waitFor()
  await page.getByRole('button', { name: '新建密钥' }).click()
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText('请填写密钥名称。').waitFor()
  await page.getByLabel('用途').fill('报表')
  await page.getByRole('button', { name: '对象' }).click()
  await page.getByRole('option', { name: '客户', exact: true }).click()
  await page.keyboard.press('Escape')
  await page.getByLabel('有效期').selectOption('30')
  await journey.accessible()
  await shot('key-form')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  const key = await page
    .locator('code', { hasText: /^smp_.{20}/ })
    .first()
    .textContent()
  const asked = async (path: string, method = 'GET') =>
    (await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${key}` } })).status
  expect(await asked('/api/v1/account')).toBe(200)
  expect(await asked('/api/v1/contact')).toBe(404)
  expect(await asked('/api/v1/account', 'POST')).toBe(403)
  await page.reload()
  await page.getByText('读取 · 客户').waitFor()
  await page.getByText(/最近使用：今天/).waitFor()
  expect(await page.getByText(String(key)).count()).toBe(0)
  await page.getByText(`${url}/mcp`).waitFor()
  await journey.accessible()
  await shot('keys')
  await page.getByRole('button', { name: '吊销 报表' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click()
  await page.getByText('已到期和已吊销（1）').waitFor()
  expect(await asked('/api/v1/account')).toBe(401)
})

test('the reference shows the workspace’s own objects: searched, opened, with requests that work as they stand', async () => {
  await page.getByRole('link', { name: '查看本工作区的全部接口、对象和字段' }).click()
  await page.getByRole('heading', { name: '概览', exact: true }).waitFor()
  await journey.accessible()
  await shot('docs-overview')
  await page.getByRole('link', { name: '筛选条件', exact: true }).click()
  await page.getByText('{"owner":{"is":"myTeamAndBelow"}}').waitFor()
  await shot('docs-filters')
  await page.getByRole('searchbox').fill('商机 新建')
  await page.getByRole('link', { name: /新建商机/ }).click()
  await page.getByRole('heading', { name: '商机', level: 1 }).waitFor()
  await page.getByText("-d '{").waitFor()
  await journey.accessible()
  await shot('docs-object')
  await page.getByRole('searchbox').fill('预计成交')
  await page
    .getByRole('link', { name: /closeDate/ })
    .first()
    .click()
  await page.locator('#field-closeDate').waitFor()
  await page.getByText('/api/v1/opportunity', { exact: true }).first().click()
  const curl = await page.locator('#listOpportunity pre').textContent()
  expect(curl).toContain(`${url}/api/v1/opportunity`)
  const [, where = ''] = /'where=(.*)'/.exec(curl ?? '') ?? []
  const asked = await page.evaluate(
    (to) => fetch(to).then((r) => r.status),
    `/api/v1/opportunity?where=${encodeURIComponent(where)}`,
  )
  expect(asked).toBe(200)
  await shot('docs-list')
})

test('each problem leads to what it means, also for those who are not signed in', async () => {
  const { type } = await (await fetch(`${url}/api/v1/account`)).json()
  expect(await (await fetch(`${url}/llms.txt`)).text()).toMatch(/^# Sampan/)
  const stranger = await journey.browser.newPage({ locale: 'en-GB', bypassCSP: true })
  await stranger.goto(`${url}${type}`)
  await stranger.getByText('Nobody is signed in').waitFor()
  expect(await stranger.locator('#unauthenticated').isVisible()).toBe(true)
  await stranger.goto(`${url}/docs/api/account`)
  await stranger.getByLabel('Password').waitFor()
  await stranger.close()
  await page.goto(`${url}/docs/problems#stale`)
  await page.getByText('期间已被他人修改').waitFor()
  await journey.accessible()
  await shot('docs-problems')
  expect(journey.wrong).toEqual([])
})

/** For a look by eye: `SHOTS=/some/folder`. */
async function shot(name: string) {
  if (!process.env.SHOTS) return
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(process.env.SHOTS, `${name}-390.png`) })
  await page.setViewportSize({ width: 1440, height: 900 })
}
