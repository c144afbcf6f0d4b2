import { mkdtempSync, rmSync } from 'node:fs'
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

// An administrator looks after rights: a role, who sees a record, somebody's eyes, exports, a person's data.

let browser: Browser
let page: Page
let folder: string
let server: Awaited<ReturnType<typeof startServer>>
const wrong: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-rights-'))
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
  await page.goto(server.setupLink!)
  await page.getByLabel('公司名称').fill('远帆智联')
  await page.getByLabel('你的姓名').fill('林晓')
  await page.getByLabel('邮箱').fill('lin@sampan.example')
  await page.getByLabel('密码').fill('a long pass phrase')
  const sample = page.getByText('附带示例数据')
  if (await sample.isVisible()) await sample.click()
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  await post('/api/v1/people', { name: '王芳', email: 'wang@sampan.example', role: 'sales', password: 'pass-phrase-1' })
  await post('/api/v1/people', {
    name: '陈静',
    email: 'chen@sampan.example',
    role: 'salesManager',
    password: 'pass-phrase-1',
  })
  await post('/api/v1/account', { name: '海通机械' })
  await post('/api/v1/contact', { name: '赵小梅', email: 'zhao@example.com', mobile: '13912345678' })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a role is read as a matrix; what a change opens is told before it is saved', async () => {
  await page.goto(`${server.url}/settings/roles`)
  await page.getByRole('button', { name: '销售', exact: true }).click()
  await page.getByRole('rowheader', { name: '客户', exact: true }).waitFor()
  const teams = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^团队/ }) })
  expect(await teams.textContent()).toContain('所有人')
  await shot('roles')
  await page.getByLabel('联系人: 字段与操作').click()
  await page.getByLabel('手机').selectOption({ label: '隐藏' })
  await shot('role-fields')
  await page.getByLabel('客户: 查看').selectOption({ label: '全部' })
  // what is not saved stays when one goes away
  await page.goto(`${server.url}/settings/teams`)
  await page.goto(`${server.url}/settings/roles`)
  await page.getByRole('button', { name: /^销售 · 未保存/ }).click()
  await page.getByRole('button', { name: '查看影响并保存' }).click()
  await page.getByText('1 条客户变为对 1 人可见').waitFor()
  await page.getByText('联系人的字段「手机」对 1 人变为隐藏').waitFor()
  await shot('role-preview')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await page.getByText('角色已保存').waitFor()
})

test('a record tells who sees it and why; somebody’s eyes show what she sees and nothing more', async () => {
  await page.goto(`${server.url}/account`)
  await page.getByText('海通机械').first().click()
  await page.getByRole('heading', { name: '海通机械' }).waitFor()
  await page.getByRole('button', { name: '操作' }).first().click()
  await page.getByRole('menuitem', { name: '谁能看到' }).click()
  await page.getByText('角色「销售」可查看全部客户').waitFor()
  await shot('access')
  await page.keyboard.press('Escape')
  await page.goto(`${server.url}/settings/people`)
  await page.getByRole('button', { name: /王芳/ }).last().click()
  await page.getByRole('menuitem', { name: '以其视角查看' }).click()
  await page.getByLabel('原因').fill('她说看不到客户')
  await shot('see-as')
  await page.getByRole('button', { name: '开始', exact: true }).click()
  await page.getByText('你正在以王芳的视角查看').waitFor()
  await page.goto(`${server.url}/contact`)
  await shot('seeing')
  expect(await page.getByText('赵小梅').count()).toBe(0)
  await page.getByRole('button', { name: '结束' }).click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
})

test('exports are told; a person is found, and erasing waits for somebody else', async () => {
  await page.evaluate(() => fetch('/api/v1/contact/export?format=csv').then((r) => r.text()))
  await page.goto(`${server.url}/settings/exports`)
  await page.getByText('1 行').waitFor()
  await page.getByText('1 行').click()
  await shot('exports')
  await page.goto(`${server.url}/settings/persons`)
  await page.getByLabel('电话').fill('139 1234 5678')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByLabel('赵小梅').waitFor()
  await page.getByRole('button', { name: '申请删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '申请删除' }).click()
  await page.getByText('等待另一位管理员确认').waitFor()
  await shot('persons')
  expect(await page.getByRole('button', { name: '确认并删除' }).count()).toBe(0)
  expect(wrong).toEqual([])
})

async function post(path: string, body: object) {
  const status = await page.evaluate(
    async ([to, given]) =>
      (
        await fetch(String(to), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(given),
        })
      ).status,
    [path, body] as const,
  )
  expect(status, path).toBe(201)
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

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
