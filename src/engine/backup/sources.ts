import pg from 'pg'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import { connectAlone } from '../db/pool.ts'
import { shapeOf } from '../db/shape.ts'
import { openSecrets } from '../secrets.ts'
import type { BackupSchema } from './manifest.ts'
import { speakPlainly, tablesOf } from './tables.ts'

/** Everything that a backup reads from, each cluster as it is at one instant. */
export type Sources = {
  readonly home: pg.Client
  readonly schemas: readonly BackupSchema[]
  clientOf(schema: string): pg.Client
  /** Which rows of a table belong into this backup; '' for all. */
  conditionOf(schema: string, table: string): string
  end(): Promise<void>
}

type Row = { id: string; schema: string; name: string; cluster?: string | null; created_at: string }

/**
 * Connects to the cluster of the catalogue and to every other one in which a workspace lies, and freezes what each shows:
 * what commits later is not in the backup, all that has committed is. A workspace lies in one cluster, so it is whole.
 * @param options.only the id of a workspace: it alone, and of the catalogue what concerns it
 */
export async function openSources(options: {
  databaseUrl: string
  dataFolder: string
  only?: string
}): Promise<Sources> {
  const clients = new Map<string, pg.Client>()
  const connect = async (url: string) => {
    const client = await connectAlone(url, 'sampan-backup')
    clients.set(url, client)
    await client.query('begin isolation level repeatable read read only')
    await speakPlainly(client)
    return client
  }
  const end = async () => void (await Promise.all([...clients.values()].map((client) => client.end())))
  try {
    const home = await connect(options.databaseUrl)
    const all = await workspacesOf(home)
    const wanted = all.filter(({ id }) => options.only === undefined || id === options.only)
    const clusters = wanted.some(({ cluster }) => cluster) ? await clusterUrls(home, options.dataFolder) : new Map()
    const conditionOf = (schema: string, table: string) =>
      options.only !== undefined && schema === catalogueSchema ? (conditions.get(table) ?? 'false') : ''
    const conditions = options.only === undefined ? new Map() : await catalogueConditions(home, options.only)
    const clientBySchema = new Map([[catalogueSchema, home]])
    const schemas = [await describe(home, catalogueSchema, 'catalogue', 'catalogue', conditionOf)]
    for (const { schema, name, cluster } of wanted) {
      const url = cluster ? clusters.get(cluster) : options.databaseUrl
      if (!url) throw new Error(`The catalogue has no cluster '${cluster}'.`)
      const client = clients.get(url) ?? (await connect(url))
      // One that is just being made has nothing yet.
      const { rows } = await client.query('select to_regclass($1) is not null as there', [`"${schema}".migration`])
      if (rows[0]?.there !== true) continue
      clientBySchema.set(schema, client)
      schemas.push(await describe(client, schema, 'workspace', name, conditionOf))
    }
    return { home, schemas, clientOf: (schema) => clientBySchema.get(schema)!, conditionOf, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** The workspaces of the catalogue, also of one from before clusters were known. */
async function workspacesOf(client: pg.Client): Promise<Row[]> {
  const { rows } = await client.query<{ row: Row }>(
    `select to_jsonb(w) as row from "${catalogueSchema}".workspace w order by w.created_at, w.id`,
  )
  return rows.map(({ row }) => row)
}

async function clusterUrls(client: pg.Client, dataFolder: string): Promise<Map<string, string>> {
  const secrets = openSecrets(dataFolder)
  const { rows } = await client.query<{ id: string; url: string }>(`select id, url from "${catalogueSchema}".cluster`)
  return new Map(rows.map(({ id, url }) => [id, secrets.open(url, { column: 'cluster.url', id })]))
}

async function describe(
  client: pg.Client,
  schema: string,
  kind: BackupSchema['kind'],
  name: string,
  conditionOf: Sources['conditionOf'],
): Promise<BackupSchema> {
  const { rows: migrations } = await client.query<{ name: string; hash: string }>(
    `select name, hash from "${schema}".migration order by name`,
  )
  const tables = await tablesOf(client, schema, (table) => conditionOf(schema, table))
  return { schema, name, kind, migrations, tables, shape: await shapeOf(client, schema) }
}

/** What of each table of the catalogue concerns one workspace. Who has a login elsewhere too keeps it; nothing else of others is told. */
async function catalogueConditions(client: pg.Client, id: string): Promise<Map<string, string>> {
  const workspace = `'${pg.escapeIdentifier(id).slice(1, -1)}'::uuid`
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text) as columns from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where n.nspname = $1 and c.relkind = 'r' group by 1`,
    [catalogueSchema],
  )
  const hers = `(select login_id from "${catalogueSchema}".membership where workspace_id = ${workspace})`
  const byName: Readonly<Record<string, string>> = {
    workspace: `id = ${workspace}`,
    login: `"id" in ${hers}`,
    identity: `provider_id in (select id from "${catalogueSchema}".identity_provider where workspace_id = ${workspace})`,
    migration: 'true',
    encryption_key: 'true',
    session: 'false',
  }
  return new Map(
    rows.map(({ name, columns }) => [
      name,
      byName[name] ??
        (columns.includes('workspace_id')
          ? `workspace_id = ${workspace}`
          : columns.includes('userId')
            ? `"userId" in ${hers}`
            : 'false'),
    ]),
  )
}
