import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, openJourney } from './journey.ts'

// A new person's way to her first moved deal, and ten everyday jobs, each begun on the first page, counted in clicks and
// keys; docs/guide/clicks.md says the same figures.

let journey: Journey & { setupLink: string }
let page: Page
let clicks = 0
let keys = 0
const counted: [clicks: number, keys: number][] = []
const post = (path: string, body: object) => journey.api('POST', path, body)
const option = (name: string) => page.getByRole('option', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { level: 1, name })
const here = 'account?limit=1000&select=name,owner'

beforeAll(async () => {
  journey = await openJourney()
  page = journey.page
})
afterAll(() => journey?.close())

/** A job, from the first page to where it is done. */
function job(name: string, run: () => Promise<void>) {
  test(name, async () => {
    await page.goto(journey.url)
    await page.getByRole('heading', { name: /林晓/ }).waitFor()
    clicks = 0
    keys = 0
    await run()
    counted.push([clicks, keys])
  })
}
async function click(what: Locator, how: Parameters<Locator['click']>[0] = {}) {
  clicks += 1
  await what.click(how)
}
async function press(...these: string[]) {
  for (const key of these) {
    keys += 1
    await page.keyboard.press(key)
  }
}
async function type(text: string) {
  keys += [...text].length
  await page.keyboard.type(text)
}
async function findAccount() {
  await press('Control+k')
  await page.getByRole('combobox').waitFor()
  await type('1207')
  await page.getByRole('option', { name: '海通机械 17', selected: true }).waitFor()
  await press('Enter')
  await heading('海通机械 17').waitFor()
}
async function filterBy(field: string) {
  await press('f')
  await page.getByRole('textbox', { name: '查找字段' }).and(page.locator(':focus')).waitFor()
  await type(field)
  await press('Enter')
}

test('a new person comes from the link of the server to a deal that has moved', async () => {
  await page.goto(journey.setupLink)
  const field = async (label: string, text: string) => {
    await click(page.getByLabel(label))
    await type(text)
  }
  await field('公司名称', '远帆智联')
  await field('你的姓名', '林晓')
  await field('邮箱', 'lin@sampan.example')
  await field('密码', 'a long pass phrase')
  await click(page.getByText('附带示例数据'))
  await click(page.getByRole('button', { name: '开始使用' }))
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
  await press('g', 'o')
  await page.getByRole('heading', { name: '还没有商机', exact: true }).waitFor()
  await press('c')
  await page.getByRole('dialog').locator('input:focus').waitFor()
  await type('产线改造')
  await press('Control+Enter')
  await heading('产线改造').waitFor()
  await click(page.getByRole('button', { name: '需求确认' }))
  const stage = async () => (await journey.api('GET', 'opportunity')).data[0].stage.title
  await expect.poll(stage).toBe('需求确认')
  counted.push([clicks, keys])
  await prepare()
})

/** What the jobs are done with. */
async function prepare() {
  await post('people', { name: '王芳', email: 'wang@sampan.example', role: 'sales', password: 'pass-phrase-1' })
  const { data } = await post('account/batch', {
    create: Array.from({ length: 12 }, (_, i) => ({ name: `海通机械 ${i + 10}`, phone: `021-5888 ${1200 + i}` })),
  })
  const year = new Date().getFullYear()
  const visit = { kind: 'visit', status: 'done', account: data[0].id }
  await post('activity/batch', {
    create: [
      { ...visit, subject: '去年的拜访', doneAt: `${year - 1}-07-03T03:00:00Z` },
      { ...visit, subject: '前年的拜访', doneAt: `${year - 2}-07-03T03:00:00Z` },
      { ...visit, subject: '去年的电话', kind: 'call', doneAt: `${year - 1}-07-03T03:00:00Z` },
    ],
  })
}

job('a customer is found by four digits of her phone', findAccount)

job('a call is logged', async () => {
  await findAccount()
  await click(page.getByRole('tab', { name: '通话' }))
  await page.locator('textarea:focus').waitFor()
  await type('问了价')
  await press('Control+Enter')
  await page.getByRole('link', { name: '问了价' }).waitFor()
})

job('a deal is moved', async () => {
  await press('g', 'o')
  await click(page.getByRole('button', { name: '看板' }))
  const card = page.getByRole('article', { name: '产线改造' })
  await card.waitFor()
  clicks += 1
  await card.dragTo(page.getByRole('region', { name: '初步接触' }))
  await page.getByRole('region', { name: '初步接触' }).getByRole('article').waitFor()
})

job('ten accounts are given to somebody else', async () => {
  await press('g', 'a')
  const box = (row: number) => page.locator(`[data-row="${row}"] input[type="checkbox"]`)
  await box(9).waitFor()
  await click(box(0))
  await click(box(9), { modifiers: ['Shift'] })
  await click(page.getByRole('button', { name: '分配负责人' }))
  await click(option('王芳'))
  const hers = async () =>
    (await journey.api('GET', here)).data.filter((one: { owner: { title: string } }) => one.owner.title === '王芳')
  await expect.poll(async () => (await hers()).length).toBe(10)
})

job('last year’s visits are seen', async () => {
  await press('g', 'i')
  await page.locator('[data-row="0"]').waitFor()
  await filterBy('类型')
  await click(page.getByRole('dialog').getByText('拜访', { exact: true }))
  await press('Escape')
  await filterBy('时间')
  await click(page.getByRole('dialog').getByText('去年', { exact: true }))
  await page.getByText('共 1 条').waitFor()
  await page.getByRole('link', { name: '去年的拜访' }).waitFor()
})

job('a contact is made from a signature', async () => {
  await press('g', 'c')
  await page.getByRole('heading', { name: '还没有联系人', exact: true }).waitFor()
  await press('c')
  await page.getByRole('dialog').getByLabel('姓名').waitFor()
  await paste('李娜 采购经理\n手机：139 1234 5678\nli.na@haitong.cn')
  await page.getByRole('dialog').getByText('已填入').waitFor()
  await press('Control+Enter')
  await heading('李娜').waitFor()
})

job('a task is planned for tomorrow', async () => {
  await press('Control+k')
  await page.getByRole('combobox').waitFor()
  await type('xjgj')
  await page.getByRole('option', { name: '新建跟进', selected: true }).waitFor()
  await press('Enter')
  await page.getByRole('dialog').getByLabel('主题').and(page.locator(':focus')).waitFor()
  await type('寄合同')
  await press('Tab')
  await type('明天')
  await press('Control+Enter')
  await heading('寄合同').waitFor()
  const { data } = await journey.api('GET', `activity?where=${encodeURIComponent('{"subject":"寄合同"}')}`)
  expect(Date.parse(data[0].dueAt)).toBeGreaterThan(Date.now())
})

job('a file is imported', async () => {
  await press('g', 'a')
  await click(page.getByRole('button', { name: '导入' }).first())
  clicks += 1
  await page.locator('input[type="file"]').setInputFiles({
    name: 'customers.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('客户名称,电话\n云帆科技,0571-8765 4321\n远山制造,0571-8765 4322\n'),
  })
  await click(page.getByRole('button', { name: '下一步' }))
  await click(page.getByRole('button', { name: /导入 2/ }))
  await page.getByText('导入完成').waitFor()
})

job('why somebody sees a record is told', async () => {
  await findAccount()
  await click(page.getByRole('button', { name: '操作' }).first())
  await click(page.getByRole('menuitem', { name: '谁能看到' }))
  await page.getByRole('dialog').getByText('王芳').first().waitFor()
})

job('a view is kept', async () => {
  await press('g', 'a')
  await page.locator('[data-row="0"]').waitFor()
  await filterBy('负责人')
  await click(page.getByRole('dialog').getByText('王芳', { exact: true }))
  await press('Escape')
  await click(page.getByRole('button', { name: '另存为视图' }))
  await page.getByRole('dialog').getByRole('textbox').waitFor()
  await type('王芳的')
  await press('Enter')
  await page.getByRole('button', { name: '王芳的' }).waitFor()
})

test('the guide says the same figures, in both languages', () => {
  expect(journey.wrong).toEqual([])
  for (const file of ['clicks.md', 'clicks.zh-CN.md']) {
    const text = readFileSync(new URL(`../../docs/guide/${file}`, import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| (?!-)[^|]+\| (\d+) \| (\d+) \|/gm)].map((row) => [
      Number(row[1]),
      Number(row[2]),
    ])
    expect([file, rows]).toEqual([file, counted])
  }
})

/** Pastes as a person does, into what has the focus: one key. */
async function paste(text: string) {
  keys += 1
  await page.evaluate((words) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', words)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    ;(document.activeElement ?? document.body).dispatchEvent(event)
  }, text)
}
