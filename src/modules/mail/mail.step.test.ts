import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../../../test/harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ worker: true, language: 'en' })
})
afterAll(() => sampan.close())

test('a flow without an address to write to does not go live; with one it writes to whoever comes in, once, and stands in the timeline', async () => {
  const { call, admin, runtime } = sampan
  const flow = async (name: string, object: string, input: object) => {
    const steps = [{ id: 'm', kind: 'mail', input }]
    const { body } = await call(admin, 'POST', '/api/v1/flow', {
      name,
      draft: { trigger: { on: 'created', object }, steps },
    })
    return call(admin, 'POST', `/api/v1/flow/${body.id}/publish`, {})
  }
  const letter = { subject: 'Thank you, {{name}}', body: 'Dear {{name}}, we call you tomorrow.' }
  const refused = await flow('Deals', 'opportunity', letter)
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'steps.m.input.to'])
  expect((await flow('Leads', 'lead', letter)).status).toBe(200)

  const { body: lead } = await call(admin, 'POST', '/api/v1/lead', {
    name: 'Ada',
    company: 'Engines',
    email: 'ada@example.com',
  })
  await runtime.settle()
  const { body: mails } = await call(admin, 'GET', `/api/v1/mailMessage?where={"lead":"${lead.id}"}`)
  expect(mails.data).toMatchObject([
    { subject: 'Thank you, Ada', to: 'ada@example.com', body: 'Dear Ada, we call you tomorrow.' },
  ])
  expect(mails.data[0].status).not.toBe('draft')
  const { body: page } = await call(admin, 'GET', `/api/v1/lead/${lead.id}/page`)
  expect(page.flows.runs).toMatchObject([{ flow: { name: 'Leads' }, status: 'done' }])
})
