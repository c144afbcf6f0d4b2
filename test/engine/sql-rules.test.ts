import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules as business } from '#app'
import { tablesOf } from '#engine/db/tables.ts'
import { defineAction, follow, subscribe } from '#kernel/behaviour.ts'
import { text } from '#kernel/fields/text.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, sky, star } from '../planets.ts'

/* Every SQL text that the engine makes is read for the rules of docs/decisions on growing: they cost nothing here and let the same code run on a cluster. */

type Said = { readonly text: string; readonly name: string | undefined; readonly pool: string }
const said: Said[] = []
let sampan: TestSampan
const plain = pg.Client.prototype.query

beforeAll(async () => {
  // every statement of every pool of this process passes here
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config] = args as [string | { text: string; name?: string }]
    const { application_name: pool = '' } = (this as unknown as { connectionParameters: { application_name?: string } })
      .connectionParameters
    said.push(
      typeof config === 'string'
        ? { text: config, name: undefined, pool }
        : { text: config.text, name: config.name, pool },
    )
    return (plain as (...all: unknown[]) => unknown).apply(this, args)
  } as typeof plain
  sampan = await startSampan({
    worker: true,
    language: 'en',
    modules: sky({
      rules: [
        follow(
          moon,
          'a planet is held while its moons change',
          async ({ after }, tx) => void (after.planet && (await tx.lock(planet, after.planet))),
        ),
      ],
      actions: [
        defineAction(planet, 'land', {
          label: { en: 'Land', zh: '着陆' },
          when: { kind: 'rock', 'star.name': { ne: 'x' } },
          input: { word: text({ label: { en: 'Word', zh: '话' } }) },
          run: async (record, input, tx) => {
            await tx.all.list(star, { where: { mass: { gte: 1 } }, sort: ['-mass'], limit: 5 })
            await tx.update(planet, record.id, { note: input.word })
            await tx.emit(planet, record.id, 'landed')
          },
        }),
      ],
      subscribers: [
        subscribe('echo', ['planet.landed'], (event, work) =>
          work.write(async (tx) => {
            await tx.create(moon, { name: 'Echo', planet: event.recordId })
          }),
        ),
      ],
    }),
  })
  await exercise()
})
afterAll(async () => {
  pg.Client.prototype.query = plain
  await sampan.close()
})

/** Does a bit of everything, as an administrator and as somebody with narrow rights. */
async function exercise(): Promise<void> {
  const { call, admin, runtime, workspace } = sampan
  const ok = async (
    who: typeof admin,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => {
    const answer = await call(who, method, url, body, headers)
    expect(answer.status, `${method} ${url} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const { id: teamId } = await ok(admin, 'POST', '/api/v1/team', { name: 'Team' })
  const scopes = [
    ['own', 'team', { where: { 'star.mass': { gt: 1 } } }],
    ['shared', 'teamAndBelow', { where: { keeper: { is: 'me' } } }],
  ]
  const people = [admin]
  for (const [i, read] of scopes.entries()) {
    const role = await ok(admin, 'POST', '/api/v1/role', {
      name: `R${i}`,
      key: `r${i}`,
      grants: {
        '*': {
          read: ['own', 'shared'],
          create: true,
          update: 'own',
          delete: 'own',
          actions: 'all',
          export: true,
          import: true,
        },
        planet: { read, update: read, delete: read, create: true, actions: 'all', export: true, import: true },
      },
    })
    people.push(await sampan.person(`P${i}`, role.id, { teamId }))
  }
  await ok(admin, 'PATCH', `/api/v1/user/${people[1]!.principal.id}`, { manager: people[2]!.principal.id })
  for (const me of people) {
    const region = me === admin ? await ok(me, 'POST', '/api/v1/region', { name: 'Region' }) : null
    const sun = await ok(me, 'POST', '/api/v1/star', { name: 'Sun', mass: 5, ...(region ? { region: region.id } : {}) })
    const one = await ok(
      me,
      'POST',
      '/api/v1/planet',
      {
        name: 'One',
        star: sun.id,
        mass: 2,
        price: 100,
        keeper: me.principal.id,
        place: { city: 'X' },
        tags: ['ice'],
        settings: { a: [1] },
      },
      { 'idempotency-key': `key-${me.principal.id}` },
    )
    await ok(
      me,
      'POST',
      '/api/v1/planet',
      {
        name: 'One',
        star: sun.id,
        mass: 2,
        price: 100,
        keeper: me.principal.id,
        place: { city: 'X' },
        tags: ['ice'],
        settings: { a: [1] },
      },
      { 'idempotency-key': `key-${me.principal.id}` },
    )
    const { data } = await ok(me, 'POST', '/api/v1/planet/batch', {
      create: [1, 2, 3].map((i) => ({ name: `B${i}`, star: sun.id, keeper: me.principal.id, neighbours: [one.id] })),
    })
    await ok(me, 'POST', '/api/v1/planet/batch', {
      update: data.map((p: { id: string }, i: number) => ({ id: p.id, mass: i, name: `C${i}` })),
      delete: [{ id: data[2].id }].filter(() => false),
    })
    const url = `/api/v1/planet/${one.id}`
    await ok(me, 'PATCH', url, { mass: 3, neighbours: [data[0].id], name: 'Other' }, { 'if-match': '"1"' })
    await call(me, 'PATCH', url, { mass: 3 }, { 'if-match': '"1"' })
    await ok(me, 'POST', '/api/v1/moon', { name: 'Moon', planet: one.id, price: 5 })
    await ok(me, 'POST', '/api/v1/visit', { subject: 'Hello', planet: one.id, at: '2026-01-01T00:00:00Z' })
    await ok(me, 'POST', `${url}/land`, { word: 'hi' })
    await ok(me, 'POST', '/api/v1/planet/bulk/land', { ids: [one.id, data[0].id], input: {} })
    await ok(me, 'POST', `${url}/shares`, { granteeId: teamId, until: '2999-01-01T00:00:00Z' })
    await ok(me, 'GET', `${url}/shares`)
    await ok(me, 'GET', url)
    await ok(me, 'GET', `${url}?select=star.region.name,neighbours,density,worth,pull,pictures,owner.team`)
    await ok(me, 'GET', `${url}/page`)
    await ok(me, 'GET', `${url}/timeline?limit=1`)
    const { next } = await ok(me, 'GET', `${url}/timeline?limit=1`)
    await ok(me, 'GET', `${url}/timeline?limit=1&after=${next}`)
    await ok(me, 'GET', '/api/v1/search?q=one')
    for (const sort of [
      'name',
      '-mass',
      'star',
      '-found,mass',
      'seen,-name',
      'number',
      '-updatedAt',
      'price',
      'owner',
    ]) {
      const page = await ok(me, 'GET', `/api/v1/planet?sort=${sort}&limit=1&count=exact`)
      if (page.next) await ok(me, 'GET', `/api/v1/planet?sort=${sort}&limit=1&after=${page.next}`)
    }
    await ok(me, 'GET', '/api/v1/planet?count=estimate&deleted=true')
    for (const where of [
      { mass: { gte: 1, lt: 5 } },
      { name: { contains: 'o' } },
      { 'star.name': { startsWith: 'S' } },
      { not: { 'star.mass': { gte: 3 } } },
      { neighbours: { has: one.id } },
      { 'neighbours.mass': { lt: 3 } },
      { neighbours: { empty: true } },
      { tags: { hasAny: ['ice'] } },
      { found: { within: 'thisMonth' } },
      { seen: { lt: 'today' } },
      { owner: { is: 'myTeamAndBelow' } },
      { density: { gt: 1 } },
      { worth: { gt: 1 } },
      { star: sun.id },
      { 'place.city': 'X' },
      { or: [{ kind: 'ice' }, { price: { gt: 1 } }] },
      { crew: null },
    ])
      await ok(me, 'GET', `/api/v1/planet?where=${encodeURIComponent(JSON.stringify(where))}`)
    await ok(me, 'POST', '/api/v1/planet/group', {
      by: ['star', 'found:month', 'seen:week', 'kind'],
      measures: ['count', 'sum:price', 'avg:mass', 'max:found'],
      where: { mass: { gte: 0 } },
    })
    await ok(me, 'DELETE', url)
    await ok(me, 'POST', `${url}/restore`)
    await ok(me, 'DELETE', `${url}/shares/${teamId}`)
    await ok(me, 'GET', '/api/v1/meta')
    await ok(me, 'PATCH', '/api/v1/me', { language: 'en' })
    await ok(me, 'GET', '/api/v1/api-keys')
    await ok(me, 'GET', '/api/v1/planet/export?format=csv')
    await importCsv(me, 'name,mass,serial\nImported 1,1,i-1\nImported 2,x,i-2\nOne,3,i-3\n')
  }
  await ok(admin, 'POST', `/api/v1/user/${people[1]!.principal.id}/disable`)
  // beyond ten thousand a count is the planner's
  const other = new pg.Client({ connectionString: sampan.databaseUrl, application_name: 'test' })
  await other.connect()
  await other.query(
    `insert into "${workspace.schema}"."region" (id, version, created_at, updated_at, name)
      select gen_random_uuid(), 1, '2026-01-01', '2026-01-01', 'R' from generate_series(1, 10001)`,
  )
  await other.end()
  expect((await ok(admin, 'GET', '/api/v1/region?count=estimate&limit=1')).total.exact).toBe(false)
  await runtime.settle()

  async function importCsv(me: typeof admin, csv: string): Promise<void> {
    const edge = 'x-edge-x'
    const body = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${edge}--\r\n`
    const { id } = await ok(me, 'POST', '/api/v1/imports?object=planet', body, {
      'content-type': `multipart/form-data; boundary=${edge}`,
    })
    await ok(me, 'POST', `/api/v1/imports/${id}/preview`, {})
    await ok(me, 'POST', `/api/v1/imports/${id}/run`, {})
    for (let i = 0; i < 200; i++) {
      const { status } = await ok(me, 'GET', `/api/v1/imports/${id}`)
      if (!['running', 'waiting', 'queued'].includes(status)) break
      await new Promise((done) => setTimeout(done, 20))
    }
    await ok(me, 'POST', `/api/v1/imports/${id}/undo`)
    await ok(me, 'GET', '/api/v1/imports')
  }
}

/** The texts of our own pools; signing in and the queue have theirs. */
const ours = (...pools: string[]) => [...new Set(said.filter((s) => pools.includes(s.pool)).map((s) => bare(s.text)))]
const all = () => ours('sampan', 'sampan-catalogue')
/** Without literals and comments, in one line. */
const bare = (text: string) =>
  text
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
const isDdl = (text: string) => /^(create|alter|drop) /i.test(text)
/** None has it; what does is shown with a little of what stands around. */
const none = (texts: readonly string[], pattern: RegExp) => {
  const around = texts.flatMap((t) => {
    const found = pattern.exec(t)
    return found ? [t.slice(Math.max(found.index - 40, 0), found.index + 80)] : []
  })
  expect(around).toEqual([])
}

test('enough was said to be worth reading', () => {
  expect(all().length).toBeGreaterThan(150)
  for (const word of [
    'insert into',
    'update ',
    'for no key update',
    'union all',
    'json_to_recordset',
    'explain',
    'on conflict',
    '@@',
    'array(',
  ])
    expect(
      all().some((t) => t.includes(word)),
      word,
    ).toBe(true)
})

test('columns are named, in what is selected and in what is returned', () => {
  none(all(), /select\s+\*|returning\s+\*|(?<!count\()\b\w+\.\*/i)
  for (const text of all()) {
    const returned = /\breturning\s+((?:[^()]|\([^()]*\))*)/i.exec(text)?.[1]
    if (returned) expect(returned, text).toMatch(/^[\w", .]+$/)
  }
})

test('columns are named in statements too that nothing here has said', () => {
  const root = new URL('../../src/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    // A restore copies rows of whatever columns the backup has.
    (file) => /^(?:engine|modules)\/.*(?<!\.test)\.ts$/.test(file) && !file.startsWith('engine/backup/'),
  )
  expect(files.length).toBeGreaterThan(100)
  const all = files.filter((file) => /\bselect (?:\w+\.)?\*/.test(readFileSync(new URL(file, root), 'utf8')))
  expect(all).toEqual([])
})

test('no statement knows the time, chance or the session by itself', () => {
  none(
    all(),
    /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|uuid_generate_v\d|uuidv7|nextval|currval|setval|lastval)\s*\(/i,
  )
  none(all(), /\b(current_timestamp|current_date|current_time|localtimestamp|localtime|current_user|session_user)\b/i)
  none(all(), /\b(current_setting|set_config)\s*\(|search_path/i)
})

test('updates set plain values or count up: nothing stable is computed over a column', () => {
  const updates = all().filter((t) => /^(update|insert|delete)\b/i.test(t))
  expect(updates.length).toBeGreaterThan(15)
  none(updates, /\b(to_char|to_jsonb|jsonb_build_object|to_tsvector|at time zone|timezone|date_trunc|extract)\b/i)
  for (const text of updates) {
    const assigned = /do update set (.*?)( where | returning |$)/i.exec(text)?.[1]
    for (const one of assigned?.split(/,\s*(?=\w+\s*=)/) ?? [])
      expect(one, text).toMatch(/^\w+ = (null|(\w+\.\w+ \+ )?excluded\.\w+|\$\d+(::[\w()]+)?)$/)
  }
  none(all(), /values\s*\([^)]*\(\s*select/i)
})

test('nothing is left behind on a connection', () => {
  // Of the settings of one transaction those alone that need not reach another node: the last only lets go of locks sooner.
  none(all(), /^set (?!local (lock_timeout|statement_timeout|citus|synchronous_commit))/i)
  none(
    all(),
    /\bpg_(try_)?advisory_(un)?lock(_shared)?\s*\(|^(un)?listen\b|\btemp(orary)? table|\bwith hold\b|^(prepare|execute|declare|discard|lock table)\b|set constraints/i,
  )
  for (const text of all().filter((t) => /pg_advisory_xact_lock/.test(t))) expect(text).not.toMatch(/\bfrom\b/i)
  // listening has connections of its own, never those of the pool
  expect(new Set(said.filter((s) => /^listen/i.test(s.text)).map((s) => s.pool))).toEqual(
    new Set(['sampan-listen', 'sampan-worker']),
  )
})

test('every table is named with its schema', () => {
  const place =
    /\b(?:from|join|into|update|table|references)\s+(?:only\s+|if not exists\s+|if exists\s+)?((?:"[^"]*"|[\w$])+(?:\.(?:"[^"]*"|[\w$])+)*)(\s*\()?/gi
  const wrong: string[] = []
  for (const text of all()) {
    const named = [
      ...text.matchAll(/(?:\bwith(?: recursive)?|,)\s+(\w+)(?:\s*\([^)]*\))?\s+as\s+(?:materialized\s+)?\(/gi),
    ].map((m) => m[1])
    const read = text
      .replace(/\bextract\s*\(\s*\w+ from /gi, 'extract(')
      .replace(/\bis (not )?distinct from\b/gi, '=')
      .replace(/\bdo update set\b|\bfor (no key )?update\b/gi, '')
    for (const [, name, call] of read.matchAll(place)) {
      if (call && !name!.startsWith('"')) continue // a function: unnest(…), json_to_recordset(…)
      if (named.includes(name)) continue
      if (!/^"[^"]+"\."[^"]+"$/.test(name!)) wrong.push(`${name} in: ${text}`)
    }
  }
  expect(wrong).toEqual([])
})

test('no statement names the catalogue, the queue and a workspace together', () => {
  for (const text of ours('sampan')) {
    if (/^(select pg_notify|begin|commit|rollback|set local|select 1$)/i.test(text)) continue
    none([text], /"sampan"\.|graphile_worker/)
  }
  for (const text of ours('sampan-catalogue')) none([text], /"w_[0-9a-f]+"/)
})

test('what the planner knows is asked for in one place, and machines of the database are not used', () => {
  none(all(), /\bpg_class\b|reltuples|pg_total_relation_size|pg_stat/i)
  for (const text of all().filter((t) => /^explain/i.test(t)))
    expect(text).toMatch(/^explain \(format json\) select 1 from/)
  none(
    all(),
    /^merge\b|\binherits\b|create (or replace )?(trigger|function|rule|view)|(?<!")\bserial\b|generated .* as identity/i,
  )
})

test('two texts never share a name, and the same text is asked by the same name', () => {
  const texts = new Map<string, Set<string>>()
  for (const { name, text } of said) if (name) texts.set(name, (texts.get(name) ?? new Set()).add(text))
  expect(texts.size).toBeGreaterThan(50)
  for (const [name, set] of texts) expect([name, set.size]).toEqual([name, 1])
})

describe('names in the schema', () => {
  test.each([
    ['the sky', sky()],
    ['the business', business],
  ])('of %s are short and stand for one thing each', (_what, modules) => {
    const tables = tablesOf(buildRegistry(modules))
    const relations = tables.flatMap((t) => [
      t.name,
      ...t.indexes.map((i) => i.name),
      ...t.constraints.filter((c) => /^(primary key|unique)/.test(c.is)).map((c) => c.name),
    ])
    const names = [
      ...relations,
      ...tables.flatMap((t) => t.constraints.filter((c) => !/^(primary key|unique)/.test(c.is)).map((c) => c.name)),
    ]
    expect(names.filter((n) => n.length > 45)).toEqual([])
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([])
  })

  test('of committed migrations are given by us, and nothing of the kind that clusters refuse is in them', () => {
    for (const folder of ['catalogue', 'workspace']) {
      const root = new URL(`../../migrations/${folder}/`, import.meta.url)
      for (const file of readdirSync(root).filter((f) => f.endsWith('.sql'))) {
        const text = bare(readFileSync(new URL(file, root), 'utf8'))
        expect(text, file).not.toMatch(
          /create (or replace )?(trigger|function|rule|view)|(?<!")\bserial\b|as identity|\binherits\b|create temp/i,
        )
        // a key or a reference without a name would get one from the server
        for (const [, before] of text.matchAll(/(\S+ \S+) (?:primary key|foreign key|unique|check) ?\(/gi))
          expect(before, file).toMatch(/^constraint "?\w/i)
        if (folder === 'workspace')
          for (const [line] of text.matchAll(
            /(create (unique )?index|alter table|create table|(?<!")references)[^(]*/gi,
          ))
            expect(line, file).toContain('{schema}.')
      }
    }
  })
})

test('DDL is qualified as well', () => {
  for (const text of ours('sampan', 'sampan-migrate').filter(isDdl))
    expect(text).toMatch(/^(create|alter|drop) .*"(w_[0-9a-f]+|sampan)"/)
})
