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
})

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
  await page.getByRole('heading', { name: '海通机械', exact: true }).waitFor()
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
  await page.getByRole('heading', { name: '成员', exact: true }).waitFor()
})

test('a team goes below another and a person into a team: dragged, by keyboard and by the menu; a circle is refused', async () => {
  const ids: Record<string, string> = {}
  for (const name of ['华东区', '上海组', '渠道部']) ids[name] = (await post('/api/v1/team', { name })).id
  const place = async (object: string, name: string, key: string) =>
    (await journey.api('GET', `${object}?where=${encodeURIComponent(JSON.stringify({ name }))}`)).data[0][key]?.title ??
    null
  await page.goto(`${journey.url}/settings/teams`)
  const row = (name: string) =>
    page.locator('[data-item]').filter({ has: page.getByRole('link', { name, exact: true }) })
  const handle = (name: string) => row(name).getByRole('button', { name: new RegExp(`^移动.*${name}`) })
  const confirm = async (title: string) => {
    const dialog = page.getByRole('dialog', { name: title })
    await dialog.getByRole('button', { name: '移动', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  // by the mouse
  await handle('上海组').hover()
  await page.mouse.down()
  const onto = (await row('华东区').boundingBox())!
  await page.mouse.move(onto.x + 60, onto.y + onto.height / 2, { steps: 4 })
  await page.locator('[data-over]').filter({ hasText: '华东区' }).waitFor()
  await page.mouse.up()
  await confirm('将「上海组」移到「华东区」')
  await expect.poll(() => place('team', '上海组', 'parent')).toBe('华东区')
  // a circle is said at once
  await handle('华东区').hover()
  await page.mouse.down()
  const below = (await row('上海组').boundingBox())!
  await page.mouse.move(below.x + 60, below.y + below.height / 2, { steps: 4 })
  await page.locator('[data-over]').filter({ hasText: '上海组' }).waitFor()
  await page.mouse.up()
  await page.getByText('「华东区」不能移到自己或自己的下级之下').waitFor()
  // by the keyboard: the arrows choose, what it opens is told before
  await handle('王芳').focus()
  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('ArrowUp')
    if ((await page.getByRole('status').allTextContents()).join('').includes('「华东区」')) break
  }
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: '将「王芳」移到「华东区」' }).waitFor()
  await journey.accessible()
  await shot('team-preview')
  await confirm('将「王芳」移到「华东区」')
  await expect.poll(() => place('user', '王芳', 'team')).toBe('华东区')
  // by the menu, as on a phone; and taken back
  await row('陈静').getByRole('button', { name: /^操作/ }).click()
  await page.getByRole('menuitem', { name: '移动到…' }).click()
  await page.getByRole('dialog').getByLabel('目标团队').click()
  await page.getByRole('option', { name: '渠道部' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '移动', exact: true }).click()
  await confirm('将「陈静」移到「渠道部」')
  await page
    .locator('[aria-live=polite] div')
    .filter({ hasText: '「陈静」已移到「渠道部」' })
    .getByRole('button', { name: '撤销' })
    .click()
  await expect.poll(() => place('user', '陈静', 'team')).toBe(null)
  await journey.accessible()
  await shot('teams')
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
