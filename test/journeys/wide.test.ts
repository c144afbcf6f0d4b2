import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// An object with two hundred fields of an administrator's own: made, entered, listed, opened, imported.

let it: Journey
const patient = { timeout: 45_000 }
const fields = 200
const types = ['text', 'number', 'date', 'select', 'boolean'] as const

beforeAll(async () => {
  it = await startJourney()
})
afterAll(() => it?.close())

test('two hundred fields are published at once', async () => {
  await it.api('POST', 'configuration/draft/objects', {
    key: 'machine',
    label: { en: 'Machine', zh: '设备' },
    plural: 'Machines',
    title: 'name',
  })
  for (let i = 0; i < fields; i++) {
    const type = types[i % types.length]!
    await it.api('POST', 'configuration/draft/fields', {
      object: 'machine',
      key: `f${i}`,
      type,
      label: { en: `Reading ${i}`, zh: `读数 ${i}` },
      ...(type === 'select' && {
        options: [
          { key: 'a', label: { en: 'Good', zh: '良好' }, color: 'green' },
          { key: 'b', label: { en: 'Bad', zh: '异常' }, color: 'red' },
        ],
      }),
    })
  }
  await it.api('POST', 'configuration/publish', { reason: 'wide' })
  await expect
    .poll(async () => Object.keys((await it.api('GET', 'meta')).objects.machine?.fields ?? {}).length, patient)
    .toBeGreaterThanOrEqual(fields)
  await it.api('POST', 'machine/batch', {
    create: Array.from({ length: 60 }, (_, row) => ({
      name: `设备 ${String(row).padStart(3, '0')}`,
      ...Object.fromEntries(Array.from({ length: fields }, (_, i) => [`f${i}`, written(i, row)])),
    })),
  })
}, 300_000)

test('its list shows them all side by side, and is gone through by keyboard to the last', async () => {
  const { page } = it
  await it.api('POST', 'savedView', {
    name: '全部读数',
    object: 'machine',
    settings: { columns: ['name', ...Array.from({ length: fields }, (_, i) => `f${i}`)], sort: ['name'] },
  })
  await page.goto(`${it.url}/machine`)
  await page.getByRole('navigation', { name: '视图' }).getByRole('button', { name: '全部读数' }).click()
  await page.locator('[data-row="0"] [data-column="1"]').click()
  await page.keyboard.press('End')
  await page.locator(`[data-row="0"] [data-column="${fields}"][data-active]`).waitFor()
  const last = page.locator(`[data-row="0"] [data-column="${fields}"]`)
  await expect
    .poll(() => last.evaluate((cell) => cell.getBoundingClientRect().right <= innerWidth + 1), patient)
    .toBe(true)
  await it.accessible()
})

test('its page shows them, and its form takes the last of them', async () => {
  const { page } = it
  const [first] = (await it.api('GET', 'machine?sort=name&limit=1')).data
  await page.goto(`${it.url}/machine/${first.id}`)
  await page.getByRole('heading', { level: 1, name: '设备 000' }).waitFor()
  await page.getByText('读数 195', { exact: true }).waitFor()
  await it.accessible()
  await page.goto(`${it.url}/machine`)
  await page.locator('[data-row="0"]').waitFor()
  await page.keyboard.press('c')
  const form = page.getByRole('dialog')
  await form.getByLabel('名称').fill('设备 新')
  await form.getByRole('button', { name: '全部字段' }).click()
  await form.getByLabel('读数 195', { exact: true }).fill('最后一项')
  await it.accessible()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { level: 1, name: '设备 新' }).waitFor()
  await expect
    .poll(
      async () => (await it.api('GET', `machine?where=${encodeURIComponent('{"name":"设备 新"}')}`)).data[0]?.f195,
      patient,
    )
    .toBe('最后一项')
})

test('a file of two hundred columns comes in, each into its field', async () => {
  const { page } = it
  const heads = ['名称', ...Array.from({ length: fields }, (_, i) => `读数 ${i}`)]
  const rows = Array.from({ length: 5 }, (_, row) => [
    `导入 ${row}`,
    ...Array.from({ length: fields }, (_, i) => written(i, row)),
  ])
  await page.goto(`${it.url}/machine/import`)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'machines.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([heads, ...rows].map((row) => row.join(',')).join('\n')),
    })
  await page.locator('option[value="f199"]').first().waitFor({ state: 'attached', timeout: 60_000 })
  await it.accessible()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '导入 5 行' }).click(patient)
  await expect
    .poll(
      async () => (await it.api('GET', `machine?where=${encodeURIComponent('{"name":"导入 4"}')}`)).data[0]?.f195,
      patient,
    )
    .toBe('text 4 195')
  expect(it.wrong).toEqual([])
})

/** What stands in the field of that number in that row. */
function written(i: number, row: number): string | number | boolean {
  const type = types[i % types.length]
  if (type === 'number') return row * 1_000 + i
  if (type === 'date') return `2026-${String((i % 12) + 1).padStart(2, '0')}-${String((row % 28) + 1).padStart(2, '0')}`
  if (type === 'select') return (i + row) % 2 ? 'a' : 'b'
  return type === 'boolean' ? (i + row) % 2 === 0 : `text ${row} ${i}`
}
