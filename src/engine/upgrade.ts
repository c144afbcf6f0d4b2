import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { refuse } from '#kernel/problem.ts'
import { backsUpDaily, backupFolder, keepBackup } from './backup/kept.ts'
import { forgetFolder, refuseUnfinished } from './backup/unfinished.ts'
import { catalogueSchema, openCatalogue } from './catalogue/catalogue.ts'
import type { Clock } from './context.ts'
import { crashPoint } from './crash.ts'
import type { Database } from './db/database.ts'
import { type Migration, migrateSchema } from './db/migrate.ts'
import { connectAlone } from './db/pool.ts'
import { makeKey } from './secrets.ts'
import { leaseMs, levelOf } from './workspace/guard.ts'

export type UpgradeOptions = {
  /** A direct connection, never through a pooler. */
  readonly directUrl: string
  readonly dataFolder: string
  readonly migrating: Database
  readonly migrations: { readonly catalogue: readonly Migration[]; readonly workspace: readonly Migration[] }
  readonly clock: Clock
  readonly version: string
  readonly log: (message: string, detail?: object) => void
}

/**
 * Begins to bring the data up to date: looks first, backs up, shuts older programs out, then changes the catalogue. The
 * caller brings the workspaces up to date and calls `end`; until then other processes that start wait.
 * Refuses before anything is changed: data of a newer program, a server of a version that does not know when to stop, too
 * little room, a backup that does not succeed.
 */
export async function beginUpgrade(options: UpgradeOptions): Promise<{ end(): Promise<void> }> {
  const { migrating, migrations, clock, directUrl } = options
  const client = await connectAlone(directUrl, 'sampan-upgrade')
  try {
    await client.query('select pg_advisory_lock($1::bigint)', [lock])
    await refuseUnfinished(client)
    forgetFolder(options.dataFolder)
    const found = await survey(client, options)
    if (found.pending > 0) await prepare(client, found, options)
    await migrateSchema(migrating, catalogueSchema, migrations.catalogue, clock.now().toISOString())
    crashPoint('upgrade.catalogue')
    return { end: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}

type Survey = {
  /** How many steps are to run on data that is there; 0 for an empty database. */
  readonly pending: number
  /** Servers that are listening on this database. */
  readonly servers: number
  /** Whether they stop writing when a newer program says that it comes. */
  readonly fenced: boolean
  readonly bytes: number
}

/** Looks at everything, changes nothing. */
async function survey(client: pg.Client, { migrations }: UpgradeOptions): Promise<Survey> {
  const { rows } = await client.query<{ set: boolean; fenced: boolean; servers: number; bytes: string }>(
    `select to_regclass('${catalogueSchema}.migration') is not null as set, to_regclass('${catalogueSchema}.program') is not null as fenced,
      (select count(*)::int from pg_stat_activity where application_name = 'sampan-listen' and datname = current_database()) as servers,
      pg_database_size(current_database()) as bytes`,
  )
  const { set, fenced, servers, bytes } = rows[0]!
  const seen = { servers, fenced, bytes: Number(bytes) }
  if (!set) return { pending: 0, ...seen }
  const pending = await pendingIn(client, catalogueSchema, migrations.catalogue)
  const { rows: there } = await client.query<{ schema: string }>(
    `select w.schema from ${catalogueSchema}.workspace w where to_regclass(format('%I.migration', w.schema)) is not null`,
  )
  let all = pending
  for (const { schema } of there) all += await pendingIn(client, schema, migrations.workspace)
  return { pending: all, ...seen }
}

async function pendingIn(client: pg.Client, schema: string, steps: readonly Migration[]): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    `select name from ${pg.escapeIdentifier(schema)}.migration order by name`,
  )
  const newer = rows.map(({ name }) => name).filter((name) => !steps.some((step) => step.name === name))
  if (newer.length > 0)
    throw refuse('conflict', null, {
      en: `The data of '${schema}' is newer than this program (it has ${newer.join(', ')}). Nothing was changed. Start the newer Sampan again, or restore the backup that it made before its upgrade: npx sampan restore`,
      zh: `「${schema}」的数据比当前程序新（含 ${newer.join('、')}），未做任何更改。请重新使用新版本的 Sampan，或恢复它在升级前自动生成的备份：npx sampan restore`,
    })
  return steps.length - rows.length
}

async function prepare(client: pg.Client, found: Survey, options: UpgradeOptions): Promise<void> {
  const { dataFolder, clock, version, log, directUrl, migrations, migrating } = options
  log(`${found.pending} migrations are to run`)
  if (found.servers > 0 && !found.fenced)
    throw refuse('conflict', null, {
      en: 'Another Sampan of an older version is running on this database. Stop it first: it would go on writing while the data is upgraded. Nothing was changed.',
      zh: '另一个旧版本的 Sampan 正在使用该数据库。请先停止它，否则升级期间它仍会写入数据。未做任何更改。',
    })
  if (backsUpDaily()) {
    const folder = backupFolder(dataFolder)
    refuseScarce(folder, found.bytes)
    // Data from before secrets were sealed has no key yet; a backup always carries one.
    makeKey(dataFolder)
    const now = clock.now().toISOString()
    const { file } = await keepBackup({ databaseUrl: directUrl, dataFolder, folder, version, now, kind: 'upgrade' })
    log(`Backed up before the upgrade: ${file}`)
  } else log('SAMPAN_BACKUPS is off: nothing is backed up before this upgrade')
  crashPoint('upgrade.backed-up')
  if (!found.fenced) return
  await openCatalogue(migrating, clock).announceProgram(levelOf(migrations.catalogue, migrations.workspace), version)
  if (await othersConnected(client)) {
    log('Waiting until older servers write no more')
    await pause(leaseMs + 1_000)
  }
  crashPoint('upgrade.announced')
}

/** Connections of other processes are older than this one's first. */
async function othersConnected(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from pg_stat_activity a, (select backend_start from pg_stat_activity where pid = pg_backend_pid()) own
     where a.application_name like 'sampan%' and a.datname = current_database() and a.backend_start < own.backend_start limit 1`,
  )
  return rows.length > 0
}

/** A backup takes about half of what the database does, and a migration writes anew what it changes. */
function refuseScarce(folder: string, bytes: number): void {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const needed = bytes * 0.75 + 200e6
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= needed) return
  const megabytes = (n: number) => Math.ceil(n / 1e6)
  throw refuse('unavailable', null, {
    en: `The upgrade may need ${megabytes(needed)} MB and ${folder} has ${megabytes(bavail * bsize)} MB free. Nothing was changed. Make room, or set SAMPAN_BACKUPS to a folder on another disk.`,
    zh: `升级可能需要 ${megabytes(needed)} MB，而 ${folder} 仅剩 ${megabytes(bavail * bsize)} MB。未做任何更改。请清理空间，或将 SAMPAN_BACKUPS 设为其他磁盘上的目录。`,
  })
}

const lock = createHash('sha256').update('sampan upgrade').digest().readBigInt64BE().toString()
