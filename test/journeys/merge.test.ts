import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// A steward cleans: what is likely double waits in a queue; she merges, says what is different, puts off; and takes a merge apart.

let journey: Journey
const ids: Record<string, string> = {}
beforeAll(async () => {
  journey = await startJourney()
  const make = async (object: string, values: { name: string }) => {
    const headers = { 'x-sampan-confirm': 'collision' }
    const response = await journey.page.request.post(`${journey.url}/api/v1/${object}`, { data: values, headers })
    expect(response.status(), await response.text()).toBe(201)
    ids[values.name] = (await response.json()).id
  }
  await make('account', { name: '杭州云启科技有限公司' })
  await make('account', { name: '云启科技' })
  await make('account', { name: '太湖泵业有限公司' })
  await make('account', { name: '太湖泵业' })
  await make('account', { name: '远航物流' })
  await make('account', { name: '青松建材' })
  await journey.api('POST', 'contact', { name: '何健', account: ids['云启科技'] })
  await journey.runJob('find duplicates')
})
afterAll(() => journey?.close())

test('she opens the queue, looks at what speaks for it, merges and comes back to the next one', async () => {
  const { page, url } = journey
  await page.goto(`${url}/duplicate`)
  await page.getByText('杭州云启科技有限公司').first().click()
  const alike = page.getByRole('region', { name: '疑似相同' })
  await alike.getByText('云启科技', { exact: true }).waitFor()
  await alike.getByText(/去掉地区和公司形式后名称相同/).waitFor()
  await journey.accessible()
  await alike.getByRole('button', { name: '对比并合并' }).click()
  await page.getByRole('radio', { name: '客户名称: 云启科技' }).waitFor()
  expect(await page.getByRole('radio', { name: '客户名称: 杭州云启科技有限公司' }).isChecked()).toBe(true)
  await page.getByText('联系人 1').waitFor()
  await journey.accessible()
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await page.waitForURL(`${url}/duplicate`)
  await page.getByText('已将 1 条记录并入「杭州云启科技有限公司」').waitFor()
})

test('the old address leads to what it has become, and the merge is taken apart there', async () => {
  const { page, url } = journey
  await page.goto(`${url}/account/${ids['云启科技']}`)
  await page.waitForURL(`${url}/account/${ids['杭州云启科技有限公司']}`)
  await page.getByText('何健').first().waitFor()
  await page.getByRole('button', { name: '拆分', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('「云启科技」将恢复原样').waitFor()
  await dialog.getByRole('button', { name: '拆分' }).click()
  await page.getByText('已拆分').waitFor()
  await page.goto(`${url}/account/${ids['云启科技']}`)
  await page.getByRole('heading', { name: '云启科技', exact: true }).waitFor()
  await page.getByText('何健').first().waitFor()
})

test('in English she says what is not the same, and merges a selection of a list', async () => {
  const { page, url } = journey
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
  await page.goto(`${url}/duplicate`)
  await page.getByText('太湖泵业有限公司').first().click()
  await page.getByRole('button', { name: 'Not the same' }).first().click()
  const status = async () => {
    const { data } = await journey.api('GET', 'duplicate')
    return data.find(({ name }: { name: string }) => name === '太湖泵业有限公司').status
  }
  await expect.poll(status, { timeout: 30_000 }).toBe('notSame')
  await page.goto(`${url}/account`)
  await page.getByRole('checkbox', { name: 'Select 远航物流' }).check()
  await page.getByRole('checkbox', { name: 'Select 青松建材' }).check()
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByRole('radio', { name: '远航物流 goes on' }).check()
  await page.getByRole('radio', { name: 'Name: 青松建材' }).check()
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.waitForURL(`${url}/account/${ids['远航物流']}`)
  await page.getByRole('heading', { name: '青松建材', exact: true }).waitFor()
  expect(journey.wrong).toEqual([])
})
