import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { v7 as uuid } from 'uuid'
import { refuse } from '#kernel/problem.ts'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import { crashPoint } from '../crash.ts'
import { openDatabase } from '../db/database.ts'
import { migrateSchema } from '../db/migrate.ts'
import { connectAlone } from '../db/pool.ts'
import { complete, renamed } from '../db/shape.ts'
import { workspaceName } from '../workspace/lifecycle.ts'
import { damaged, readArchive } from './archive.ts'
import { checkArchive, notWhole } from './check.ts'
import { namedFiles, storedFiles } from './files.ts'
import { addForeignKeys, dropForeignKeys, tableLoader, takeFile } from './load.ts'
import type { BackupSchema, Manifest, Seal } from './manifest.ts'
import { listed, type RestoreOptions, readManifest, refuseUnknownMigrations, stepsOf, tellAgain } from './restore.ts'
import { copyOut, qualified, quoted, speakPlainly, target } from './tables.ts'
import { clearStrays, makeUnfinished, markWhole } from './unfinished.ts'

export type RestoreOneOptions = RestoreOptions & {
  /** The name or the schema of the workspace in the backup. */
  readonly workspace: string
  /** Restore it beside the one that is there, under this name. */
  readonly as?: string
}

/**
 * Brings one workspace of a backup back into an installation that goes on running: its records, its files, its people and
 * the logins that they need. Refuses where it is there already, unless it is to be a copy of another name; nothing that is
 * there is ever overwritten. Rows and files are compared with the backup before anybody can come in.
 * @returns the id and schema of what came back
 */
export async function restoreWorkspace(
  options: RestoreOneOptions,
): Promise<{ id: string; schema: string; rows: number }> {
  const manifest = await readManifest(options.path)
  const wanted = find(manifest, options.workspace)
  refuseUnknownMigrations(manifest, options)
  const seal = await checkArchive(options.path, manifest)
  const client = await connectAlone(options.databaseUrl, 'sampan-restore')
  let schema: string | null = null
  try {
    await clearStrays(client)
    await refuseThere(client, wanted, options)
    const copy = options.as === undefined ? null : { id: uuid(), name: workspaceName(options.as) }
    const place = copy ? `w_${copy.id.replaceAll('-', '').slice(-16)}` : wanted.schema
    await makeUnfinished(client, place)
    schema = place
    await makeSchema(options, wanted, place)
    crashPoint('restore-one.schema')
    await client.query('begin')
    await speakPlainly(client)
    if (wanted.shape) await complete(client, place, renamed(wanted.shape, wanted.schema, place))
    const scratch = await read(client, options, manifest, wanted, place)
    await verify(client, options, wanted, place, seal)
    await tellAgain(
      client,
      manifest.waiting.filter((w) => w.schema === wanted.schema).map((w) => ({ ...w, schema: place })),
    )
    const id = await enter(client, scratch, wanted.schema, place, copy)
    await markWhole(client, place)
    crashPoint('restore-one.entered')
    await client.query('commit')
    return { id, schema: place, rows: wanted.tables.reduce((sum, table) => sum + table.rows, 0) }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    // Where the database is gone too, the next restore clears it away.
    if (schema) await client.query(`drop schema if exists ${quoted(schema)} cascade`).catch(() => {})
    throw error
  } finally {
    await client.end()
  }
}

function find(manifest: Manifest, name: string): BackupSchema {
  const all = manifest.schemas.filter(({ kind }) => kind === 'workspace')
  const found = all.filter((one) => one.name === name || one.schema === name)
  if (found[0] && found.length === 1) return found[0]
  const list = all.map((one) => `  ${one.name} (${one.schema})`).join('\n')
  throw refuse('missing', null, {
    en: `The backup has ${found.length} workspaces '${name}'. It holds:\n${list}`,
    zh: `备份中有 ${found.length} 个名为「${name}」的工作区。其中包含：\n${list}`,
  })
}

/** What comes back in its own place must have left it, and a copy needs a name that nobody has. A schema that no catalogue knows is what a purge has left. */
async function refuseThere(client: pg.Client, wanted: BackupSchema, { as }: RestoreOneOptions): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select name from ${qualified(catalogueSchema, 'workspace')} where ${as === undefined ? 'schema' : 'name'} = $1`,
    [as?.trim() ?? wanted.schema],
  )
  if (rows[0])
    throw refuse('conflict', null, {
      en: `The workspace '${rows[0].name}' is there. Restore a copy beside it: --as "${wanted.name} 2"`,
      zh: `工作区「${rows[0].name}」已存在。可恢复为另一个副本：--as "${wanted.name} 2"`,
    })
  if (as === undefined) await client.query(`drop schema if exists ${quoted(wanted.schema)} cascade`)
}

async function makeSchema(options: RestoreOneOptions, wanted: BackupSchema, place: string): Promise<void> {
  const db = openDatabase({ url: options.databaseUrl, max: 1, prepare: false, name: 'sampan-restore' })
  try {
    await migrateSchema(db, place, stepsOf(wanted, options).known, options.now)
  } finally {
    await db.end()
  }
}

/** The tables of the catalogue that say who may come in. */
const doors = ['workspace', 'login', 'account', 'membership', 'api_key', 'identity_provider'] as const

/** Reads the workspace into its place, its files into the store, and the rows of the doors into tables of this transaction alone. */
async function read(
  client: pg.Client,
  options: RestoreOneOptions,
  manifest: Manifest,
  wanted: BackupSchema,
  place: string,
): Promise<Map<string, string>> {
  const keys = await dropForeignKeys(client, [place])
  await client.query(`delete from ${qualified(place, 'migration')}`)
  const scratch = new Map<string, string>()
  const mark = randomBytes(4).toString('hex')
  for (const door of doors) {
    if (!manifest.schemas[0]?.tables.some(({ name }) => name === door)) continue
    const name = `restored_${door}_${mark}`
    await client.query(
      `create temporary table ${name} (like ${qualified(catalogueSchema, door)} including defaults) on commit drop`,
    )
    for (const { attname } of (
      await client.query(
        `select attname from pg_attribute where attrelid = '${name}'::regclass and attnum > 0 and attnotnull`,
      )
    ).rows)
      await client.query(`alter table ${name} alter column ${quoted(attname)} drop not null`)
    scratch.set(door, name)
  }
  const tables = tableLoader(client, (schema, name) => {
    if (schema === wanted.schema) return { into: target(place, listed(manifest, schema, name)) }
    const into = schema === catalogueSchema ? scratch.get(name) : undefined
    return into ? { into: `${into} (${listed(manifest, schema, name).columns.map(quoted).join(', ')})` } : null
  })
  const there = storedFiles(options.dataFolder)
  let needed: Set<string> | null = null
  try {
    for await (const { name, bytes } of readArchive(options.path)) {
      const [kind, ...rest] = name.split('/')
      if (kind === 'data') await tables.take(rest[0]!, rest[1]!, bytes)
      if (kind !== 'files') continue
      // Tables come before files: all that its records name is known by now.
      await tables.end()
      needed ??= new Set(await namedFiles(client, [{ ...wanted, schema: place }]))
      if (needed.has(rest[0]!) && !there.has(rest[0]!)) await takeFile(options.dataFolder, rest[0]!, bytes)
    }
    await tables.end()
  } catch (error) {
    await tables.abort(error as Error)
    throw damaged(options.path, error)
  }
  await addForeignKeys(client, keys)
  return scratch
}

async function verify(
  client: pg.Client,
  { dataFolder }: RestoreOneOptions,
  wanted: BackupSchema,
  place: string,
  seal: Seal,
): Promise<void> {
  const wrong: string[] = []
  for (const table of wanted.tables) {
    const sealed = seal.tables[`${wanted.schema}.${table.name}`]
    const here = await copyOut(client, place, table)
    if (here.sha256 !== sealed?.sha256) wrong.push(`${place}.${table.name} has other content than in the backup`)
  }
  const stored = storedFiles(dataFolder)
  for (const hash of await namedFiles(client, [{ ...wanted, schema: place }]))
    if (!stored.has(hash) && seal.files.includes(hash)) wrong.push(`file ${hash} is missing`)
  if (wrong.length > 0) throw notWhole(wrong)
}

/**
 * Opens the doors: the workspace, the logins that are not here yet, and the ways in. A login that is here stays as it is.
 * A copy gets no keys and no single sign-on: they lead to the other one.
 */
async function enter(
  client: pg.Client,
  scratch: ReadonlyMap<string, string>,
  from: string,
  place: string,
  copy: { readonly id: string; readonly name: string } | null,
): Promise<string> {
  const of = (name: (typeof doors)[number]) => scratch.get(name)!
  const sampan = (name: string) => qualified(catalogueSchema, name)
  const { rows } = await client.query<{ id: string }>(`select id from ${of('workspace')} where schema = $1`, [from])
  const former = rows[0]!.id
  const id = copy?.id ?? former
  await client.query(
    `insert into ${sampan('workspace')} (id, name, schema, language, status, created_at)
     select $1, coalesce($2, name), $3, language, case status when 'creating' then 'creating' else 'live' end, created_at
     from ${of('workspace')} where id = $4`,
    [id, copy?.name ?? null, place, former],
  )
  // The same address is the same person, whatever id her login has.
  await client.query(
    `insert into ${sampan('login')} select l.* from ${of('login')} l join ${of('membership')} m on m.login_id = l."id"
     where m.workspace_id = $1 and not exists (select 1 from ${sampan('login')} x where x."id" = l."id" or x."email" = l."email")`,
    [former],
  )
  await client.query(
    `insert into ${sampan('account')} select a.* from ${of('account')} a join ${of('membership')} m on m.login_id = a."userId"
     where m.workspace_id = $1 and exists (select 1 from ${sampan('login')} x where x."id" = a."userId")
     and not exists (select 1 from ${sampan('account')} x where x."userId" = a."userId")`,
    [former],
  )
  await client.query(
    `insert into ${sampan('membership')} (login_id, workspace_id, user_id)
     select x."id", $2, m.user_id from ${of('membership')} m join ${of('login')} l on l."id" = m.login_id
     join ${sampan('login')} x on x."email" = l."email" where m.workspace_id = $1`,
    [former, id],
  )
  for (const name of ['api_key', 'identity_provider'] as const)
    if (!copy && scratch.has(name))
      await client.query(`insert into ${sampan(name)} select k.* from ${of(name)} k where k.workspace_id = $1`, [
        former,
      ])
  return id
}
