import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// Somebody does not know how a screen works: its question mark opens the part of the guide that tells, in her language.

let journey: Journey

beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

test('nobody who is not signed in reads the guide', async () => {
  const context = await journey.browser.newContext({ locale: 'zh-CN' })
  const stranger = await context.newPage()
  await stranger.goto(`${journey.url}/help/lists`)
  await stranger.waitForURL(/sign-in/)
  await context.close()
})

test('the question mark of a screen opens the section that fits, and links lead on', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/feeds`)
  await page.getByRole('link', { name: '查看本页帮助' }).click()
  await page.waitForURL(`${url}/help/import#feeds`)
  await page.getByRole('article').getByRole('heading', { name: '定时导入', exact: true }).waitFor()
  await journey.accessible()
  await page.goto(`${url}/help/record`)
  await page.getByRole('link', { name: '评论与 @' }).click()
  await page.getByRole('heading', { name: '通知、评论、标签与收藏', exact: true }).waitFor()
  expect(page.url()).toBe(`${url}/help/together#mentions`)
})

test('every kind of screen has one', async () => {
  const { page, url } = journey
  const account = await journey.api('POST', 'account', { name: '海通' })
  for (const path of [
    '',
    '/account',
    '/opportunity?as=board',
    '/activity?as=calendar',
    `/account/${account.id}`,
    '/account/import',
  ]) {
    await page.goto(url + path)
    await page.getByRole('link', { name: '查看本页帮助' }).first().waitFor()
  }
})

test('a word of a heading finds it; a page that is none says so', async () => {
  const { page, url } = journey
  await page.goto(`${url}/help`)
  await page.getByRole('searchbox', { name: '搜索标题' }).fill('看板')
  await page.getByRole('link', { name: /看板/ }).click()
  await page.getByRole('heading', { name: '列表', level: 1 }).waitFor()
  await page.goto(`${url}/help/nothing`)
  await expect.poll(() => page.getByRole('article').count()).toBe(0)
})

test('on a phone and in the dark it is as readable', async () => {
  const { page, url } = journey
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${url}/help/cli`)
  await page.getByRole('heading', { name: '命令行', level: 1 }).waitFor()
  await journey.accessible()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(journey.wrong).toEqual([])
})
