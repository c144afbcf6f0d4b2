import { modules } from '#app'
import { openCatalogue } from '#engine/catalogue/catalogue.ts'
import { type Database, openDatabase } from '#engine/db/database.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { verifyFiles } from '#engine/doctor/files.ts'
import type { Finding } from '#engine/doctor/finding.ts'
import { inspect } from '#engine/doctor/surroundings.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { anchorsOf } from '#engine/events/chain/anchor.ts'
import { openSecrets } from '#engine/secrets.ts'
import { openClusters } from '#engine/workspace/clusters.ts'
import { openWorkspaces } from '#engine/workspaces.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { unknownSettings } from '../../settings.ts'
import { type Common, command } from '../command.ts'
import { exit } from '../exit.ts'
import { withDatabase } from '../open.ts'
import { answer, columns, progress, strong } from '../terminal.ts'
import { version } from '../version.ts'
import { words } from '../words.ts'

type Doctor = Common & { readonly verify?: boolean }

/** `sampan doctor`: is everything in order? With `--verify` it asks the data as well. The report may be pasted anywhere. */
export function doctorCommand() {
  return command('doctor', {
    en: 'look whether everything is in order; the report holds no secrets',
    zh: '检查运行状况，报告不含敏感信息，可直接粘贴',
  })
    .option(
      '--verify',
      words({
        en: 'ask the data too: references, versions and events, totals, outbox, audit, search, files',
        zh: '同时校验数据：关联、版本与事件、汇总、待发事件、审计、检索、文件',
      }),
    )
    .action((options: Doctor) => withDatabase(options, (place) => examine(options, place)))
}

async function examine(
  options: Doctor,
  { databaseUrl, settings }: Parameters<Parameters<typeof withDatabase>[1]>[0],
): Promise<void> {
  const root = new URL('../../../migrations/', import.meta.url)
  const db = openDatabase({ url: databaseUrl, max: 2, prepare: false, name: 'sampan-doctor' })
  try {
    const findings = await inspect({
      db,
      dataFolder: settings.dataFolder,
      version,
      embedded: settings.beside || !settings.databaseUrl,
      unknownSettings: unknownSettings(process.env),
      running: settings.beside,
      baseUrl:
        settings.baseUrl ?? `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host}:${settings.port}`,
      migrations: {
        catalogue: readMigrations(new URL('catalogue/', root)),
        workspace: readMigrations(new URL('workspace/', root)),
      },
    })
    const sound = findings.every((f) => f.check !== 'migrations' || f.state === 'ok')
    const verified = options.verify && sound ? await verifyAll(db, databaseUrl, settings.dataFolder, options) : null
    const all = [...findings, ...(verified?.findings ?? [])]
    answer(
      options.json,
      { findings: all, ...(verified ? { rows: verified.rows } : {}) },
      report(all, verified?.rows ?? {}),
    )
    if (all.some((f) => f.state === 'wrong')) process.exitCode = exit.unsound
  } finally {
    await db.end()
  }
}

async function verifyAll(db: Database, databaseUrl: string, dataFolder: string, options: Doctor) {
  const clock = { now: () => new Date() }
  const registry = buildRegistry(modules)
  const catalogue = openCatalogue(db, clock)
  const secrets = openSecrets(dataFolder)
  const clusters = openClusters({
    catalogue,
    secrets,
    home: db,
    pooledUrl: databaseUrl,
    homeUrl: databaseUrl,
    poolSize: 2,
    prepare: false,
  })
  try {
    const workspaces = await openWorkspaces({
      catalogue,
      clusters,
      guard: { write: () => {}, retired: () => false },
      migrating: db,
      registry,
      migrations: [],
      clock,
      secrets,
      hint: () => {},
    }).all()
    const bar = progress({ en: 'Verifying', zh: '正在校验' }, workspaces.length, options)
    const findings: Finding[] = [await verifyFiles(databaseUrl, dataFolder, Date.now())]
    const rows: Record<string, Readonly<Record<string, number>>> = {}
    for (const workspace of workspaces) {
      const verified = await verifyWorkspace(workspace, anchorsOf(dataFolder, workspace.schema))
      findings.push(
        ...verified.findings.map((f) =>
          workspaces.length > 1 ? { ...f, check: `${f.check} (${workspace.schema})` } : f,
        ),
      )
      rows[workspace.schema] = verified.rows
      bar.at(findings.length)
    }
    bar.end()
    return { findings, rows }
  } finally {
    await clusters.end()
  }
}

const signs = { ok: 'ok   ', warn: 'WARN ', wrong: 'WRONG' } as const

function report(
  findings: readonly Finding[],
  rows: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string[] {
  return [
    ...columns(findings.map((f) => [signs[f.state], f.check, words(f.says)])),
    ...Object.entries(rows).flatMap(([schema, tables]) => [
      '',
      strong(`${schema}: ${words({ en: 'rows', zh: '行数' })}`),
      ...columns(Object.entries(tables).map(([name, count]) => [`  ${name}`, count.toLocaleString('en')])),
    ]),
  ]
}
