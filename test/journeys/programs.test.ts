import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../src/server.ts'
import { launchBrowser } from '../browser.ts'
import { freshDatabase } from '../postgres-client.ts'

// An administrator connects other programs: a webhook and what became of its messages, keys, the API reference.

let browser: Browser
let page: Page
let folder: string
let server: Awaited<ReturnType<typeof startServer>>
let receiver: Server
let hook = ''
/** What the other program answers, and what it has heard. */
let answer = 500
const heard: string[] = []
const wrong: string[] = []
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

beforeAll(async () => {
  receiver = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']))
    request.resume().on('end', () => response.writeHead(answer).end(`{"said":${answer}}`))
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`
  folder = mkdtempSync(join(tmpdir(), 'sampan-programs-'))
  const web = join(folder, 'web')
  await build({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { outDir: web },
  })
  const database = await freshDatabase()
  server = await startServer(
    {
      host: '127.0.0.1',
      port: await freePort(),
      dataFolder: join(folder, 'data'),
      databaseUrl: database.url,
      allowNetworks: '127.0.0.0/8',
    },
    { web: pathToFileURL(`${web}/`), logLevel: 'silent' },
  )
  browser = await launchBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, bypassCSP: true })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => wrong.push(error.message))
  await page.goto(server.setupLink!)
  await page.getByLabel('公司名称').fill('远帆智联')
  await page.getByLabel('你的姓名').fill('林晓')
  await page.getByLabel('邮箱').fill('lin@sampan.example')
  await page.getByLabel('密码').fill('a long pass phrase')
  const sample = page.getByText('附带示例数据')
  if (await sample.isVisible()) await sample.click()
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  receiver?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a webhook that cannot be is told at its fields; a made one shows its secret once', async () => {
  await page.goto(`${server.url}/settings/webhooks`)
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
  await page.getByRole('menuitem', { name: '名称' }).click()
  await page.getByRole('dialog', { name: '名称' }).getByRole('textbox').fill('海通')
  await page.keyboard.press('Enter')
  await accessible('the form of a webhook')
  await shot('webhook-form')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText('whsec_').waitFor()
  await shot('webhook-secret')
  await page.getByRole('button', { name: '已复制保存' }).click()
  await page.getByRole('heading', { name: 'ERP 同步' }).waitFor()
  expect(await page.getByText('whsec_').count()).toBe(0)
})

test('what was sent is read with its attempts and answers, and sent again; why it was switched off is told', async () => {
  await make('account', { name: '别家' }) // does not match the filter
  await make('account', { name: '海通机械' })
  await page.getByText('等待中').waitFor()
  await page.getByText('发送失败中').waitFor()
  await page.getByText(/自今天 .* 起没有消息送达/).waitFor()
  await page.getByText('客户名称包含海通').waitFor()
  await page.getByText('客户 · 新建').last().click()
  await page.getByText('"said": 500').waitFor()
  await accessible('a delivery')
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
  await page.goto(`${server.url}/settings/keys`)
  await page.getByText('还没有密钥').waitFor()
  await page.getByRole('button', { name: '新建密钥' }).click()
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByText('请填写密钥名称。').waitFor()
  await page.getByLabel('用途').fill('报表')
  await page.getByRole('button', { name: '对象' }).click()
  await page.getByRole('option', { name: '客户', exact: true }).click()
  await page.keyboard.press('Escape')
  await page.getByLabel('有效期').selectOption('30')
  await accessible('the form of a key')
  await shot('key-form')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  const key = await page
    .locator('code', { hasText: /^smp_.{20}/ })
    .first()
    .textContent()
  const asked = async (path: string, method = 'GET') =>
    (await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${key}` } })).status
  expect(await asked('/api/v1/account')).toBe(200)
  expect(await asked('/api/v1/contact')).toBe(404)
  expect(await asked('/api/v1/account', 'POST')).toBe(403)
  await page.reload()
  await page.getByText('读取 · 客户').waitFor()
  await page.getByText(/最近使用：今天/).waitFor()
  expect(await page.getByText(String(key)).count()).toBe(0)
  await page.getByText(`${server.url}/mcp`).waitFor()
  await accessible('keys')
  await shot('keys')
  await page.getByRole('button', { name: '吊销 报表' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click()
  await page.getByText('已到期和已吊销（1）').waitFor()
  expect(await asked('/api/v1/account')).toBe(401)
})

test('the reference shows the workspace’s own objects: searched, opened, with requests that work as they stand', async () => {
  await page.getByRole('link', { name: '查看本工作区的全部接口、对象和字段' }).click()
  await page.getByRole('heading', { name: '概览' }).waitFor()
  await accessible('the overview')
  await shot('docs-overview')
  await page.getByRole('link', { name: '筛选条件', exact: true }).click()
  await page.getByText('{"owner":{"is":"myTeamAndBelow"}}').waitFor()
  await shot('docs-filters')
  await page.getByRole('searchbox').fill('商机 新建')
  await page.getByRole('link', { name: /新建商机/ }).click()
  await page.getByRole('heading', { name: '商机', level: 1 }).waitFor()
  await page.getByText("-d '{").waitFor()
  await accessible('an object')
  await shot('docs-object')
  await page.getByRole('searchbox').fill('预计成交')
  await page
    .getByRole('link', { name: /closeDate/ })
    .first()
    .click()
  await page.locator('#field-closeDate').waitFor()
  await page.getByText('/api/v1/opportunity', { exact: true }).first().click()
  const curl = await page.locator('#listOpportunity pre').textContent()
  expect(curl).toContain(`${server.url}/api/v1/opportunity`)
  const [, where = ''] = /'where=(.*)'/.exec(curl ?? '') ?? []
  const asked = await page.evaluate(
    (to) => fetch(to).then((r) => r.status),
    `/api/v1/opportunity?where=${encodeURIComponent(where)}`,
  )
  expect(asked).toBe(200)
  await shot('docs-list')
})

test('each problem leads to what it means, also for those who are not signed in', async () => {
  const { type } = await (await fetch(`${server.url}/api/v1/account`)).json()
  expect(await (await fetch(`${server.url}/llms.txt`)).text()).toMatch(/^# Sampan/)
  const stranger = await browser.newPage({ locale: 'en-GB', bypassCSP: true })
  await stranger.goto(`${server.url}${type}`)
  await stranger.getByText('Nobody is signed in').waitFor()
  expect(await stranger.locator('#unauthenticated').isVisible()).toBe(true)
  await stranger.goto(`${server.url}/docs/api/account`)
  await stranger.getByLabel('Password').waitFor()
  await stranger.close()
  await page.goto(`${server.url}/docs/problems#stale`)
  await page.getByText('期间已被他人修改').waitFor()
  await accessible('problems')
  await shot('docs-problems')
  expect(wrong).toEqual([])
})

async function make(object: string, body: object) {
  const status = await page.evaluate(
    async ([to, given]) =>
      (
        await fetch(String(to), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(given),
        })
      ).status,
    [`/api/v1/${object}`, body] as const,
  )
  expect(status, object).toBe(201)
}

/** No violation that axe-core knows of, on the screen as it stands. */
async function accessible(screen: string) {
  await page.evaluate(axe)
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((result) =>
    result.violations.map((v) => v.id + ': ' + v.nodes.map((node) => node.html.slice(0, 200)).join(' | ')))`)
  expect(found, screen).toEqual([])
}

/** For a look by eye: `SHOTS=/some/folder`. */
async function shot(name: string) {
  if (!process.env.SHOTS) return
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(process.env.SHOTS, `${name}-390.png`) })
  await page.setViewportSize({ width: 1440, height: 900 })
}

async function freePort(): Promise<number> {
  const probe = createSocket()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
}
