import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, today } from '../../src/web/ui/format.ts'
import { type Journey, startJourney } from './journey.ts'

// A week is planned: what is due stands in a month and in hours, is moved by mouse and by keyboard, and what has happened stays.

let journey: Journey
let page: Page
let id: string
/** A Monday in the middle of the month that the calendar opens with. */
const eighth = `${today().slice(0, 7)}-08`
const monday = addDays(eighth, (8 - new Date(`${eighth}T00:00:00Z`).getUTCDay()) % 7)

beforeAll(async () => {
  journey = await startJourney()
  page = journey.page
  const due = await journey.api('POST', 'activity', { subject: '回访海通', kind: 'call', dueAt: `${monday}T02:00:00Z` })
  id = due.id
  await journey.api('POST', 'activity', {
    subject: '已聊过',
    kind: 'note',
    doneAt: `${monday}T03:00:00Z`,
    status: 'done',
  })
})
afterAll(() => journey?.close())

const entry = (name: string) => page.getByRole('button', { name: new RegExp(name) }).first()
const dueAt = async () => (await journey.api('GET', `activity/${id}`)).dueAt as string

test('the month shows what is due; the keyboard moves it by a day', async () => {
  await page.goto(`${journey.url}/activity`)
  await page.getByRole('button', { name: '日历', exact: true }).click()
  await entry('回访海通').waitFor()
  await journey.accessible()
  await entry('回访海通').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(dueAt).toBe(`${addDays(monday, 1)}T02:00:00.000Z`)
})

test('dragged to another day it keeps its time; what has happened is not moved', async () => {
  const target = page
    .locator('section')
    .filter({ has: page.locator(`[aria-label*="${dayWords(addDays(monday, 3))}"]`) })
  await entry('回访海通').dragTo(target.last())
  await expect.poll(dueAt).toBe(`${addDays(monday, 3)}T02:00:00.000Z`)
  expect(await entry('已聊过').getAttribute('data-movable')).toBeNull()
})

test('the week has hours; an empty place makes something at that time', async () => {
  await page
    .getByRole('button', { name: new RegExp(`${dayWords(addDays(monday, 3))}.{0,4}$`) })
    .first()
    .click()
  await page.getByRole('button', { name: '周', exact: true }).click()
  await entry('回访海通').waitFor()
  await journey.accessible()
  await entry('回访海通').focus()
  await page.keyboard.press('Shift+ArrowDown')
  await expect.poll(dueAt).toBe(`${addDays(monday, 3)}T02:15:00.000Z`)
  await page.getByRole('button', { name: '日', exact: true }).click()
  await page.getByRole('region', { name: dayWords(addDays(monday, 3)) }).click({ position: { x: 200, y: 48 * 14 } })
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('主题').fill('新的一步')
  await page.keyboard.press('Control+Enter')
  await entry('新的一步').waitFor()
  await entry('新的一步').click()
  await page.getByRole('complementary').getByText('新的一步').first().waitFor()
  expect(journey.wrong).toEqual([])
})

test('a month of more than a thousand shows every day; a week of so many says what it leaves out', async () => {
  const on = (day: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ subject: `第 ${i} 件`, dueAt: `${day}T01:00:00Z` }))
  const last = addDays(monday, 14)
  await journey.api('POST', 'activity/batch', { create: on(monday, 1_000) })
  await journey.api('POST', 'activity/batch', { create: on(last, 6) })
  await journey.api('POST', 'activity', { subject: '周五的事', dueAt: `${addDays(monday, 4)}T01:00:00Z` })
  await page.goto(`${journey.url}/activity?as=calendar`)
  await page.getByRole('button', { name: '月', exact: true }).click()
  const day = (at: string) => page.locator('section').and(page.getByLabel(dayWords(at)))
  await day(last).getByText('还有 3 条').waitFor()
  expect(await day(last).locator('[data-record]').count()).toBe(3)
  await day(monday).locator('header button').first().click()
  // her day stands before its week is asked for
  await page.getByRole('button', { name: '日', exact: true, pressed: true }).waitFor()
  await page.getByRole('button', { name: '周', exact: true }).click()
  // Friday of the full week is beyond the thousand; Monday's last alone has no place
  await entry('周五的事').waitFor()
  await page.getByText('共 1,004 条，显示其中 1,003 条').waitFor()
})

/** As the calendar names the day: 12 月 3 日. */
function dayWords(day: string): string {
  return `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`
}
