import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, speakEnglish, startJourney } from './journey.ts'

// An administrator makes a pool and simulates a rule; a salesperson claims what she will look after.

let journey: Journey
let page: Page
let wang: Page
let pool: { id: string }

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const person = await journey.api('POST', 'people', {
    name: '王芳',
    email: 'wang@sampan.example',
    role: 'sales',
    password: 'pass-phrase-1',
  })
  pool = await journey.api('POST', 'pool', {
    name: '华东公海',
    object: 'account',
    people: [person.id],
    maskedFields: ['phone'],
    claimsPerDay: 2,
    looksPerDay: 3,
    opensPerDay: 2,
  })
  await journey.api('POST', 'pool', { name: '华南公海', object: 'account' })
  for (const name of ['海通机械', '远东仪表', '苏州精工'])
    await journey.api('POST', 'account', { name, phone: '13800138000', pool: pool.id })
  await journey.api('POST', 'account', { name: '本人客户', owner: person.id })
  const context = await journey.browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
  })
  wang = await context.newPage()
  wang.setDefaultTimeout(45_000)
  await wang.goto(`${journey.url}/sign-in`)
  await wang.getByLabel('邮箱').fill('wang@sampan.example')
  await wang.getByLabel('密码').fill('pass-phrase-1')
  await wang.getByRole('button', { name: '登录', exact: true }).click()
  await wang.getByRole('heading', { name: /王芳/ }).waitFor()
})

afterAll(() => journey?.close())

test('an administrator makes a rule, sees what it would do and switches it on', async () => {
  await page.goto(`${journey.url}/settings/pools`)
  await page.getByRole('button', { name: '新建规则' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('30 天无跟进')
  await dialog.getByLabel('适用对象').click()
  await page.getByRole('option', { name: '客户', exact: true }).click()
  await dialog.getByLabel('回落到').click()
  await page.getByRole('option', { name: '华东公海' }).click()
  await dialog.getByRole('button', { name: '添加条件' }).click()
  await dialog.getByText('有成交').click()
  // Spared where nobody says otherwise.
  expect(await dialog.getByLabel('有待审批（含关联记录）').isChecked()).toBe(true)
  const shortest = dialog.getByLabel('通话至少多长才算')
  await shortest.fill('30')
  await shortest.blur()
  expect(await shortest.inputValue()).toBe('30 秒')
  await dialog.getByText('接通且达到该时长的通话才算').waitFor()
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '30 天无跟进', exact: true }).click()
  await page.getByLabel('未来天数').fill('40')
  await page.getByRole('button', { name: '模拟', exact: true }).click()
  await page.getByRole('listitem').filter({ hasText: '本人客户' }).getByText('新增', { exact: true }).waitFor()
  await shot(page, 'rule')
  expect(await shortest.inputValue()).toBe('30 秒')
  await shortest.scrollIntoViewIfNeeded()
  await shot(page, 'rule-follow-up')
  await journey.accessible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText(/已启用/).waitFor()
  await shot(page, 'recycling')
  await page.getByRole('button', { name: '华东公海', exact: true }).click()
  await page.getByText('拾取与上限').waitFor()
  await shot(page, 'pool-form')
})

test('a call that is logged by hand is told in minutes or in seconds, and counts from so many', async () => {
  const recyclesOn = async () =>
    (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"本人客户"}')}`)).data[0].recyclesOn
  const [rule] = (await journey.api('GET', 'recyclingRule')).data
  expect(rule.followUp.or).toContainEqual({ kind: 'call', outcome: { ne: 'noAnswer' }, durationSeconds: { gte: 30 } })
  expect(rule.exempt.toSorted()).toEqual(['approval', 'won'])
  expect(await recyclesOn()).toBeTruthy()
  await page.goto(`${journey.url}/activity`)
  const log = async (typed: string, told: string) => {
    await page.getByRole('button', { name: '新建跟进' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '全部字段' }).click()
    await dialog.getByLabel('主题').fill(`电话 ${typed}`)
    const length = dialog.getByLabel('时长', { exact: true })
    await length.fill(typed)
    await length.blur()
    expect(await length.inputValue()).toBe(told)
    if (typed === '45s') await shot(page, 'call-length')
    await dialog.getByRole('button', { name: '新建' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const where = encodeURIComponent(JSON.stringify({ subject: `电话 ${typed}` }))
    return (await journey.api('GET', `activity?where=${where}`)).data[0].durationSeconds
  }
  expect(await log('2', '2 分')).toBe(120)
  expect(await log('45s', '45 秒')).toBe(45)
})

test('whoever reads of the record but does not belong to its pool is offered no look that would be refused', async () => {
  const email = 'gu@sampan.example'
  await journey.api('POST', 'people', { name: '顾晴', email, role: 'service', password: 'pass-phrase-1' })
  const context = await journey.browser.newContext({ locale: 'zh-CN', bypassCSP: true })
  const gu = await context.newPage()
  gu.setDefaultTimeout(45_000)
  const data = { email, password: 'pass-phrase-1' }
  await gu.request.post(`${journey.url}/api/auth/sign-in/email`, { data, headers: { origin: journey.url } })
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"苏州精工"}')}`)).data
  const asked = gu.waitForResponse((answer) => answer.url().endsWith(`/pool/${pool.id}/quota`))
  await gu.goto(`${journey.url}/account/${one.id}`)
  await gu.getByText(/拾取后显示/).waitFor()
  expect((await (await asked).json()).result).toEqual({ member: false })
  await gu.waitForLoadState('networkidle')
  expect(await gu.getByRole('button', { name: '立即查看' }).count()).toBe(0)
  await context.close()
})

test('a salesperson sees her pool, looks, claims, and reads how many days are left', async () => {
  const refused: string[] = []
  wang.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`)
  })
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('今天还可拾取 2 条').waitFor()
  await wang.waitForLoadState('networkidle')
  // A pool of others is neither shown nor asked for what she may not have.
  expect(await wang.getByText('华南公海').count()).toBe(0)
  expect(refused).toEqual([])
  await shot(wang, 'pools')
  await journey.accessible(wang)
  await wang.getByRole('link', { name: '华东公海' }).click()
  await wang.getByText('海通机械').first().waitFor()
  // The filter says which pool, not its id.
  await wang.getByRole('button', { name: /^公海池\s*等于\s*华东公海$/ }).waitFor()
  await shot(wang, 'pool-list')
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"海通机械"}')}`)).data
  await wang.goto(`${journey.url}/account/${one.id}`)
  await wang.getByText('在「华东公海」中，等待拾取').waitFor()
  await wang.getByText(/拾取后显示/).waitFor()
  await shot(wang, 'pooled')
  await wang.getByRole('button', { name: '立即查看' }).click()
  await wang
    .getByText(/138 ?0013 ?8000/)
    .first()
    .waitFor()
  await wang.getByRole('button', { name: '拾取', exact: true }).click()
  await wang.getByText(/回落还剩 \d+ 天：30 天无跟进/).waitFor()
  await shot(wang, 'countdown')
  // the timeline says how she came to have it, not that fields were changed
  const claimed = wang.getByRole('listitem').filter({ hasText: '王芳 拾取' })
  await claimed.waitFor()
  expect(await claimed.textContent()).not.toContain('修改了')
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('今天还可拾取 1 条').waitFor()
  expect(journey.wrong).toEqual([])
})

test('more time is asked for once, says so on the page, and is decided by name', async () => {
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"本人客户"}')}`)).data
  await wang.goto(`${journey.url}/account/${one.id}`)
  await wang.getByRole('button', { name: '申请延期', exact: true }).click()
  const dialog = wang.getByRole('dialog')
  await dialog.getByLabel('延期至').fill('+60')
  await dialog.getByLabel('申请理由').fill('客户下周出差回来')
  await dialog.getByRole('button', { name: '申请延期' }).click()
  await wang.getByText(/已申请延期至 .+，等待审批/).waitFor()
  expect(await wang.getByRole('button', { name: '申请延期', exact: true }).count()).toBe(0)
  const [request] = (await journey.api('GET', 'extensionRequest')).data
  await page.goto(`${journey.url}/extensionRequest/${request.id}`)
  await page.getByRole('listitem').filter({ hasText: '王芳 申请延期' }).waitFor()
  await page.getByLabel('详情').getByRole('link', { name: '本人客户' }).waitFor()
  await page.goto(`${journey.url}/pools`)
  await page.getByText('客户下周出差回来').waitFor()
  await shot(page, 'board')
  await journey.accessible()
  await page.getByRole('button', { name: '同意延期' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '同意延期' }).click()
  await page.getByText('客户下周出差回来').waitFor({ state: 'hidden' })
  await wang.reload()
  await wang.getByText(/已申请延期/).waitFor({ state: 'hidden' })
  await wang.getByRole('button', { name: '申请延期', exact: true }).waitFor()
})

test('what goes to its pool is hers for a salesperson, with the days that are left beside each name', async () => {
  await wang.goto(`${journey.url}/pools`)
  await wang.getByRole('heading', { name: '我名下即将回落' }).waitFor()
  await wang.getByRole('link', { name: /一周内/ }).click()
  await wang.getByRole('button', { name: /^负责人\s*是我$/ }).waitFor()
  await wang.getByRole('button', { name: /^回落日\s*不晚于/ }).waitFor()
  // none of hers is that near: without that condition all of hers stand there, each with the days that are left
  await wang.getByRole('button', { name: '移除 回落日' }).click()
  await wang.getByRole('columnheader', { name: '回落日' }).waitFor()
  await wang
    .getByText(/还剩 \d+ 天/)
    .first()
    .waitFor()
  await page.goto(`${journey.url}/pools`)
  await page.getByRole('heading', { name: '即将回落', exact: true }).waitFor()
  await page.getByRole('link', { name: '华东公海' }).click()
  await page.getByRole('columnheader', { name: '前负责人' }).waitFor()
})

test('a rule of towns shows its towns, and takes another one', async () => {
  const rule = await journey.api('POST', 'assignmentRule', {
    name: '华东线索',
    object: 'lead',
    where: { 'address.city': { in: ['上海市', '苏州市'] } },
    to: 'pool',
    pool: (await journey.api('POST', 'pool', { name: '线索公海', object: 'lead' })).id,
  })
  await page.goto(`${journey.url}/settings/assignment`)
  await page.getByRole('button', { name: '华东线索', exact: true }).click()
  const dialog = page.getByRole('dialog').first()
  await dialog.getByRole('button', { name: /^地址 › 城市\s*属于\s*上海市、苏州市$/ }).click()
  const towns = page.getByRole('textbox', { name: '属于' })
  expect(await towns.inputValue()).toBe('上海市、苏州市')
  await towns.fill('上海市、苏州市，杭州市')
  await page.getByRole('button', { name: '应用' }).click()
  await dialog.getByRole('button', { name: '添加筛选' }).click()
  await page.getByPlaceholder('查找字段').fill('评分')
  await page.getByRole('button', { name: '评分', exact: true }).click()
  await page.getByRole('textbox', { name: '不小于' }).fill('40')
  await page.keyboard.press('Enter')
  await shot(page, 'assignment-rule')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const saved = await journey.api('GET', `assignmentRule/${rule.id}`)
  expect(saved.where).toEqual({ 'address.city': { in: ['上海市', '苏州市', '杭州市'] }, score: { gte: 40 } })
})

test('in English: a salesperson claims from her pool and reads when it would go back', async () => {
  await speakEnglish(wang, journey.url)
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('1 left today').waitFor()
  const [one] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"远东仪表"}')}`)).data
  // pointing at a record is not opening it
  await wang.goto(`${journey.url}/account`)
  await wang.locator('a[data-record]').filter({ hasText: '苏州精工' }).hover()
  await wang.waitForTimeout(300)
  await wang.goto(`${journey.url}/account/${one.id}`)
  await wang.getByText('In 华东公海, waiting for an owner').waitFor()
  await wang.getByRole('button', { name: 'Claim', exact: true }).click()
  await wang.getByText(/Goes to its pool in \d+ days: 30 天无跟进/).waitFor()
  await wang.goto(`${journey.url}/pools`)
  await wang.getByText('0 left today').waitFor()
  // Two records a day may be opened here.
  const [third] = (await journey.api('GET', `account?where=${encodeURIComponent('{"name":"苏州精工"}')}`)).data
  await wang.goto(`${journey.url}/account/${third.id}`)
  await wang.getByRole('heading', { name: 'No more records today', exact: true }).waitFor()
})

test('in English: who manages the rules simulates a change and keeps it', async () => {
  await speakEnglish(page, journey.url)
  await page.goto(`${journey.url}/settings/pools`)
  await page.getByRole('button', { name: '30 天无跟进', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Days', { exact: true }).fill('60')
  expect(await dialog.getByLabel('Shortest call that counts').inputValue()).toBe('30 s')
  await dialog.getByLabel('Shortest call that counts').scrollIntoViewIfNeeded()
  await shot(page, 'rule-en')
  await dialog.getByLabel('Days ahead').fill('40')
  await dialog.getByRole('button', { name: 'Simulate', exact: true }).click()
  const result = dialog.getByRole('complementary', { name: 'What it would do' })
  await result.getByText('Fewer').waitFor()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  const [rule] = (await journey.api('GET', 'recyclingRule')).data
  expect(rule.conditions).toMatchObject([{ days: 60 }])
  expect(journey.wrong).toEqual([])
})

async function shot(on: Page, name: string) {
  if (!process.env.SHOTS) return
  await on.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
  await on.setViewportSize({ width: 390, height: 844 })
  await on.waitForTimeout(400)
  await on.screenshot({ path: join(process.env.SHOTS, `${name}-390.png`) })
  await on.setViewportSize({ width: 1440, height: 900 })
}
