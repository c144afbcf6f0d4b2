import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// An administrator looks after rights: a role, who sees a record, somebody's eyes, exports, a person's data.

let journey: Journey
let page: Page

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
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

afterAll(() => journey?.close())

test('a role is read as a matrix; what a change opens is told before it is saved', async () => {
  await page.goto(`${journey.url}/settings/roles`)
  await page.getByRole('button', { name: '销售', exact: true }).click()
  await page.getByRole('rowheader', { name: '客户', exact: true }).waitFor()
  const teams = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^团队/ }) })
  expect(await teams.textContent()).toContain('所有人')
  await shot('roles')
  await page.getByRole('button', { name: '联系人: 字段与操作' }).click()
  await page.getByLabel('手机').selectOption({ label: '隐藏' })
  await shot('role-fields')
  await page.getByLabel('客户: 查看').selectOption({ label: '全部' })
  // what is not saved stays when one goes away
  await page.goto(`${journey.url}/settings/teams`)
  await page.goto(`${journey.url}/settings/roles`)
  await page.getByRole('button', { name: /^销售 · 未保存/ }).click()
  await page.getByRole('button', { name: '查看影响并保存' }).click()
  await page.getByText('1 条客户变为对 1 人可见').waitFor()
  await page.getByText('联系人的字段「手机」对 1 人变为隐藏').waitFor()
  await shot('role-preview')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await page.getByText('角色已保存').waitFor()
})

test('a record tells who sees it and why; somebody’s eyes show what she sees and nothing more', async () => {
  await page.goto(`${journey.url}/account`)
  await page.getByText('海通机械').first().click()
  await page.getByRole('heading', { name: '海通机械' }).waitFor()
  await page.getByRole('button', { name: '操作' }).first().click()
  await page.getByRole('menuitem', { name: '谁能看到' }).click()
  await page.getByText('角色「销售」可查看全部客户').waitFor()
  await shot('access')
  await page.keyboard.press('Escape')
  await page.goto(`${journey.url}/settings/people`)
  await page.getByRole('button', { name: /王芳/ }).last().click()
  await page.getByRole('menuitem', { name: '以其视角查看' }).click()
  await page.getByLabel('原因').fill('她说看不到客户')
  await shot('see-as')
  await page.getByRole('button', { name: '开始', exact: true }).click()
  await page.getByText('你正在以王芳的视角查看').waitFor()
  await page.goto(`${journey.url}/contact`)
  await shot('seeing')
  expect(await page.getByText('赵小梅').count()).toBe(0)
  await page.getByRole('button', { name: '结束' }).click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
})

test('exports are told; a person is found, and erasing waits for somebody else', async () => {
  await page.evaluate(() => fetch('/api/v1/contact/export?format=csv').then((r) => r.text()))
  await page.goto(`${journey.url}/settings/exports`)
  await page.getByText('1 行').waitFor()
  await page.getByText('1 行').click()
  await shot('exports')
  await page.goto(`${journey.url}/settings/persons`)
  await page.getByLabel('电话').fill('139 1234 5678')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByLabel('赵小梅').waitFor()
  await page.getByRole('button', { name: '申请删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '申请删除' }).click()
  await page.getByText('等待另一位管理员确认').waitFor()
  await shot('persons')
  expect(await page.getByRole('button', { name: '确认并删除' }).count()).toBe(0)
  expect(journey.wrong).toEqual([])
})

const post = (path: string, body: object) => journey.api('POST', path.replace('/api/v1/', ''), body)

/** For a look by eye: `SHOTS=/some/folder`. */
async function shot(name: string) {
  if (!process.env.SHOTS) return
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(process.env.SHOTS, `${name}-390.png`) })
  await page.setViewportSize({ width: 1440, height: 900 })
}
