import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../src/server.ts'
import { launchBrowser } from '../browser.ts'
import { freshDatabase } from '../postgres-client.ts'

// One company's first day, told in order: each test goes on where the one before stopped.

let browser: Browser
let page: Page
let folder: string
let server: Awaited<ReturnType<typeof startServer>>
const wrong: string[] = []
const patient = { timeout: 10_000 }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-journey-'))
  const web = join(folder, 'web')
  await build({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { outDir: web },
  })
  const database = await freshDatabase()
  server = await startServer(
    { host: '127.0.0.1', port: await freePort(), dataFolder: join(folder, 'data'), databaseUrl: database.url },
    { web: pathToFileURL(`${web}/`), logLevel: 'silent' },
  )
  browser = await launchBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, bypassCSP: true })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => wrong.push(error.message))
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a wrong password is refused in words, before anybody is let in', async () => {
  await page.goto(`${server.url}/opportunity`)
  await page.getByLabel('邮箱').fill('nobody@sampan.example')
  await page.getByLabel('密码').fill('not the password')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert').textContent()).resolves.toBe('邮箱或密码不正确。')
  await accessible()
})

test('the first person names the company and is in', async () => {
  await page.goto(server.setupLink!)
  await page.getByLabel('公司名称').fill('远帆智联')
  await page.getByLabel('你的姓名').fill('林晓')
  await page.getByLabel('邮箱').fill('lin@sampan.example')
  await page.getByLabel('密码').fill('a long pass phrase')
  await page.getByText('附带示例数据').click()
  await accessible()
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  await accessible()
})

test('a customer is made by keyboard alone, and her page says so', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: '还没有客户' }).waitFor()
  await page.keyboard.press('c')
  await page.getByRole('dialog').getByLabel('客户名称').waitFor()
  await page.keyboard.type('杭州西溪云帆科技有限公司')
  await accessible()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: '杭州西溪云帆科技有限公司' }).waitFor()
  await page.getByText('创建了这条记录').waitFor()
  await accessible()
})

test('a note stands in the timeline at once', async () => {
  await page.getByRole('tab', { name: '备注' }).click()
  await page.getByLabel('写备注…').fill('电话里说下周定方案\n预算大约 30 万，年底前上线。')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('link', { name: '电话里说下周定方案' }).waitFor()
  await page.getByText('预算大约 30 万，年底前上线。').waitFor()
})

test('she is found by the initials of her name', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('hzxx')
  await page.getByRole('option', { name: /杭州西溪云帆/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '杭州西溪云帆科技有限公司' }).waitFor()
})

test('a cell is changed in the list; what somebody else wrote in it meanwhile is not overwritten', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '客户', exact: true }).click()
  const cell = page.locator('[data-row="0"] [data-column="1"]')
  const choose = async (level: string) => {
    await cell.dblclick()
    await page.getByRole('option', { name: level, exact: true }).click()
  }
  await choose('A')
  await expect.poll(async () => (await first('account')).level, patient).toBe('A')
  const { id } = await first('account')
  await api('PATCH', `account/${id}`, { name: '杭州云帆' })
  await choose('B')
  await expect.poll(async () => (await first('account')).level, patient).toBe('B')
  await api('PATCH', `account/${id}`, { level: 'C' })
  await choose('D')
  await page.getByText('这条记录刚被他人修改').waitFor()
  await expect.poll(() => cell.textContent(), patient).toBe('C')
  await page.getByRole('link', { name: '杭州云帆' }).waitFor()
})

test('a deal moves over the board by keyboard, and a stage asks for just what it needs', async () => {
  const account = await first('account')
  await api('POST', 'opportunity', { name: '云平台一期', account: account.id })
  await page.goto(`${server.url}/opportunity?as=board`)
  const card = page.getByRole('article', { name: '云平台一期' })
  await card.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.getByRole('region', { name: '需求确认' }).getByRole('article').waitFor()
  await card.focus()
  await page.keyboard.press('Shift+ArrowRight')
  const asked = page.getByRole('dialog', { name: '进入「方案报价」之前' })
  await asked.getByLabel('金额').fill('300000')
  await accessible()
  await asked.getByRole('button', { name: '移动' }).click()
  await page.getByRole('region', { name: '方案报价' }).getByRole('article').waitFor()
  await expect
    .poll(async () => (await first('opportunity')).amount, patient)
    .toEqual({ amount: '300000', currency: 'CNY' })
  await accessible()
})

test('deleted is not gone: undo brings it back', async () => {
  await page.goto(`${server.url}/account`)
  await page.locator('[data-row="0"] input[type="checkbox"]').check()
  await page.getByRole('button', { name: '删除' }).click()
  await page.getByRole('heading', { name: '还没有客户' }).waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByRole('link', { name: '杭州云帆' }).waitFor()
  await accessible()
})

test('an administrator adds an object of her own; published, it is there for work at once', async () => {
  await page.goto(`${server.url}/settings/objects`)
  await page.getByRole('button', { name: '新建对象' }).click()
  await dialog().getByLabel('名称').first().fill('车辆')
  await dialog().getByLabel('英文', { exact: true }).fill('Vehicle')
  await accessible()
  await dialog().getByRole('button', { name: '存入草稿' }).click()
  await page.getByRole('heading', { name: '车辆' }).waitFor()
  await page.getByRole('button', { name: '新建字段' }).click()
  await dialog().getByLabel('名称').first().fill('所属客户')
  await dialog().getByLabel('英文', { exact: true }).fill('Account')
  await dialog().getByLabel('类型').selectOption('relation')
  await dialog().getByLabel('关联到').selectOption('account')
  await dialog().getByRole('button', { name: '存入草稿' }).click()
  await page.getByText('2 处改动未发布').or(page.getByText('3 处改动未发布')).waitFor()
  await accessible()
  await page.getByRole('button', { name: '查看并发布' }).click()
  await dialog().getByText('所属客户').waitFor()
  await accessible()
  await dialog().getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('第 1 版已发布').waitFor()
  await page.getByRole('link', { name: '车辆' }).first().click()
  await page.keyboard.press('c')
  await dialog().getByLabel('名称').waitFor()
  await page.keyboard.type('浙A·12345')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: '浙A·12345' }).waitFor()
  await expect.poll(async () => (await first('vehicle')).name, patient).toBe('浙A·12345')
  await accessible()
})

test('the screens speak English on demand', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('English')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Accounts' }).first().waitFor()
  await accessible()
})

test('nothing broke on the way', () => {
  expect(wrong).toEqual([])
})

const dialog = () => page.getByRole('dialog')

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2 AA and good practice, on what is seen now. */
async function accessible(): Promise<void> {
  await page.waitForTimeout(150)
  await page.evaluate(axe)
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((result) =>
    result.violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | ')))`)
  expect(found).toEqual([])
}

async function first(object: string): Promise<Record<string, unknown> & { id: string; version: number }> {
  const { data } = await api('GET', `${object}?limit=1`)
  return data[0]
}

/** Another window of the same person. */
async function api(method: string, path: string, body?: unknown) {
  const response = await page.request.fetch(`${server.url}/api/v1/${path}`, {
    method,
    ...(body !== undefined && { data: body }),
  })
  expect(response.status()).toBeLessThan(300)
  return response.json()
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}
