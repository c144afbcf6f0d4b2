import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../totp.ts'
import { type Journey, openJourney, setUp } from './journey.ts'

// Somebody locks her account and comes back in by each of its keys; an administrator sets the policy and reads the log.

let journey: Journey
let context: BrowserContext
let page: Page
let url: string
let secret = ''
let recovery = ''
const wrong: string[] = []
const pass = 'a long pass phrase'

beforeAll(async () => {
  const opened = await openJourney()
  journey = opened
  // Passkeys belong to a name, not to a number.
  const byName = (address: string) => address.replace('127.0.0.1', 'localhost')
  url = byName(opened.url)
  const first = await openPage('zh-CN')
  context = first.context
  page = first.page
  await setUp(page, byName(opened.setupLink))
})
afterAll(() => journey?.close())

test('an authenticator app is set up by its QR code; the recovery codes are shown once', async () => {
  await page.goto(`${url}/settings/account`)
  await section('验证器应用').getByText('未启用').waitFor()
  await look('account')
  await section('验证器应用').getByRole('button', { name: '设置' }).click()
  await dialog().getByLabel('请输入密码确认').fill('not my password')
  await dialog().getByRole('button', { name: '继续' }).click()
  await dialog().getByText('密码不正确').waitFor()
  await dialog().getByLabel('请输入密码确认').fill(pass)
  await dialog().getByRole('button', { name: '继续' }).click()
  await dialog().getByRole('img', { name: '验证器应用二维码' }).waitFor()
  secret = (await dialog().locator('code').textContent()) ?? ''
  await look('totp')
  await dialog().getByLabel('应用当前显示的').fill('000000')
  await dialog().getByRole('button', { name: '继续' }).click()
  await dialog().getByText('验证码不正确或已使用').waitFor()
  await dialog().getByLabel('应用当前显示的').fill(codeOf(secret))
  await dialog().getByRole('button', { name: '继续' }).click()
  await dialog().getByLabel('我已保存').waitFor()
  const codes = await dialog().getByRole('listitem').allTextContents()
  expect(codes.length).toBe(10)
  recovery = codes[0]!
  await look('recovery')
  await dialog().getByLabel('我已保存').check()
  await dialog().getByRole('button', { name: '完成' }).click()
  await section('验证器应用').getByText('已启用').waitFor()
  await look('account-on')
})

test('she signs out, and comes in with the password and a code; a recovery code opens once', async () => {
  await signOut(page)
  await password(page)
  await page.getByRole('heading', { name: '两步验证', exact: true }).waitFor()
  await look('second-step')
  await page.getByLabel('验证码').fill('123456')
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByText('验证码不正确或已使用').waitFor()
  await page.getByLabel('验证码').fill(codeOf(secret, 1))
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()

  const other = await openPage('en')
  await other.page.goto(`${url}/sign-in`)
  await other.page.getByLabel('E-mail').fill('lin@sampan.example')
  await other.page.getByLabel('Password').fill(pass)
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await other.page.getByRole('button', { name: 'Use a recovery code' }).click()
  await other.page.getByLabel('Recovery code').fill(recovery)
  await other.page.getByRole('button', { name: 'Continue' }).click()
  await other.page.getByRole('heading', { name: /林晓/ }).waitFor()
})

test('the other session is seen, and ended: it is out at once', async () => {
  const other = journey.browser.contexts().at(-1)!.pages()[0]!
  await page.goto(`${url}/settings/account`)
  await section('登录的设备').getByText('恢复码').waitFor()
  await look('sessions')
  await section('登录的设备')
    .getByRole('button', { name: /^退出 / })
    .first()
    .click()
  await page.getByText('已退出该设备').waitFor()
  await other.goto(`${url}/settings/account`)
  await other.waitForURL(/sign-in/)
  await other.context().close()
})

test('a passkey is made, named anew, and opens without a password', async () => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await section('通行密钥').getByRole('button', { name: '添加通行密钥' }).click()
  await dialog().getByLabel('名称').fill('我的电脑')
  await look('passkey')
  await dialog().getByRole('button', { name: '继续' }).click()
  await section('通行密钥').getByText('我的电脑').waitFor()
  await page.getByRole('button', { name: '重命名我的电脑' }).click()
  await dialog().getByLabel('名称').fill('办公电脑')
  await dialog().getByRole('button', { name: '保存' }).click()
  await section('通行密钥').getByText('办公电脑').waitFor()
  await signOut(page)
  await page.getByRole('button', { name: '用通行密钥登录' }).waitFor()
  await look('sign-in')
  await page.getByRole('button', { name: '用通行密钥登录' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  await page.goto(`${url}/settings/account`)
  await section('登录的设备').getByText('通行密钥').first().waitFor()
})

test('an administrator asks everybody for a second factor; who has none sets it up before anything else', async () => {
  await page.goto(`${url}/settings/people`)
  await page.getByRole('button', { name: '添加成员' }).click()
  await dialog().getByLabel('姓名').fill('Wang Fang')
  await dialog().getByLabel('邮箱').fill('wang@sampan.example')
  await dialog().getByRole('button', { name: '添加' }).click()
  await dialog().getByRole('button', { name: '生成链接' }).click()
  const link = (await dialog().getByRole('status').locator('code').textContent())!
  await look('person')
  await dialog().getByRole('button', { name: '关闭' }).click()
  await page.goto(`${url}/settings/sign-in`)
  await page.getByText('所有人均已设置').waitFor()
  await page.getByLabel('所有人必须启用').click()
  await page.getByText('已保存').waitFor()
  await look('policy')

  const wang = await openPage('en')
  await wang.page.goto(link.replace('127.0.0.1', 'localhost'))
  await wang.page.getByRole('heading', { name: 'Welcome, Wang Fang', exact: true }).waitFor()
  await look('welcome', wang.page)
  await wang.page.getByLabel('New password').fill('a phrase of her own')
  await wang.page.getByRole('button', { name: 'Save and sign in' }).click()
  await wang.page.getByRole('heading', { name: 'One more lock', exact: true }).waitFor()
  await look('enrol', wang.page)
  await wang.page.goto(`${url}/account`)
  await wang.page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const hers = wang.page.getByRole('dialog')
  await hers.getByLabel('Confirm with your password').fill('a phrase of her own')
  await hers.getByRole('button', { name: 'Continue' }).click()
  const key = (await hers.locator('code').textContent()) ?? ''
  await hers.getByLabel('The six digits').fill(codeOf(key))
  await hers.getByRole('button', { name: 'Continue' }).click()
  await hers.getByLabel('I have kept them').check()
  await hers.getByRole('button', { name: 'Done' }).click()
  await wang.page.waitForURL(/\/account/)
  // she speaks Chinese here, as the workspace does; a link works once
  await wang.page.goto(link.replace('127.0.0.1', 'localhost'))
  await wang.page.getByRole('heading', { name: '链接已失效', exact: true }).waitFor()
  await wang.context.close()
})

test('a provider that does not answer is refused at its field, and nothing is kept', async () => {
  await page.getByRole('button', { name: '添加登录服务' }).click()
  await dialog().getByLabel('按钮上的名称').fill('公司账号')
  await dialog().getByLabel('Issuer').fill(`${url}/nowhere`)
  await dialog().getByLabel('Client ID').fill('sampan')
  await dialog().getByLabel('Client secret').fill('hush')
  await dialog().getByLabel('可担保的邮箱域名').fill('corp.test')
  await dialog().getByRole('button', { name: '测试并保存' }).click()
  await dialog().getByRole('alert').waitFor()
  await look('provider')
  await page.keyboard.press('Escape')
  await page.getByText('还没有登录服务').waitFor()
})

test('the audit log tells who came in, from where, and that nobody has been at it', async () => {
  await page.goto(`${url}/settings/audit`)
  await page.getByText('修改登录策略', { exact: true }).locator('visible=true').first().waitFor()
  await page.getByRole('button', { name: '立即校验' }).click()
  await page.getByText('完好无损').waitFor()
  await look('audit')
  await page.getByLabel('事件', { exact: true }).selectOption({ label: '两步验证失败' })
  // What stood there before has gone, so that what is opened stays.
  await expect.poll(() => page.getByText('修改登录策略', { exact: true }).locator('visible=true').count()).toBe(0)
  await page.getByRole('group').filter({ hasText: '林晓' }).first().click()
  await page.getByText('Linux 上的 Chrome').first().waitFor()
  await look('audit-open')
  await page.getByLabel('从', { exact: true }).fill('+1')
  await page.keyboard.press('Enter')
  await page.getByText('没有符合的记录').waitFor()
  await page.getByRole('button', { name: '清除筛选' }).click()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出 CSV' }).click()
  expect(readFileSync((await (await file).path())!, 'utf8')).toContain('signInPolicyChanged')
})

test('nothing broke on the way', () => {
  expect(wrong).toEqual([])
})

const dialog = () => page.getByRole('dialog')
const section = (name: string) => page.getByRole('region', { name })

async function openPage(locale: string) {
  const context = await journey.browser.newContext({ locale, viewport: { width: 1440, height: 900 }, bypassCSP: true })
  const page = await context.newPage()
  page.setDefaultTimeout(45_000)
  page.on('pageerror', (error) => wrong.push(error.message))
  return { context, page }
}

async function signOut(on: Page) {
  await on.getByRole('button', { name: /账户菜单/ }).click()
  await on.getByRole('menuitem', { name: '退出登录' }).click()
  await on.getByRole('heading', { name: '登录', exact: true }).waitFor()
}

async function password(on: Page) {
  await on.getByLabel('邮箱').fill('lin@sampan.example')
  await on.getByLabel('密码').fill(pass)
  await on.getByRole('button', { name: '登录', exact: true }).click()
}

/** WCAG 2.2 AA and good practice, on what is seen now, wide and on a phone; `SHOTS=/some/folder` keeps pictures for the eye. */
async function look(name: string, on = page): Promise<void> {
  for (const [suffix, width, height] of [
    ['-390', 390, 844],
    ['', 1440, 900],
  ] as const) {
    await on.setViewportSize({ width, height })
    await on.waitForTimeout(300)
    await journey.accessible(on)
    const sideways = await on.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect([name + suffix, sideways]).toEqual([name + suffix, false])
    if (process.env.SHOTS) await on.screenshot({ path: join(process.env.SHOTS, `${name}${suffix}.png`) })
  }
}
