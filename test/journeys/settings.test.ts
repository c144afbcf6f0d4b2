import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// An administrator settles what holds for everybody: the company, its year, its money, its ways of selling.

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

const shot = async (name: string) => {
  if (process.env['SAMPAN_SHOTS'])
    await journey.page.screenshot({ path: `${process.env['SAMPAN_SHOTS']}/settings-${name}.png` })
}

test('the company has another name, and its week begins on Sunday', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/workspace`)
  await page.getByRole('textbox', { name: '名称' }).fill(' ')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('名称长度应为 1 到 120 个字。').waitFor()
  await page.getByRole('textbox', { name: '名称' }).fill('远帆工业')
  await page.getByLabel('每周的第一天').selectOption('7')
  await page.getByLabel('财年开始月份').selectOption('4')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  await page.getByRole('navigation', { name: '主导航' }).getByText('远帆工业').waitFor()
  await journey.accessible()
  await shot('workspace')
  await page.goto(`${url}/settings/calendar`)
  const letters = page.getByLabel('2026年2月').locator('span')
  expect(await letters.first().textContent()).toBe('日')
})

test('a day of the year is set by keyboard and taken back; hours read as people write them', async () => {
  const { page } = journey
  const day = (name: string) => page.locator(`[data-day="${name}"]`)
  await day('2026-02-13').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await day('2026-02-13').focus()
  await page.keyboard.press('ArrowRight')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-day'))).toBe('2026-02-14')
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: '休息' }).check()
  await page.getByLabel('名称').fill('公司年会')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await page.getByText('247 个工作日').waitFor()
  expect(await day('2026-02-14').getAttribute('aria-label')).toContain('公司年会')
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('248 个工作日').waitFor()
  await page.getByLabel('星期五的工作时间').fill('九点到五点')
  await page.getByText('请按「09:00–12:00, 13:00–18:00」的格式填写').waitFor()
  await page.getByLabel('星期五的工作时间').fill('9-12, 13:00～17:30')
  await page.locator('form').getByRole('button', { name: '保存' }).click()
  await page.locator('input[value="09:00–12:00, 13:00–17:30"]').waitFor()
  await page.getByRole('button', { name: '下一年' }).click()
  await page.getByRole('button', { name: '已补全这一年' }).waitFor()
  await journey.accessible()
  await shot('calendar')
})

test('a rate makes one sum of several currencies', async () => {
  const { page, url, api } = journey
  const account = (await api('POST', 'account', { name: '海通仪器' })).id
  await api('POST', 'opportunity', { name: '出口设备', account, amount: { amount: '100', currency: 'USD' } })
  await api('POST', 'opportunity', { name: '国内设备', account, amount: { amount: '1', currency: 'CNY' } })
  await page.goto(`${url}/settings/currencies`)
  await page.getByLabel('汇率', { exact: true }).fill('七')
  await page.getByRole('button', { name: '添加', exact: true }).click()
  await page.getByText('这不是有效的数字。').waitFor()
  await page.getByLabel('汇率', { exact: true }).fill('7.25')
  await page.getByLabel('币种', { exact: true }).selectOption('USD')
  await page.getByRole('button', { name: '添加', exact: true }).click()
  await page.getByText('1 USD = 7.25 CNY').waitFor()
  await journey.accessible()
  await shot('currencies')
  await page.goto(`${url}/opportunity?show=board`)
  await page.getByTitle('其他币种按「预计成交日期」当天').first().waitFor()
  await page.goto(`${url}/account/${account}`)
  const sum = page.getByRole('region', { name: '相关' }).getByTitle('其他币种按「预计成交日期」当天')
  await sum.waitFor()
  expect(await sum.getAttribute('title')).toContain('¥726')
})

test('a layout is put together by dragging and by keyboard, and what comes of it stands beside', async () => {
  const { page, url, api } = journey
  await page.goto(`${url}/settings/objects/account`)
  await page.getByRole('button', { name: '布局', exact: true }).click()
  await page.getByRole('button', { name: '新建布局' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').first().fill('电话销售')
  const names = (list: string) =>
    dialog.locator(`[data-list="${list}"] > [data-item]`).evaluateAll((all) => all.map((one) => one.textContent))
  const handle = (list: string, name: string) =>
    dialog.locator(`[data-list="${list}"]`).getByRole('button', { name: `移动${name}`, exact: true })
  const before = await names('list')
  const [first, second, third] = before as [string, string, string]
  // within a part, by the keyboard
  await handle('list', third).focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(async () => (await names('list')).slice(0, 3)).toEqual([first, third, second])
  expect(await handle('list', third).evaluate((one) => one === document.activeElement)).toBe(true)
  // within a part, by the mouse
  await handle('list', first).scrollIntoViewIfNeeded()
  await handle('list', first).hover()
  await page.mouse.down()
  const below = (await dialog.locator('[data-list="list"] > [data-item]').nth(2).boundingBox())!
  await page.mouse.move(below.x + 20, below.y + below.height - 4, { steps: 5 })
  await page.mouse.up()
  await expect.poll(async () => (await names('list')).slice(0, 3)).toEqual([third, second, first])
  // into another part, where it is added
  const there = await names('create')
  const added = (await names('list')).find((name) => name && !there.includes(name))!
  await handle('list', added).hover()
  await page.mouse.down()
  const other = (await dialog.locator('[data-list="create"] > [data-item]').first().boundingBox())!
  await page.mouse.move(other.x + 20, other.y + 4, { steps: 5 })
  await page.mouse.up()
  await expect.poll(async () => (await names('create'))[0]).toBe(added)
  await journey.accessible()
  await shot('layout')
  await dialog.getByRole('button', { name: '存入草稿' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { document } = await api('GET', 'configuration/draft')
  const [layout] = Object.values(document.layouts) as { list: string[]; create: string[] }[]
  expect([layout!.list.length, layout!.create.length]).toEqual([before.length, there.length + 1])
})

test('stages are dragged, moved by keyboard and taken back; one that goes says where its records go', async () => {
  const { page, url, api } = journey
  await page.goto(`${url}/settings/pipeline`)
  const names = () =>
    page.getByLabel('阶段名称').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
  await page.getByRole('button', { name: '移动初步接触' }).waitFor()
  const before = await names()
  const handle = (await page.getByRole('button', { name: '移动初步接触' }).boundingBox())!
  await page.mouse.move(handle.x + 8, handle.y + 10)
  await page.mouse.down()
  await page.mouse.move(handle.x + 12, handle.y + 110, { steps: 6 })
  await page.mouse.up()
  await page.getByText('已调整阶段顺序').waitFor()
  expect((await names()).slice(0, 3)).toEqual(['需求确认', '方案报价', '初步接触'])
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(names).toEqual(before)
  await page.getByRole('button', { name: '移动需求确认' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(async () => (await names())[0]).toBe('需求确认')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('移动需求确认')
  await page.keyboard.press('ArrowDown')
  await expect.poll(names).toEqual(before)
  await page.getByLabel('需求确认的必填字段').selectOption('closeDate')
  const need = page.locator('[data-item]').nth(1).getByRole('button', { name: '移除 预计成交日期' })
  await need.click()
  await need.waitFor({ state: 'detached' })
  await journey.accessible()
  await shot('pipeline')
  await page.getByRole('button', { name: '删除初步接触' }).click()
  await page.getByLabel('该阶段有 2 条商机，转到哪个阶段？').selectOption({ label: '需求确认' })
  await page.getByRole('button', { name: '转移并删除' }).click()
  await page.getByText('已移入回收站').waitFor()
  await expect.poll(names, { timeout: 45_000 }).toEqual(before.slice(1))
  const { data } = await api('GET', 'opportunity?select=stage')
  expect(data.map(({ stage }: { stage: { title: string } }) => stage.title)).toEqual(['需求确认', '需求确认'])
})

test('what was deleted is found by its name in the recycle bin, and comes back', async () => {
  const { page, url, api } = journey
  const { id } = await api('POST', 'account', { name: '删错的客户' })
  await api('DELETE', `account/${id}`)
  await page.goto(`${url}/settings/bin/account`)
  await page.getByText('由 林晓 删除').waitFor()
  await journey.accessible()
  const find = page.getByRole('searchbox', { name: '按名称查找', exact: true })
  await find.fill('没有这个')
  await find.press('Enter')
  await page.getByText('没有找到这个名称').waitFor()
  await find.fill('删错')
  await find.press('Enter')
  await page.getByRole('button', { name: '恢复 删错的客户', exact: true }).click()
  await page.getByText('「删错的客户」已恢复').waitFor()
  expect((await api('GET', `account/${id}`)).name).toBe('删错的客户')
})

test('the same in English, and nothing went wrong unseen', async () => {
  const { page, url } = journey
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  for (const [address, title] of [
    ['workspace', 'Workspace'],
    ['calendar', 'Working calendar'],
    ['currencies', 'Currencies'],
    ['pipeline', 'Pipelines and stages'],
  ]) {
    await page.goto(`${url}/settings/${address}`)
    await page.getByRole('heading', { name: title!, exact: true }).waitFor()
    await page.waitForLoadState('networkidle')
    await journey.accessible()
  }
  expect(journey.wrong).toEqual([])
})
