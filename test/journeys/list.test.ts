import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A day with lists, told in order: filters, views, cells, many at once, groups; in Chinese, then in English.

let it: Journey
const patient = { timeout: 45_000 }

beforeAll(async () => {
  it = await startJourney()
  const { data } = await it.api('POST', 'account/batch', {
    create: [
      { name: '云帆科技', level: 'A' },
      { name: '远山制造', level: 'B' },
    ],
  })
  await it.api('POST', 'opportunity/batch', {
    create: Array.from({ length: 240 }, (_, i) => ({
      name: `商机 ${String(i).padStart(3, '0')}`,
      account: data[i % 2].id,
      amount: { amount: String(1_000 * (i + 1)), currency: 'CNY' },
      closeDate: i % 3 === 0 ? '2026-12-05' : '2027-02-03',
    })),
  })
})
afterAll(() => it?.close())

const list = (search = '') => it.page.goto(`${it.url}/opportunity${search}`)
const row = (name: string) => it.page.getByRole('row').filter({ has: it.page.getByRole('link', { name, exact: true }) })
const cell = (name: string, column: number) => row(name).locator(`[data-column="${column}"]`)
const next = { step: 6, amount: 3 }
const sorted = encodeURIComponent(JSON.stringify(['name']))
const find = async (where: object) =>
  (await it.api('GET', `opportunity?limit=1000&sort=name&where=${encodeURIComponent(JSON.stringify(where))}`)).data

test('a filter that no longer fits is told, and the next step is at hand', async () => {
  await list(`?where=${encodeURIComponent(JSON.stringify({ gone: { eq: 1 } }))}`)
  await it.page.getByText('该筛选条件已不适用').waitFor()
  await it.accessible()
  await it.page.getByRole('button', { name: '清除筛选' }).click()
  await it.page.locator('[data-row="0"]').waitFor()
  await it.accessible()
})

test('a list is one request, whatever views there are', async () => {
  const { page } = it
  const asked: string[] = []
  const note = (request: { url(): string }) => asked.push(new URL(request.url()).pathname)
  // what others change would be asked for again in between
  const live = /\/api\/v1\/events\?/
  await page.route(live, (route) => route.abort())
  await list(`?sort=${sorted}`)
  await page.locator('[data-row="0"]').waitFor()
  page.on('requestfinished', note)
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '客户', exact: true }).click()
  await page.getByRole('heading', { name: /客户/ }).first().waitFor()
  await page.getByText('共 2 条').waitFor()
  page.off('requestfinished', note)
  await page.unroute(live)
  expect(asked.filter((path) => path.startsWith('/api/v1/account'))).toEqual(['/api/v1/account'])
  expect(asked.filter((path) => /savedView|preferences|meta/.test(path))).toEqual([])
})

test('filters reach into the customer, and go together in groups; kept as a view with its own look', async () => {
  const { page } = it
  await list()
  await page.locator('[data-row="0"]').waitFor()
  await page.keyboard.press('f')
  await page.getByRole('button', { name: '客户的字段' }).click()
  await page.getByRole('button', { name: '客户级别', exact: true }).click()
  await page.getByRole('dialog', { name: '客户 › 客户级别' }).getByText('A', { exact: true }).click()
  await page.keyboard.press('Escape')
  await page.getByText('共 120 条').waitFor()
  await page.keyboard.press('f')
  await page.getByRole('button', { name: '添加条件组' }).click()
  await page.getByRole('button', { name: '添加条件', exact: true }).click()
  await page.keyboard.type('金额')
  await page.keyboard.press('Enter')
  await page.getByLabel('不小于', { exact: true }).fill('200000')
  await page.keyboard.press('Enter')
  await page.getByText('共 20 条').waitFor()
  await it.accessible()
  await page.getByRole('button', { name: '完成' }).click()
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByRole('radio', { name: '紧凑' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '另存为视图' }).click()
  await page.getByLabel('视图名称').fill('大客户')
  await it.accessible()
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: '视图' }).getByRole('button', { name: '大客户' }).waitFor()
  await expect.poll(async () => (await it.api('GET', 'savedView')).data.length, patient).toBe(1)
  const { settings } = (await it.api('GET', 'savedView')).data[0]
  expect([settings.density, settings.where]).toEqual([
    'compact',
    { 'account.level': { in: ['A'] }, or: [{ amount: { gte: 200_000 } }] },
  ])
})

test('what is changed in a view shows, and is put back; its tab moves, and it may open first', async () => {
  const { page } = it
  const tabs = page.getByRole('navigation', { name: '视图' })
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByRole('radio', { name: '宽松' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '还原' }).click()
  await expect.poll(() => page.getByRole('button', { name: '还原' }).count(), patient).toBe(0)
  const option = async (name: string) => {
    await page.getByRole('button', { name: '视图选项' }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
  }
  await option('左移')
  await expect.poll(() => tabs.getByRole('button').allTextContents(), patient).toEqual(['全部', '大客户', '我的'])
  await option('设为默认视图')
  await page.getByText('已将「大客户」设为默认视图').waitFor()
  await list()
  await page.getByText('共 20 条').waitFor()
  expect(await tabs.locator('[aria-current="page"]').textContent()).toBe('大客户')
  await option('删除视图')
  await page.getByText('共 240 条').waitFor()
})

test('a letter is a letter also in the first moment of a page; after g it leads on, but not out of a text', async () => {
  const page = await it.page.context().newPage()
  await page.addInitScript(() => {
    const stopped = performance.now()
    performance.now = () => stopped // a page that has come this very moment
  })
  await page.goto(`${it.url}/opportunity?sort=${sorted}`)
  await page.locator('[data-row="0"]').waitFor()
  await page.keyboard.press('a')
  await page.getByPlaceholder('查找商机…').pressSequentially('a')
  expect(new URL(page.url()).pathname).toBe('/opportunity')
  await page.getByPlaceholder('查找商机…').press('Escape')
  await page.keyboard.press('g')
  await page.getByPlaceholder('查找商机…').pressSequentially('a')
  expect(new URL(page.url()).pathname).toBe('/opportunity')
  await page.getByPlaceholder('查找商机…').press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.waitForURL(/\/account/)
  // what was typed into the quick find a moment before does not bring her back
  await page.waitForTimeout(400)
  expect(new URL(page.url()).pathname).toBe('/account')
  await page.close()
})

test('rows by keyboard alone: moved over, edited, opened; what closes a dialog leaves the place in the list', async () => {
  const { page } = it
  const mark = page.locator('[data-row][data-active]')
  const here = () => mark.getByRole('link').first().textContent()
  const shown = async (name: string) => expect.poll(here, patient).toBe(name)
  await list(`?sort=${sorted}`)
  await page.locator('[data-row="0"]').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('j')
  await shown('商机 001')
  await page.keyboard.press('e')
  const editor = page.locator('[data-editor] input')
  await editor.waitFor()
  expect(await editor.inputValue()).toBe('商机 001')
  await page.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: '键盘快捷键' })
  await sheet.getByText('向下填充').waitFor()
  await it.accessible()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('grid').and(page.locator(':focus')).waitFor()
  await page.keyboard.press('j')
  await shown('商机 002')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '商机 002' }).waitFor()
  await page.locator('[data-edit]').first().waitFor()
  await page.keyboard.press('e')
  await editor.waitFor()
  expect(await editor.inputValue()).toBe('商机 002')
  await page.keyboard.press('Escape')
})

test('cells by keyboard alone: typed into, filled down, copied, emptied, taken back', async () => {
  const { page } = it
  await list(`?sort=${sorted}`)
  await cell('商机 000', next.step).click()
  await page.keyboard.type('call')
  await page.keyboard.press('Enter')
  await expect.poll(() => cell('商机 000', next.step).textContent(), patient).toBe('call')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Control+d')
  await expect.poll(async () => (await find({ nextStep: 'call' })).length, patient).toBe(3)
  await it.accessible()
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await find({ nextStep: 'call' })).length, patient).toBe(1)
  await cell('商机 000', next.step).click()
  await page.keyboard.press('Delete')
  await expect.poll(async () => (await find({ nextStep: 'call' })).length, patient).toBe(0)
})

test('what was typed into a cell stays there without a network, and is saved with the next Enter', async () => {
  const { page } = it
  await it.api('POST', 'opportunity', { name: '短暂的商机' })
  const [{ id }] = await find({ name: '短暂的商机' })
  await list(`?where=${encodeURIComponent(JSON.stringify({ name: '短暂的商机' }))}`)
  await cell('短暂的商机', next.step).click()
  await page.keyboard.type('kept')
  await page.route('**/api/v1/opportunity/**', (route) => route.abort())
  await page.keyboard.press('Enter')
  const editor = page.locator('[data-editor]')
  await editor.getByText('连接不上服务器').waitFor()
  expect(await editor.locator('input').inputValue()).toBe('kept')
  await page.unroute('**/api/v1/opportunity/**')
  await editor.locator('input').press('Enter')
  await expect.poll(async () => (await find({ name: '短暂的商机' }))[0].nextStep, patient).toBe('kept')
  await it.api('DELETE', `opportunity/${id}`)
  await list(`?sort=${sorted}`)
  await page.locator('[data-row="0"]').waitFor()
})

test('a record that is deleted while one of its cells is typed into is told, with what was typed', async () => {
  const { page } = it
  const { id } = await it.api('POST', 'opportunity', { name: '000 要删的' })
  await list(`?sort=${sorted}`)
  await row('000 要删的').waitFor()
  await cell('000 要删的', next.step).click()
  await page.keyboard.type('call first')
  await it.api('DELETE', `opportunity/${id}`)
  await page.getByText('「000 要删的」已不在此列表中。你刚才填写的是：call first').waitFor()
  await row('000 要删的').waitFor({ state: 'detached' })
  // the keys go to the list again
  await page.keyboard.press('ArrowDown')
  await page.locator('[data-active]').first().waitFor()
})

test('a block from a spreadsheet: what does not fit is shown first, the rest is written on demand', async () => {
  const { page } = it
  await cell('商机 001', next.amount).click()
  await paste('¥1.5万\n不是数\n3,000.50')
  const asked = page.getByRole('dialog', { name: '部分内容不能写入' })
  await asked.getByText('不是该字段的有效值').waitFor()
  await it.accessible()
  expect((await find({ name: '商机 001' }))[0].amount.amount).toBe('2000')
  await asked.getByRole('button', { name: '写入其余 2 个' }).click()
  await expect
    .poll(async () => (await find({ name: { in: ['商机 001', '商机 002', '商机 003'] } })).map(amountOf), patient)
    .toEqual(['15000', '3000', '3000.5'])
  await page.getByRole('button', { name: '撤销' }).first().click()
  await expect.poll(async () => amountOf((await find({ name: '商机 001' }))[0]), patient).toBe('2000')
})

test('all that match are changed as they were confirmed, and given back', async () => {
  const { page } = it
  await list(`?sort=${sorted}&where=${encodeURIComponent(JSON.stringify({ amount: { lte: 150_000 } }))}`)
  await page.locator('[data-row="0"]').waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByRole('button', { name: '选择全部符合条件的 150 条' }).click()
  await page.getByRole('button', { name: '编辑', exact: true }).click()
  await page.getByLabel('字段', { exact: true }).selectOption('nextStep')
  await page.getByRole('dialog').getByLabel('下一步').fill('发报价')
  await page.getByRole('button', { name: '应用' }).click()
  await page.getByText('此刻共 150 条记录').waitFor()
  await it.accessible()
  await it.api('POST', 'opportunity', { name: '商机 新', amount: { amount: '5', currency: 'CNY' } })
  await page.getByRole('button', { name: '修改 150 条记录' }).click()
  await page.getByText('所选范围已变化，目前为 151 条记录').waitFor()
  expect(await find({ nextStep: '发报价' })).toHaveLength(0)
  await page.getByRole('button', { name: '修改 151 条记录' }).click()
  await page.getByText('已修改 151 条记录').waitFor()
  expect(await find({ nextStep: '发报价' })).toHaveLength(151)
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('151 条记录已恢复原样').waitFor()
  expect(await find({ nextStep: '发报价' })).toHaveLength(0)
})

test('groups have counts and sums, close and open; the end of the list is one key away', async () => {
  const { page } = it
  await list(`?group=${encodeURIComponent('closeDate:quarter')}`)
  const group = page.getByRole('row').filter({ hasText: '2026 年第 4 季度' })
  await expect.poll(() => group.textContent(), patient).toContain('80')
  await it.accessible()
  await group.getByRole('button').click()
  await expect.poll(() => group.getByRole('button').getAttribute('aria-expanded'), patient).toBe('false')
  await list(`?sort=${sorted}`)
  await page.locator('[data-row="0"]').waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Control+End')
  await row('商机 新').waitFor()
  await page.keyboard.press('Control+Home')
  await row('商机 000').waitFor()
})

test('a group of more than a thousand goes on to its end, once more is asked for', async () => {
  const { page } = it
  for (let part = 0; part < 2; part++)
    await it.api('POST', 'product/batch', {
      create: Array.from({ length: 600 }, (_, i) => ({ name: `产品 ${String(part * 600 + i).padStart(4, '0')}` })),
    })
  await page.goto(`${it.url}/product?group=active&sort=${sorted}`)
  await page.locator('[data-row="5"]').waitFor()
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight))
  await page.getByRole('button', { name: /^再显示/ }).click()
  await expect
    .poll(async () => {
      await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight))
      return page.getByRole('link', { name: '产品 1199' }).count()
    }, patient)
    .toBe(1)
  expect(await page.getByRole('button', { name: /^再显示/ }).count()).toBe(0)
})

test('what was done to many stands in a log, and is taken back from there', async () => {
  const { page } = it
  await list()
  await page.getByRole('button', { name: '视图选项' }).click()
  await page.getByRole('menuitem', { name: '批量操作记录' }).click()
  const last = page.getByRole('listitem').filter({ hasText: '修改了下一步' }).first()
  await last.getByText('已处理 151 条').waitFor()
  await last.getByText('已撤销').waitFor()
  const ids = (await find({})).slice(0, 3).map((one: { id: string }) => one.id)
  await it.api('POST', 'opportunity/bulk', { do: 'update', values: { nextStep: '回访' }, selection: { ids } })
  await page.reload()
  await it.accessible()
  await page.getByRole('button', { name: '撤销' }).first().click()
  await page.getByText('3 条记录已恢复原样').waitFor()
  await expect.poll(async () => (await find({ nextStep: '回访' })).length, patient).toBe(0)
  await expect.poll(() => page.getByRole('button', { name: '撤销' }).count(), patient).toBe(0)
})

test('where a list was left it is found again', async () => {
  const { page } = it
  await list(`?sort=${sorted}`)
  await page.locator('[data-row="5"]').waitFor()
  await page.getByRole('grid').evaluate((grid) => {
    grid.scrollTop = 1_700
  })
  await row('商机 052').getByRole('link', { name: '商机 052' }).click()
  await page.getByRole('heading', { level: 1, name: '商机 052' }).waitFor()
  await page.goBack()
  await row('商机 052').waitFor()
})

test('it speaks English', async () => {
  const { page } = it
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await list(`?sort=${sorted}&group=stage`)
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByRole('radio', { name: 'Wide' }).click()
  await it.accessible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save as view' }).waitFor()
  await page.getByRole('button', { name: 'Options of Amount' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'average' }).click()
  await page.getByRole('contentinfo').or(page.locator('footer')).getByText('average').waitFor()
  await it.accessible()
})

test('on a phone a list is cards, and nothing moves sideways', async () => {
  const { page } = it
  await page.setViewportSize({ width: 390, height: 844 })
  await list(`?sort=${sorted}`)
  await page.getByText('商机 000').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await it.accessible()
  expect(it.wrong).toEqual([])
})

const amountOf = (one: { amount: { amount: string } }) => one.amount.amount

/** What a browser does with the clipboard, whose own content a test may not touch. */
async function paste(text: string): Promise<void> {
  await it.page.getByRole('grid').evaluate((grid, given) => {
    const data = new DataTransfer()
    data.setData('text/plain', given)
    grid.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
}
