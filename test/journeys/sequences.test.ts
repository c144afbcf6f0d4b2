import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

/* A sequence is written, refused where it cannot run, goes live; a lead is enrolled with a look at the dates, and stopped. */

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
}, 120_000)
afterAll(() => journey?.close())

test('a sequence is written step by step, a lead is enrolled from her page, and the ledger tells what was promised', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/sequences`)
  await page.getByText('还没有培育序列').waitFor()
  await page.getByRole('button', { name: '新建序列' }).click()
  await page.getByRole('button', { name: '发送邮件' }).click()

  // What cannot run is told at its place.
  await page.getByRole('button', { name: '上线', exact: true }).click()
  const subject = page.getByLabel('主题', { exact: true })
  await subject.and(page.locator('[aria-invalid]')).waitFor()
  await subject.fill('{{name}}，感谢登记')
  await page.getByLabel('正文', { exact: true }).fill('{{name|您好}}：资料明天寄出。')
  await page.getByRole('checkbox', { name: '不限时段' }).check()
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: '等待', exact: true }).click()
  await page.getByRole('button', { name: /^等待 1 天/ }).waitFor()
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: '创建任务' }).click()
  await page.getByLabel(/^主题/).fill('致电 {{name}}')
  await journey.accessible()
  await page.getByRole('button', { name: '上线', exact: true }).click()
  await page.getByText('v1', { exact: true }).waitFor()
  await page.getByRole('tab', { name: '设置' }).click()
  await page.getByText('周三').waitFor()
  await journey.accessible()

  const lead = await journey.api('POST', 'lead', { name: '曾工', company: '瑞达', email: 'zeng@ruida.example' })
  await page.goto(`${url}/lead/${lead.id}`)
  await page.getByRole('heading', { name: '曾工', exact: true }).waitFor()
  await page.getByRole('button', { name: '操作', exact: true }).click()
  await page.getByRole('menuitem', { name: '加入培育序列' }).click()
  const dialog = page.getByRole('dialog', { name: '加入培育序列' })
  await dialog.getByLabel('培育序列').click()
  await page.getByRole('option', { name: '新序列' }).click()
  await dialog.getByRole('region', { name: '发送日期预览' }).getByText('致电 曾工').waitFor()
  await journey.accessible()
  await dialog.getByRole('button', { name: '加入培育序列' }).click()
  await dialog.waitFor({ state: 'hidden' })

  await page.goto(`${url}/settings/promises`)
  await page.getByRole('button', { name: '全部', exact: true }).click()
  const promised = page.getByRole('row').filter({ hasText: '致电 曾工' })
  await promised.getByText('计划中').waitFor()
  await journey.accessible()
  await page.goto(`${url}/settings/sequences`)
  await page.getByText('1 人进行中').waitFor()
  await page.getByText('新序列').click()
  await page.getByRole('tab', { name: '人员' }).click()
  await page.getByRole('button', { name: '停止', exact: true }).click()
  await page.getByText('手动停止').first().waitFor()
  await page.getByRole('tab', { name: '效果' }).click()
  await page.getByText('此前停止').waitFor()
  expect(journey.wrong).toEqual([])
})

test('in English its pages are in English', async () => {
  const { page, url } = journey
  await journey.api('PATCH', 'me', { language: 'en' })
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${url}/settings/sequences`)
  await page.getByRole('heading', { name: 'Sequences', exact: true }).waitFor()
  await page.getByText('新序列').click()
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Stopped', exact: true }).waitFor()
  await page.goto(`${url}/settings/promises`)
  await page.getByRole('heading', { name: 'Promises', exact: true }).waitFor()
})
