import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { arch, freemem, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { backsUpDaily, backupFolder, backupState } from '../backup/kept.ts'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import type { Database } from '../db/database.ts'
import type { Migration } from '../db/migrate.ts'
import { ident, raw, sql } from '../db/sql.ts'
import { fileOf, openSecrets } from '../secrets.ts'
import { type Finding, finding } from './finding.ts'

export type Surroundings = {
  readonly db: Database
  readonly dataFolder: string
  readonly version: string
  /** The database is the one that Sampan brings along. */
  readonly embedded: boolean
  /** A server runs on this data folder. */
  readonly running: boolean
  readonly baseUrl: string
  /** A sentence for each variable that means nothing. */
  readonly unknownSettings: readonly string[]
  readonly migrations: { readonly catalogue: readonly Migration[]; readonly workspace: readonly Migration[] }
}

/** Looks at what Sampan stands on: program, database, disk, clock, address, migrations, workspaces. Changes nothing. */
export async function inspect(at: Surroundings): Promise<Finding[]> {
  const set = await hasCatalogue(at.db)
  return [
    versions(at),
    await database(at),
    disk(at.dataFolder),
    await clock(at.db),
    await address(at),
    ...at.unknownSettings.map((words) => finding('settings', 'warn', words, words)),
    secret(at.dataFolder),
    ...(set ? [await key(at)] : []),
    ...(set ? await migrations(at) : [finding('migrations', 'warn', 'nothing has been set up yet', '尚未初始化')]),
    ...(set ? await workspaces(at.db) : []),
    ...(await queue(at.db)),
    ...(set ? [backups(at.dataFolder)] : []),
  ]
}

function versions({ version }: Surroundings): Finding {
  const words = `Sampan ${version}, Node ${process.version}, ${platform()} ${release()} ${arch()}, ${gigabytes(freemem())} of ${gigabytes(totalmem())} GB memory free`
  const zh = `Sampan ${version}, Node ${process.version}, ${platform()} ${release()} ${arch()}，可用内存 ${gigabytes(freemem())} / ${gigabytes(totalmem())} GB`
  const supported = Number(process.versions.node.split('.')[0]) >= 24
  return finding('version', supported ? 'ok' : 'wrong', words, zh)
}

async function database({ db, embedded, running }: Surroundings): Promise<Finding> {
  const [row] = await db.rows(
    raw(`select current_setting('server_version'), pg_database_size(current_database()), current_setting('fsync'),
      current_setting('synchronous_commit')`),
  )
  const [server, size, fsync, waits] = row as [string, number, string, string]
  const kind = embedded ? 'embedded' : 'own'
  const en = `PostgreSQL ${server} (${kind}${running ? ', a server is running' : ''}), ${megabytes(Number(size))} MB`
  const zh = `PostgreSQL ${server}（${[embedded ? '内置' : '自有', ...(running ? ['服务运行中'] : [])].join('，')}），${megabytes(Number(size))} MB`
  const major = Number.parseInt(server, 10)
  if (major < 15) return finding('database', 'wrong', `${en}; 15 or later is needed`, `${zh}；需要 15 或更高版本`)
  const careless = [
    ...(fsync === 'on'
      ? []
      : [{ en: 'fsync is off, a power cut may lose data', zh: 'fsync 已关闭，断电可能丢失数据' }]),
    // A mail is noted before it is sent: what answers before it is on disk may forget that note.
    ...(waits === 'off'
      ? [
          {
            en: 'synchronous_commit is off, a crash may lose what was acknowledged and send a mail twice',
            zh: 'synchronous_commit 已关闭，数据库崩溃可能丢失已确认的内容、重复发送邮件',
          },
        ]
      : []),
  ]
  return finding(
    'database',
    careless.length > 0 ? 'warn' : 'ok',
    [en, ...careless.map((one) => one.en)].join('; '),
    [zh, ...careless.map((one) => one.zh)].join('；'),
  )
}

function disk(folder: string): Finding {
  if (!existsSync(folder)) return finding('disk', 'wrong', `${folder} is missing`, `${folder} 不存在`)
  const { bavail, blocks, bsize } = statfsSync(folder)
  const [free, all] = [bavail * bsize, blocks * bsize]
  const words = `${folder}: ${gigabytes(free)} of ${gigabytes(all)} GB free`
  const scarce = free < 1e9 ? 'wrong' : free < 5e9 && free < all / 10 ? 'warn' : 'ok'
  const zh = `${folder}：可用 ${gigabytes(free)} / ${gigabytes(all)} GB`
  return finding('disk', scarce, words, zh)
}

async function clock(db: Database): Promise<Finding> {
  const before = Date.now()
  const [row] = await db.rows(raw('select clock_timestamp()'))
  const after = Date.now()
  const there = Date.parse(String(row?.[0]))
  const apart = there < before ? before - there : there > after ? there - after : 0
  const words = `${new Date(after).toISOString()}, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`
  if (after < Date.parse('2025-01-01'))
    return finding('clock', 'wrong', `${words}: the clock is years behind`, `${words}：系统时间明显错误`)
  if (apart > 2_000)
    return finding(
      'clock',
      'warn',
      `${words}; the database is ${apart} ms apart`,
      `${words}；与数据库相差 ${apart} 毫秒`,
    )
  return finding('clock', 'ok', words, words)
}

async function address({ baseUrl, running }: Surroundings): Promise<Finding> {
  const url = new URL(baseUrl)
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (running) {
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(3_000) }).catch(
      (error: unknown) => String((error as Error).cause ?? error),
    )
    if (typeof answer === 'string' || !answer.ok)
      return finding('address', 'warn', `${url.origin} does not answer from here`, `无法从本机访问 ${url.origin}`)
  }
  if (url.protocol === 'http:' && !local)
    return finding(
      'address',
      'warn',
      `${url.origin} is not encrypted; put it behind HTTPS and set SAMPAN_URL`,
      `${url.origin} 未加密，请启用 HTTPS 并设置 SAMPAN_URL`,
    )
  return finding('address', 'ok', url.origin, url.origin)
}

function secret(folder: string): Finding {
  const file = join(folder, 'secret')
  if (!existsSync(file))
    return finding('secret', 'warn', 'none yet; the first start makes it', '尚未生成，首次启动时创建')
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    return finding('secret', 'wrong', `others may read ${file}: chmod 600`, `其他用户可读取 ${file}，请执行 chmod 600`)
  if (readFileSync(file, 'utf8').trim().length < 32) return finding('secret', 'wrong', 'it is too short', '长度不足')
  return finding('secret', 'ok', 'there, for its owner alone', '已生成，仅所有者可读')
}

/** The key that opens secrets: here, for its owner alone, and one that has sealed what lies in this database. */
async function key({ db, dataFolder }: Surroundings): Promise<Finding> {
  const [there] = await db.rows(raw(`select to_regclass('${catalogueSchema}.encryption_key') is not null`))
  if (there?.[0] !== true) return finding('key', 'ok', 'the next start makes it', '下次启动时创建')
  const noted = (await db.rows(sql`select id from ${ident(catalogueSchema, 'encryption_key')}`)).map(([id]) =>
    String(id),
  )
  const file = fileOf(dataFolder)
  if (!process.env['SAMPAN_KEY'] && !existsSync(file))
    return noted.length === 0
      ? finding('key', 'ok', 'none yet; the next start makes it', '尚未生成，下次启动时创建')
      : finding('key', 'wrong', `${file} is missing; put it back from a backup`, `${file} 缺失，请从备份恢复`)
  if (!process.env['SAMPAN_KEY'] && process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    return finding('key', 'wrong', `others may read ${file}: chmod 600`, `其他用户可读取 ${file}，请执行 chmod 600`)
  const held = openSecrets(dataFolder).keyIds()
  const missing = noted.filter((id) => !held.includes(id))
  if (missing.length > 0)
    return finding(
      'key',
      missing.length === noted.length ? 'wrong' : 'warn',
      `secrets sealed with ${missing.join(', ')} cannot be opened: that key is missing`,
      `缺少密钥 ${missing.join('、')}，由它加密的内容无法解密`,
    )
  return finding('key', 'ok', `seals with ${held[0]}`, `当前使用密钥 ${held[0]}`)
}

/** The installation's own daily backups: there, fresh, and none that failed since. */
function backups(dataFolder: string): Finding {
  const folder = backupFolder(dataFolder)
  if (!backsUpDaily()) return finding('backups', 'ok', 'off: SAMPAN_BACKUPS=off', '已关闭：SAMPAN_BACKUPS=off')
  const { kept, failed } = backupState(folder)
  const last = kept.find(({ kind }) => kind === 'daily')
  if (failed)
    return finding(
      'backups',
      'wrong',
      `failed at ${failed.at}: ${failed.message}`,
      `${failed.at} 失败：${failed.message}`,
    )
  if (!last)
    return finding(
      'backups',
      isYoung(dataFolder) ? 'ok' : 'warn',
      'none yet; a running server makes one every night',
      '尚无备份，服务运行时每晚自动备份',
    )
  const words = `${last.at}, ${megabytes(last.bytes)} MB`
  return finding('backups', Date.now() - Date.parse(last.at) > 50 * 3_600_000 ? 'warn' : 'ok', words, words)
}

/** Set up so lately that no night has passed: its session secret is not two days old. */
function isYoung(dataFolder: string): boolean {
  const made = statSync(join(dataFolder, 'secret'), { throwIfNoEntry: false })
  return !made || Date.now() - made.mtimeMs < 50 * 3_600_000
}

async function hasCatalogue(db: Database): Promise<boolean> {
  const [row] = await db.rows(raw(`select to_regclass('${catalogueSchema}.workspace') is not null`))
  return row?.[0] === true
}

async function migrations({ db, migrations: known }: Surroundings): Promise<Finding[]> {
  const spaces = await db.rows(sql`select schema from ${ident(catalogueSchema, 'workspace')} order by created_at`)
  const all = [
    [catalogueSchema, known.catalogue] as const,
    ...spaces.map(([schema]) => [String(schema), known.workspace] as const),
  ]
  const findings: Finding[] = []
  for (const [schema, steps] of all) {
    const ran = new Map(
      (await db.rows(sql`select name, hash from ${ident(schema, 'migration')}`)).map(([name, hash]) => [
        String(name),
        hash,
      ]),
    )
    const missing = steps.filter((m) => !ran.has(m.name)).map((m) => m.name)
    const changed = steps.filter((m) => ran.has(m.name) && ran.get(m.name) !== m.hash).map((m) => m.name)
    const newer = [...ran.keys()].filter((name) => !steps.some((m) => m.name === name))
    if (newer.length > 0)
      findings.push(
        finding(
          'migrations',
          'wrong',
          `${schema} is newer than this program: ${newer.join(', ')}`,
          `${schema} 的数据结构比程序新：${newer.join('、')}`,
        ),
      )
    else if (changed.length > 0)
      findings.push(
        finding(
          'migrations',
          'wrong',
          `${schema}: changed since it ran: ${changed.join(', ')}`,
          `${schema}：迁移文件在执行后被改动：${changed.join('、')}`,
        ),
      )
    else if (missing.length > 0)
      findings.push(
        finding(
          'migrations',
          'warn',
          `${schema}: runs at the next start: ${missing.join(', ')}`,
          `${schema}：下次启动时执行：${missing.join('、')}`,
        ),
      )
  }
  const zh = `${all.length} 个 schema 均为最新`
  const en = `${all.length} schemas in step (${known.catalogue.length} + ${known.workspace.length})`
  return findings.length > 0 ? findings : [finding('migrations', 'ok', en, zh)]
}

async function workspaces(db: Database): Promise<Finding[]> {
  const rows = await db.rows(
    sql`select id, schema, status from ${ident(catalogueSchema, 'workspace')} order by created_at`,
  )
  return Promise.all(
    rows.map(async ([id, schema, status]) => {
      const [people] = await db.rows(
        sql`select count(*) from ${ident(String(schema), 'user')} where deleted_at is null and active`,
      )
      const words = `${schema} (${id}): ${status}`
      return finding(
        'workspace',
        status === 'creating' ? 'warn' : 'ok',
        `${words}, ${people?.[0]} active people`,
        `${words}，${people?.[0]} 位启用的成员`,
      )
    }),
  )
}

async function queue(db: Database): Promise<Finding[]> {
  const [there] = await db.rows(raw("select to_regclass('graphile_worker.jobs') is not null"))
  if (there?.[0] !== true) return []
  const [row] = await db.rows(
    raw(
      'select count(*) filter (where attempts < max_attempts), count(*) filter (where attempts >= max_attempts) from graphile_worker.jobs',
    ),
  )
  const [waiting, failed] = [Number(row?.[0]), Number(row?.[1])]
  return [
    finding(
      'queue',
      failed > 0 ? 'warn' : 'ok',
      `${waiting} jobs wait, ${failed} have failed for good`,
      `${waiting} 个任务等待中，${failed} 个已彻底失败`,
    ),
  ]
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
