import pg from 'pg'
import { personByEmail } from '#engine/access/people.ts'
import type { Session } from '#engine/context.ts'
import { publish } from '#engine/custom/administration.ts'
import { addItem, changeItem } from '#engine/custom/draft.ts'
import type { Runtime } from '#engine/runtime.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { administrator } from './fill/people.ts'
import { openConnection, requestText } from './load/connection.ts'
import { type Figures, figuresOf } from './load/figures.ts'
import type { OursReady } from './servers/ours.ts'

/** One in so many custom fields is made filterable. */
const filterable = 4
const words = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛']

/** What the nth field is declared as, and an expression over a row's number that gives it values in the database. */
const kinds = [
  [{ type: 'text', max: 60 }, `'规格' || ({n} % 9973)`],
  [
    { type: 'select', options: words.map((zh, i) => ({ key: `k${i}`, label: { en: `K${i}`, zh } })) },
    `'k' || ({n} % 8)`,
  ],
  [{ type: 'number', scale: 2 }, '({n} % 100000) / 100.0'],
  [{ type: 'date' }, `date '2024-01-01' + ({n} % 1000)::int`],
  [{ type: 'boolean' }, '{n} % 3 = 0'],
] as const

export const customKey = (n: number) => `extra${n}`

/**
 * Gives opportunities so many custom fields as an administrator does, with a value in every record; each fourth one is
 * made filterable once it is full. Does nothing where they are there already.
 */
export async function addCustomFields(
  runtime: Runtime,
  databaseUrl: string,
  count: number,
  say: (text: string) => void,
): Promise<void> {
  const [workspace] = await runtime.workspaces.all()
  if (!workspace || count === 0) return
  const has = () => runtime.workspaces.get(workspace.id)!.registry.object('opportunity').fields
  if (customKey(count - 1) in has()) return
  say(`Publishing ${count} custom fields …`)
  const session = async (): Promise<Session> => {
    const here = runtime.workspaces.get(workspace.id)!
    const principal = (await here.directory.person((await personByEmail(here, administrator))!))!
    return { workspace: here, principal, origin: { via: 'cli' }, language: 'en' }
  }
  const { base } = runtime.configurations
  for (let n = 0; n < count; n++)
    await addItem(await session(), base, 'fields', {
      object: 'opportunity',
      key: customKey(n),
      label: { en: `Extra ${n}`, zh: `附加 ${n}` },
      ...kinds[n % kinds.length]![0],
    })
  await publish(runtime.configurations, await session(), {})
  await runtime.configurations.settle()
  say(`Filling ${count} custom fields …`)
  await fillThem(databaseUrl, workspace.schema, has(), count)
  const chosen = Array.from({ length: count }, (_, n) => n).filter((n) => n % filterable === 0)
  say(`Making ${chosen.length} of them filterable …`)
  for (const n of chosen)
    await changeItem(await session(), base, { section: 'fields', key: `opportunity.${customKey(n)}` }, { index: true })
  await publish(runtime.configurations, await session(), {})
  await runtime.configurations.settle()
}

async function fillThem(databaseUrl: string, schema: string, fields: object, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const number = `('x' || substr(md5(id::text), 1, 7))::bit(28)::int`
  const sets = Array.from({ length: count }, (_, n) => {
    const [column] = columnsOf(customKey(n), (fields as Record<string, never>)[customKey(n)]!)
    return `"${column!.name}" = ${kinds[n % kinds.length]![1].replaceAll('{n}', number)}`
  })
  await client.query(`update "${schema}".opportunity set ${sets.join(', ')}`)
  await client.query(`vacuum full analyze "${schema}".opportunity`)
  await client.end()
}

/** How long writers waited: with nothing else going on, and while a field is added and made filterable. */
export type Pauses = { readonly usual: Figures; readonly adding: Figures; readonly seconds: number }

const pace = 500
const writers = 16

/** Adds a field, and an index for it, under so many writes a second; takes it away again. */
export async function measureAdding(
  { port, keys }: OursReady,
  opportunities: readonly string[],
  say: (text: string) => void,
): Promise<Pauses> {
  say(`Adding a field under ${pace} writes a second …`)
  const usual = await paced(port, keys.admin, opportunities, (async () => pause(5_000))())
  const began = performance.now()
  let seconds = 0
  const adding = await paced(
    port,
    keys.admin,
    opportunities,
    (async () => {
      await pause(1_000)
      const ask = asker(port, keys.admin)
      const field = { object: 'opportunity', key: 'addedUnderLoad', type: 'text', label: 'Added', max: 60, index: true }
      await ask('POST', '/api/v1/configuration/draft/fields', field)
      await ask('POST', '/api/v1/configuration/publish', {})
      while ((await ask('GET', '/api/v1/configuration/run')).state !== 'idle') await pause(200)
      seconds = (performance.now() - began) / 1_000 - 1
      await pause(1_000)
    })(),
  )
  const ask = asker(port, keys.admin)
  await ask('DELETE', '/api/v1/configuration/draft/fields/opportunity.addedUnderLoad')
  await ask('POST', '/api/v1/configuration/publish', {})
  while ((await ask('GET', '/api/v1/configuration/run')).state !== 'idle') await pause(200)
  return { usual, adding, seconds }
}

/** Writes at an even pace until something has ended; a time counts from when its write was due. */
async function paced(port: number, key: string, ids: readonly string[], until: Promise<void>): Promise<Figures> {
  const connections = await Promise.all(Array.from({ length: writers }, () => openConnection(port)))
  const times: number[] = []
  const began = performance.now()
  let [next, going] = [0, true]
  const ended = until.finally(() => {
    going = false
  })
  await Promise.all([
    ended,
    ...connections.map(async (connection) => {
      while (going) {
        const turn = next++
        const due = began + (turn * 1_000) / pace
        if (due > performance.now()) await pause(due - performance.now())
        const { status, body } = await connection.ask(
          requestText('PATCH', `/api/v1/opportunity/${ids[turn % ids.length]}?select=version`, {
            key,
            body: { nextStep: `第 ${turn} 步` },
          }),
        )
        if (status >= 300) throw new Error(`Answered ${status}: ${body.toString().slice(0, 300)}`)
        times.push(performance.now() - due)
      }
    }),
  ])
  for (const connection of connections) connection.close()
  return figuresOf(times, performance.now() - began)
}

function asker(port: number, key: string) {
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`)
    return text === '' ? null : JSON.parse(text)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
