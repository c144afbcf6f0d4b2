import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeVictim, type Victim } from '../../src/bench/crash/child.ts'

/* A server that is killed between an event and its arrival at a webhook loses none, and a message that goes twice keeps its id. */

let receiver: Server
/** How often each message came, by the record that it tells of. */
const heard = new Map<string, string[]>()
const acknowledged: string[] = []
let victim: Victim
beforeAll(async () => {
  process.env['SAMPAN_ALLOW_NETWORKS'] = '127.0.0.0/8'
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { data: { id: string } }
      heard.set(data.id, [...(heard.get(data.id) ?? []), String(request.headers['webhook-id'])])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
  victim = await makeVictim()
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const made = await post('webhooks', { name: 'crates', url, events: ['crate.created'] })
  expect(made?.status, await made?.text()).toBe(201)
})
afterAll(async () => {
  delete process.env['SAMPAN_ALLOW_NETWORKS']
  await victim.close()
  receiver.closeAllConnections()
  await new Promise((closed) => receiver.close(closed))
})

const post = (path: string, body: object) =>
  fetch(`${victim.url()}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${victim.key()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)

/** Writes until the server is gone. */
async function writeOn(): Promise<void> {
  for (let i = 0; i < 400 && victim.isRunning(); i++) {
    const answer = await post('crate', { name: `Crate ${i}` })
    if (answer?.status === 201) acknowledged.push(((await answer.json()) as { id: string }).id)
  }
}

/** As if the time were over in which a worker that was killed might still have said how its attempts ended. */
async function endLeases(): Promise<number> {
  const client = new pg.Client({ connectionString: victim.findPostgres()!.url })
  await client.connect()
  const { rowCount } = await client.query(
    `update "${victim.schema()}".webhook_delivery set due_at = at where status = 'sending'`,
  )
  await client.end()
  return rowCount ?? 0
}

test('killed at each step, nothing is lost and nothing changes its id', async () => {
  await victim.killServer()
  let twice = 0
  for (const point of ['dispatch.enqueued:5', 'webhook.claimed:8', 'webhook.sent:9', 'webhook.noted:12', undefined]) {
    await victim.start(point)
    // What was on its way when the server was killed may have arrived, and comes again.
    twice += await endLeases()
    if (!point) break
    await writeOn()
    await victim.exited()
  }
  await expect.poll(() => acknowledged.filter((id) => !heard.has(id)).length, { timeout: 15_000, interval: 50 }).toBe(0)
  expect(acknowledged.length).toBeGreaterThan(20)
  const repeated = [...heard.values()].filter((ids) => ids.length > 1)
  expect(repeated.length).toBeLessThanOrEqual(twice)
  for (const ids of heard.values()) expect(new Set(ids).size).toBe(1)
  expect(new Set([...heard.values()].map(([id]) => id)).size).toBe(heard.size)
})
