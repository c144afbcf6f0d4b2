import Fastify from 'fastify'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { queryTokens, tsQueryText } from '#engine/search/text/query.ts'
import { manager } from '../fill/people.ts'
import { listeningPort, serveParent } from './child.ts'

export type BareReady = { readonly port: number }

/**
 * What one would write by hand for nine requests: Fastify, pg, named statements on the same tables and indexes.
 * Nobody signs in, nothing is checked, no event is written. The measure of what the engine costs.
 */
const [databaseUrl = '', schema = ''] = process.argv.slice(2)
const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: 16,
  pipeline: true,
  application_name: 'sampan-bare',
} as pg.PoolConfig)
pg.types.setTypeParser(1082, (value) => value)
const table = (name: string) => `"${schema}"."${name}"`
let statements = 0

/** A named statement with rows as arrays. */
function prepared(text: string) {
  const name = `bare_${++statements}`
  return async (values: unknown[]): Promise<unknown[][]> =>
    (await pool.query({ name, text, values, rowMode: 'array' })).rows
}

const app = Fastify()
const ref = (id: unknown, title: unknown) => (id === null ? null : { id, title })
const money = (amount: unknown, currency: unknown) => (amount === null ? null : { amount, currency })

const list =
  prepared(`select r.id, r.name, r.account_id, a.name, r.stage_id, s.name, r.amount, r.amount_currency, r.probability, r.close_date,
  r.next_step, r.owner_id, u.name, r.last_follow_up_at
  from ${table('opportunity')} r left join ${table('account')} a on a.id = r.account_id left join ${table('stage')} s on s.id = r.stage_id
  left join ${table('user')} u on u.id = r.owner_id
  where r.deleted_at is null and r.stage_id = $1 and r.close_date is not null order by r.close_date desc, r.id desc limit 50`)
app.get('/list', async (request) => {
  const rows = await list([(request.query as { stage: string }).stage])
  return {
    data: rows.map((r) => ({
      id: r[0],
      name: r[1],
      account: ref(r[2], r[3]),
      stage: ref(r[4], r[5]),
      amount: money(r[6], r[7]),
      probability: r[8],
      closeDate: r[9],
      nextStep: r[10],
      owner: ref(r[11], r[12]),
      lastFollowUpAt: r[13],
    })),
  }
})

/** The same by a custom field, where there are some. */
let custom: ReturnType<typeof prepared> | null = null
app.get('/custom', async (request) => {
  custom ??= await byCustom()
  const rows = await custom([(request.query as { text: string }).text])
  return {
    data: rows.map((r) => ({ id: r[0], name: r[1], account: ref(r[2], r[3]), a: r[4], b: r[5], c: r[6] })),
  }
})

async function byCustom() {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = $1 and table_name = 'opportunity' and column_name like 'x\\_extra%' order by ordinal_position limit 3`,
    [schema],
  )
  const [a, b, c] = rows.map(({ name }) => `r."${name}"`)
  return prepared(`select r.id, r.name, r.account_id, a.name, ${a}, ${b}, ${c}
    from ${table('opportunity')} r left join ${table('account')} a on a.id = r.account_id
    where r.deleted_at is null and ${a} = $1 order by r.updated_at desc, r.id desc limit 50`)
}

const fields = [
  'id',
  'version',
  'created_at',
  'updated_at',
  'number',
  'name',
  'amount',
  'amount_currency',
  'status',
  'stage_since',
  'probability',
  'close_date',
  'forecast',
  'type',
  'source',
  'next_step',
  'competitor',
  'lost_reason',
  'won_at',
  'lost_at',
  'closed_at',
  'last_follow_up_at',
  'next_follow_up_at',
  'description',
  'source_id',
  'import_id',
]
const relations = [
  ['account', 'account'],
  ['contact', 'contact'],
  ['pipeline', 'pipeline'],
  ['stage', 'stage'],
  ['owner', 'user'],
  ['created_by', 'user'],
  ['updated_by', 'user'],
]
const get =
  prepared(`select ${fields.map((f) => `r.${f}`).join(', ')}, ${relations.map(([key], i) => `r.${key}_id, j${i}.name`).join(', ')}
  from ${table('opportunity')} r ${relations.map(([key, to], i) => `left join ${table(to!)} j${i} on j${i}.id = r.${key}_id`).join(' ')}
  where r.id = $1 and r.deleted_at is null`)
app.get('/get/:id', async (request, reply) => {
  const [row] = await get([(request.params as { id: string }).id])
  if (!row) return reply.status(404).send()
  const record: Record<string, unknown> = {}
  fields.forEach((field, i) => {
    record[field] = row[i]
  })
  relations.forEach(([key], i) => {
    record[key!] = ref(row[fields.length + 2 * i], row[fields.length + 2 * i + 1])
  })
  return record
})

type Draft = { name: string; account: string; amount: string; closeDate: string; stage: string; pipeline: string }
const created =
  'id, version, created_at, updated_at, name, account_id, amount, amount_currency, close_date, stage_id, pipeline_id, status'
const create = prepared(
  `insert into ${table('opportunity')} (${created}) values ($1, 1, $2, $2, $3, $4, $5, 'CNY', $6, $7, $8, 'open')`,
)
app.post('/create', async (request, reply) => {
  const draft = request.body as Draft
  const id = uuid()
  await create([id, new Date(), draft.name, draft.account, draft.amount, draft.closeDate, draft.stage, draft.pipeline])
  return reply.status(201).send({ id })
})

const update =
  prepared(`update ${table('opportunity')} set next_step = $2, close_date = $3, updated_at = $4, version = version + 1
  where id = $1 and deleted_at is null returning id, version`)
app.post('/update/:id', async (request) => {
  const { nextStep, closeDate } = request.body as { nextStep: string; closeDate: string }
  const [row] = await update([(request.params as { id: string }).id, nextStep, closeDate, new Date()])
  return { id: row![0], version: row![1] }
})

// Not named: a generic plan does not know how rare the words are.
const search = `select id, name from (select id, name from ${table('opportunity')} where search @@ $1::tsquery and deleted_at is null limit 200) found
  order by length(name), id limit 20`
app.get('/search', async (request) => {
  const { q } = request.query as { q: string }
  const { rows } = await pool.query(search, [tsQueryText(queryTokens(q))])
  return { data: rows }
})

const group =
  prepared(`select r.stage_id, s.name, r.amount_currency, count(*), sum(r.amount) from ${table('opportunity')} r
  left join ${table('stage')} s on s.id = r.stage_id where r.deleted_at is null group by 1, 2, 3 order by 1`)
app.get('/group', async () => {
  const rows = await group([])
  return { data: rows.map((r) => ({ stage: ref(r[0], r[1]), currency: r[2], count: Number(r[3]), sum: r[4] })) }
})

/** What waits for the manager and for the people of her team: the tasks, deals and figures of the page, by hand. */
const me = `(select id from ${table('user')} where email = '${manager}')`
const mates = `select u.id, u.name from ${table('user')} u where u.team_id = (select team_id from ${table('user')} where email = '${manager}')`
const dealsOf = (more: string) =>
  prepared(`select r.id, r.name, r.account_id, a.name, r.amount, r.close_date from ${table('opportunity')} r
    left join ${table('account')} a on a.id = r.account_id
    where r.deleted_at is null and r.owner_id = ${me} and r.status = 'open' and ${more} order by r.close_date, r.id limit 8`)
const tasksOf = (more: string) =>
  prepared(`select r.id, r.subject, r.kind, r.at, r.account_id, a.name from ${table('activity')} r
    left join ${table('account')} a on a.id = r.account_id
    where r.deleted_at is null and r.owner_id = ${me} and r.status = 'open' and ${more} order by r.at, r.id limit 20`)
const figureOf = (name: string, more: string) =>
  prepared(`select p.id, p.name, (select count(*) from (select 1 from ${table(name)} r
    where r.deleted_at is null and r.owner_id = p.id and ${more} limit 1000) c) from (${mates}) p order by p.name`)
const parts = [
  tasksOf('r.at < current_date'),
  tasksOf("r.at >= current_date and r.at < current_date + interval '8 days'"),
  dealsOf('r.close_date < current_date'),
  dealsOf("r.close_date >= current_date and r.close_date < current_date + interval '1 month'"),
  figureOf('activity', "r.status = 'done' and r.at >= date_trunc('week', current_date)"),
  figureOf('activity', "r.status = 'open' and r.at < current_date"),
  figureOf('opportunity', "r.status = 'open' and r.close_date < current_date"),
  figureOf('lead', "r.status = 'new' and r.last_follow_up_at is null"),
]
app.get('/today', async () => ({ data: await Promise.all(parts.map((part) => part([]))) }))

const timeline = prepared(`select t.at, t.id, t.type, t.kind, t.text, t.changes, t.actor_id, u.name from (
  (select e.at, e.id, 'event' as type, e.kind, null as text, e.changes, e.actor_id from ${table('event')} e
    where e.object = 'account' and e.record_id = $1 order by e.at desc, e.id desc limit 50)
  union all
  (select a.at, a.id, 'record', a.kind, a.subject || ' ' || coalesce(a.body, ''), null, a.owner_id from ${table('activity')} a
    where a.account_id = $1 and a.deleted_at is null order by a.at desc, a.id desc limit 50)) t
  left join ${table('user')} u on u.id = t.actor_id order by t.at desc, t.id desc limit 50`)
app.get('/timeline/:id', async (request) => {
  const rows = await timeline([(request.params as { id: string }).id])
  return {
    data: rows.map(([at, id, type, kind, text, changes, actor, name]) => ({
      at,
      id,
      type,
      kind,
      text,
      changes,
      actor: ref(actor, name),
    })),
  }
})

const batch = prepared(`insert into ${table('opportunity')} (${created})
  select x.id, 1, $2, $2, x.name, x.account, x.amount, 'CNY', x."closeDate", x.stage, x.pipeline, 'open' from json_to_recordset($1::json)
  as x (id uuid, name text, account uuid, amount numeric, "closeDate" date, stage uuid, pipeline uuid)`)
app.post('/batch', { bodyLimit: 8 * 1024 * 1024 }, async (request) => {
  const drafts = (request.body as { create: Draft[] }).create.map((draft) => ({ id: uuid(), ...draft }))
  await batch([JSON.stringify(drafts), new Date()])
  return { data: drafts.map(({ id }) => ({ id })) }
})

await app.listen({ host: '127.0.0.1', port: 0 })
const ready: BareReady = { port: listeningPort(app) }
serveParent(ready, async () => {
  await app.close()
  await pool.end()
})
