import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patience } from '#channels/smtp/smtp.ts'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { publicAddress } from '#kernel/public-page.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Flows among the objects of the business: what modules bring, and what goes wrong with it. */

const minute = 60_000
let now = Date.parse('2026-11-23T02:00:00.000Z')
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({
    worker: true,
    language: 'en',
    clock: { now: () => new Date(now) },
    allowNetworks: '127.0.0.0/8',
  })
  admin = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())

/** Time passes, and everything that is due is done. */
async function pass(ms: number): Promise<void> {
  now += ms
  await sampan.runtime.settle()
}
async function live(name: string, draft: object): Promise<string> {
  const { id } = await admin.make('flow', { name, draft })
  await admin.act('flow', id, 'publish')
  return id
}
const runsOf = async (flow: string): Promise<Told[]> =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/flows/${flow}/runs`)).body.data
/** How often the owner has been told of a flow by now. */
const told = async (flow: string): Promise<number> =>
  (await sampan.call(sampan.admin, 'GET', '/api/v1/notifications?limit=100')).body.data.filter(
    ({ kind, record }: Told) => kind === 'flowFailed' && record?.id === flow,
  ).length

test('every kind of step stands in the palette, each with its words', async () => {
  const { body } = await sampan.call(sampan.admin, 'GET', '/api/v1/flows/steps')
  expect(body.data.map(({ key }: Told) => key).sort()).toEqual(
    'action approval assign branch call condition create each letter mail message notify packet task until update wait webhook'.split(
      ' ',
    ),
  )
  for (const { label, help, icon } of body.data) expect([label, help, icon]).not.toContain('')
})

test('a form of the website sets off the flow that waits for it; another form, and who is entered by hand, do not', async () => {
  const form = async (name: string) =>
    (await admin.make('webForm', {
      name,
      heading: name,
      inputs: [{ field: 'name', required: true }],
      source: 'website',
    })) as Told
  const [wanted, other] = [await form('Demo'), await form('News')]
  const flow = await live('Demo asked for', {
    trigger: { on: 'created', object: 'lead', form: wanted.key },
    steps: [{ id: 't', kind: 'task', input: { subject: 'Show it to {{name}}' } }],
  })
  const send = async (key: string, name: string) => {
    const url = publicAddress(sampan.workspace.id, 'form', key)
    const page = await sampan.app.inject({ url })
    const stamp = /name="stamp" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    now += 10_000
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const payload = new URLSearchParams({ stamp, name }).toString()
    expect((await sampan.app.inject({ method: 'POST', url, headers, payload })).statusCode).toBeLessThan(400)
  }
  await send(other.key, 'Bea')
  await send(wanted.key, 'Ada')
  await admin.make('lead', { name: 'Cleo', company: 'Hand' })
  await pass(0)
  expect((await runsOf(flow)).map(({ record }) => record.title)).toEqual(['Ada'])
  expect(await admin.list('activity', { subject: { startsWith: 'Show it' } })).toMatchObject([
    { subject: 'Show it to Ada' },
  ])
  await admin.act('flow', flow, 'pause')
})

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
  await call(admin, 'POST', `/api/v1/flow/${page.flows.runs[0].flow.id}/pause`, {})
})

test('a template that is broken is not kept; one that is gone: the run stops there, the owner hears of it once, and with another one it goes on', async () => {
  const template = async (name: string) =>
    (await admin.make('mailTemplate', {
      name,
      about: 'lead',
      subject: 'Hello {{name}}',
      body: 'Hi {{company}}',
    })) as Told
  const broken = { name: 'Broken', about: 'lead', subject: 'Hello', body: 'Hi {{nothing}}' }
  expect(await admin.refused.make('mailTemplate', broken)).toEqual(['422', 'body: unknown-field'])
  const one = await template('One')
  const flow = await live('By template', {
    trigger: { on: 'created', object: 'lead', where: { company: 'Templates' } },
    steps: [{ id: 'm', kind: 'mail', input: { to: '{{email}}', template: one.id } }],
  })
  await admin.remove('mailTemplate', one.id)
  const leads = []
  for (const name of ['Dora', 'Emil'])
    leads.push(await admin.make('lead', { name, company: 'Templates', email: `${name}@example.com` }))
  await pass(0)
  const runs = await runsOf(flow)
  expect(runs.map(({ status }) => status)).toEqual(['failed', 'failed'])
  expect(runs[0].reason).toBe('The template is gone.')
  expect(await told(flow)).toBe(1)
  await admin.restore('mailTemplate', one.id)
  for (const { id } of runs) await sampan.call(sampan.admin, 'POST', `/api/v1/flow-runs/${id}/retry`, {})
  await pass(0)
  expect((await runsOf(flow)).map(({ status }) => status)).toEqual(['done', 'done'])
  const mails = await admin.list('mailMessage', { lead: { in: leads.map(({ id }) => id) } })
  expect(mails.map(({ subject }) => subject).sort()).toEqual(['Hello Dora', 'Hello Emil'])
})

test('somebody who works here no more: what would be given to her stops and is told; whoever else is meant gets hers', async () => {
  const gone = await sampan.person('Gone', 'sales')
  const flow = await live('To Gone', {
    trigger: { on: 'created', object: 'lead', where: { company: 'Leavers' } },
    steps: [
      {
        id: 'n',
        kind: 'notify',
        input: { words: 'Look at {{name}}', people: [gone.principal.id, sampan.admin.principal.id] },
      },
      { id: 't', kind: 'task', input: { subject: 'Call {{name}}', owner: gone.principal.id } },
    ],
  })
  await admin.change('user', gone.principal.id as string, { active: false })
  await admin.make('lead', { name: 'Fritz', company: 'Leavers' })
  await pass(0)
  const [run] = await runsOf(flow)
  expect(run).toMatchObject({ status: 'failed', step: { id: 't' } })
  expect(run.reason).toBe('Whoever it is for works here no more.')
  expect(await told(flow)).toBe(1)
  const { body: bell } = await sampan.call(sampan.admin, 'GET', '/api/v1/notifications')
  expect(bell.data.filter(({ text }: Told) => text === 'Look at Fritz')).toHaveLength(1)
  expect(await admin.list('activity', { subject: 'Call Fritz' })).toEqual([])
})

test('a mail server that hangs: the flow goes on, the mail is tried again and in the end told to the owner of the flow', async () => {
  const silent: Server = createServer(() => {})
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const port = (silent.address() as { port: number }).port
  const box = (await admin.make('mailbox', { address: 'admin@tongzhou.example' })) as Told
  const server = { host: '127.0.0.1', port, security: 'none', user: '' }
  const set = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, { smtp: server })
  expect([set.status, set.body]).toEqual([200, expect.anything()])
  const before = patience.ms
  patience.ms = 100
  try {
    const flow = await live('Hanging', {
      trigger: { on: 'created', object: 'lead', where: { company: 'Hanging' } },
      steps: [{ id: 'm', kind: 'mail', input: { subject: 'Hello', body: 'Are you there?', sender: 'flow' } }],
    })
    const lead = await admin.make('lead', { name: 'Gert', company: 'Hanging', email: 'gert@example.com' })
    const mail = async () => (await admin.list('mailMessage', { lead: lead.id }))[0]
    await pass(0)
    expect(await runsOf(flow)).toMatchObject([{ status: 'done' }])
    expect(await mail()).toMatchObject({ status: 'queued', attempts: 1, problem: expect.any(String) })
    expect(await told(flow)).toBe(0)
    // The last of all attempts.
    const { workspace } = sampan
    await workspace.db.count(
      sql`update ${tableOf(workspace, 'mailMessage')} set attempts = 99 where lead_id = ${lead.id}::uuid`,
    )
    await pass(24 * 60 * minute)
    expect((await mail()).status).toBe('failed')
    await pass(0)
    expect(await told(flow)).toBe(1)
  } finally {
    patience.ms = before
    await new Promise((closed) => silent.close(closed))
  }
})
