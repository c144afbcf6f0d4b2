import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { defineModule } from '#kernel/module.ts'
import type { ObjectDef } from '#kernel/object.ts'
import { startSampan, type TestSampan } from '../../test/harness.ts'

// The code of the recipe itself, as its reader would copy it.
const recipe = readFileSync(new URL('./new-object.md', import.meta.url), 'utf8')
const code = /```ts file\n([\s\S]*?)```/.exec(recipe)![1]!
const folder = new URL('../../.cache/recipes/', import.meta.url)

let sampan: TestSampan
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('rental.ts', folder), code)
  const { rental } = (await import(new URL('rental.ts', folder).href)) as { rental: ObjectDef }
  const rentals = defineModule({
    key: 'rentals',
    label: { en: 'Rentals', zh: '租赁' },
    requires: ['customers'],
    objects: [rental],
  })
  sampan = await startSampan({ modules: [...modules, rentals] })
})
afterAll(async () => {
  await sampan.close()
  rmSync(folder, { recursive: true })
})

test('one declared object is there in the API, in search, on the page of its account, in groups and in the description of the API', async () => {
  const { call, admin } = sampan
  const { body: account } = await call(admin, 'POST', '/api/v1/account', { name: '重庆长江航运有限公司' })
  const made = await call(admin, 'POST', '/api/v1/rental', {
    name: '叉车三台',
    account: account.id,
    fee: 3600.5,
    until: '2027-03-01',
    state: '在租',
  })
  expect(made.body).toMatchObject({ fee: { amount: '3600.5', currency: 'CNY' }, until: '2027-03-01', state: 'running' })
  const found = await call(admin, 'GET', '/api/v1/search?q=chache')
  expect(found.body.data[0]).toMatchObject({ object: 'rental', id: made.body.id })
  const page = await call(admin, 'GET', `/api/v1/account/${account.id}/page`)
  expect(page.body.related.find((r: { name: string }) => r.name === 'rentals')).toMatchObject({
    total: 1,
    sums: [{ field: 'fee', amount: '3600.5', currency: 'CNY' }],
  })
  const groups = await call(admin, 'POST', '/api/v1/rental/group', {
    by: ['until:month'],
    measures: ['count', 'sum:fee'],
  })
  expect(groups.body.data).toEqual([{ by: ['2027-03'], measures: [1, [{ amount: '3600.5', currency: 'CNY' }]] }])
  const { body: api } = await call(admin, 'GET', '/openapi.json')
  expect(Object.keys(api.paths)).toContain('/api/v1/rental/{id}/timeline')
  const { body: meta } = await call(admin, 'GET', '/api/v1/meta')
  expect(meta.objects.rental.fields.fee.label.zh).toBe('月租金')
})
