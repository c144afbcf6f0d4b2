import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { type Journey, startJourney } from './journey.ts'

// The weekly export of another system is dropped on Today: what is wrong is said, the rest comes in as one and goes as one.

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.close())

const shot = async (name: string, full = false) => {
  const folder = process.env['SAMPAN_SHOTS']
  if (folder) await journey.page.screenshot({ path: `${folder}/${name}.png`, fullPage: full })
}

const [acme, bolt, gone] = ['001A000000AcmeA1AA', '001A000000BoltA1AA', '001A000000GoneA1AA']
const boss = '005A000000BossA1AA'
const parts = {
  'Contact.csv': `Id,IsDeleted,AccountId,LastName,FirstName,Email,OwnerId
003A000000AnnaA1AA,0,${acme},Lee,Anna,anna@acme.example,${boss}
003A000000BertA1AA,0,${bolt},Ray,Bert,bert@bolt.example,${boss}
003A000000CoraA1AA,0,${gone},Roe,Cora,no address at all,${boss}`,
  'Account.csv': `Id,IsDeleted,MasterRecordId,Name,Type,BillingCity,Phone,Website,OwnerId
${acme},0,,Acme,,Springfield,010-6222,https://acme.example,${boss}
${bolt},0,,Bolt,,,,,${boss}`,
  'Opportunity.csv': `Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,OwnerId
006A000000DealA1AA,0,${acme},Ten engines,Closed Won,50000.5,2019-05-01,${boss}`,
  'Strange.csv': 'qwx,zzv\n1,2',
  'Attachments/00P1': 'x',
}

async function archive(): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), path)
  zip.end()
  return buffer(zip.outputStream)
}

test('an archive without a table, and one behind a password, are refused in words', async () => {
  const { page } = journey
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('x'), 'readme.md')
  zip.end()
  const mimeType = 'application/zip'
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'empty.zip', mimeType, buffer: await buffer(zip.outputStream) })
  await page.getByRole('alert').getByText('压缩包中没有表格').waitFor()
  const locked = await archive()
  for (const [mark, at] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const) {
    const flags = locked.indexOf(mark, 0, 'latin1') + at
    locked.writeUInt16LE(locked.readUInt16LE(flags) | 1, flags)
  }
  await page.locator('input[type=file]').setInputFiles({ name: 'locked.zip', mimeType, buffer: locked })
  await page.getByRole('alert').getByText('文件设有密码').waitFor()
  await journey.accessible()
})

test('a Salesforce export dropped on Today is recognised, checked, brought in and taken back as one', async () => {
  const { page } = journey
  await page.goto(`${journey.url}/`)
  const bytes = (await archive()).toString('base64')
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], 'WE_1.zip'))
    return transfer
  }, bytes)
  await page.getByRole('button', { name: /把文件拖到这里/ }).dispatchEvent('drop', { dataTransfer: dropped })
  await page.waitForURL(/\/import-set\?id=/)
  await page.getByText('来自 Salesforce').waitFor()
  const files = page.locator('ol').last().locator('> li')
  expect(await files.locator('span:nth-child(1).number').allTextContents()).toEqual(['1', '2', '3', '–'])
  expect(await page.getByLabel('Account.csv 导入为').inputValue()).toBe('account')
  expect(await page.getByLabel('Strange.csv 导入为').inputValue()).toBe('')
  await page.getByText('1 个文件不能作为表格导入').waitFor()
  await shot('set-files')
  await page.getByLabel('Opportunity.csv 导入为').selectOption('')
  await expect.poll(() => page.getByLabel('Opportunity.csv 导入为').isEnabled()).toBe(true)
  await page.getByLabel('Opportunity.csv 导入为').selectOption('opportunity')
  await expect.poll(() => page.getByLabel('Opportunity.csv 导入为').isEnabled()).toBe(true)
  await page.getByRole('button', { name: '检查文件' }).click()
  await page.getByRole('button', { name: '导入 5 行' }).waitFor()
  await journey.accessible()
  await shot('set-checked')
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('set-checked-390')
  await page.setViewportSize({ width: 1440, height: 900 })

  await files.filter({ hasText: 'Contact.csv' }).getByRole('link').click()
  await page.getByRole('link', { name: '返回整包导入' }).first().click()
  await page.getByRole('button', { name: '导入 5 行' }).click()
  await page.getByText('导入完成').waitFor()
  await journey.accessible()
  await shot('set-done')
  expect((await journey.api('GET', 'account?limit=10')).data.length).toBe(2)
  await page.getByRole('link', { name: '修改 1 行' }).click()
  await page.getByRole('heading', { name: '直接修改这些行', exact: true }).waitFor()
  await page.getByRole('link', { name: '返回整包导入' }).first().click()

  const { data } = await journey.api('GET', 'account?limit=10')
  const changed = data.find((one: { name: string }) => one.name === 'Acme')
  await journey.api('PATCH', `account/${changed.id}`, { name: 'Acme GmbH' })
  await page.getByRole('button', { name: '撤销本次导入' }).click()
  await page.getByRole('dialog').getByText('Acme GmbH').first().waitFor()
  await shot('set-undo')
  await page.getByRole('dialog').getByRole('button', { name: '全部撤销' }).click()
  await page.getByText('导入已撤销').waitFor()
  for (const object of ['account', 'contact', 'opportunity'])
    expect((await journey.api('GET', `${object}?limit=10`)).data, object).toEqual([])
  await shot('set-undone')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: '换其他文件' }).click()
  await page.getByRole('heading', { name: '以往的整包导入', exact: true }).waitFor()
  await journey.accessible()
  await shot('set-drop-390')
  expect(journey.wrong).toEqual([])
})
