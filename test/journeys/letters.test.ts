import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A letter is written on the page of a contact, printed with the others of the day, and posted.

let journey: Journey
let page: Page
let contact: { id: string }

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const address = {
    province: '广东省',
    city: '深圳市',
    district: '南山区',
    street: '高新南一道 6 号',
    postcode: '518057',
  }
  const account = await journey.api('POST', 'account', { name: '瑞达机械', address })
  contact = await journey.api('POST', 'contact', { name: '曾国强', account: account.id })
  await journey.api('POST', 'letterTemplate', {
    name: '寄送资料',
    about: 'contact',
    subject: '给{{account.name}}的样品与资料',
    body: '尊敬的{{name}}：\n\n随信寄上产品目录。\n\n此致\n敬礼',
    shared: true,
  })
  const rare = await journey.api('POST', 'letter', {
    subject: '新年问候',
    body: '祝您新年快乐 🎉',
    contact: contact.id,
  })
  await journey.api('POST', `letter/${rare.id}/queue`, {})
})

afterAll(() => journey?.close())

test('a letter from a template goes into the batch of the day, is printed and posted', async () => {
  await page.goto(`${journey.url}/contact/${contact.id}`)
  await page.getByRole('tab', { name: '信函', exact: true }).click()
  const writer = page.getByRole('dialog', { name: '写信', exact: true })
  await writer.getByLabel('模板', { exact: true }).selectOption({ label: '寄送资料' })
  await expect.poll(() => writer.getByLabel('主题').inputValue()).toBe('给瑞达机械的样品与资料')
  await writer.getByRole('button', { name: '加入打印', exact: true }).click()
  await writer.waitFor({ state: 'hidden' })

  await page.goto(`${journey.url}/print`)
  const waiting = page.getByRole('region', { name: '待打印', exact: true })
  await waiting.getByRole('link', { name: '给瑞达机械的样品与资料', exact: true }).waitFor()
  // What the font lacks is told before it is printed.
  await waiting.getByText('〓 ← 🎉', { exact: true }).waitFor()
  await journey.accessible()
  await waiting.getByRole('button', { name: '生成批次（2 封）', exact: true }).click()
  const batch = page.getByRole('region', { name: 'DY-00001', exact: true })
  await batch.getByTitle('信函预览', { exact: true }).waitFor()
  await waiting.getByText('没有待打印的信函', { exact: true }).waitFor()
  const pdf = await page.request.get(
    `${journey.url}${await batch.getByRole('link', { name: '打开 PDF', exact: true }).getAttribute('href')}`,
  )
  expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf'])
  await batch.getByRole('button', { name: '确认已打印', exact: true }).click()
  await batch.getByRole('button', { name: '全部寄出', exact: true }).click()
  await batch.getByText('已寄出', { exact: true }).waitFor()

  await page.goto(`${journey.url}/contact/${contact.id}`)
  await page.getByRole('link', { name: '给瑞达机械的样品与资料', exact: true }).first().waitFor()
  expect(journey.wrong).toEqual([])
})
