import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkArchive } from '#engine/backup/check.ts'
import { type Manifest, totalRows } from '#engine/backup/manifest.ts'
import { readManifest, restore } from '#engine/backup/restore.ts'
import { mayBeUnfinished } from '#engine/backup/unfinished.ts'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { refuse } from '#kernel/problem.ts'
import { openSampan } from '#server'
import type { Settings } from '../../settings.ts'
import { type Common, command } from '../command.ts'
import { besideServer, settingsOf } from '../open.ts'
import { answer, columns, confirm, progress, tell } from '../terminal.ts'
import { words } from '../words.ts'

/** `sampan restore FILE`: brings a backup back into an empty data folder or database. */
export function restoreCommand() {
  return command(
    'restore',
    { en: 'bring a backup back into an empty data folder or database', zh: '将备份恢复到空的数据目录或数据库' },
    ['yes'],
  )
    .argument('<file>', words({ en: 'the archive', zh: '备份文件' }))
    .option(
      '--check',
      words({
        en: 'only read the archive to its end and compare its hashes; restore nothing',
        zh: '只读取并校验备份文件，不恢复',
      }),
    )
    .action(async (file: string, options: Common & { check?: boolean }) => {
      const settings = settingsOf(options)
      const path = resolve(file)
      const manifest = await readManifest(path)
      if (options.check) return check(path, manifest, options)
      refuseUsed(settings)
      const counts = columns(
        manifest.schemas.map((s) => [
          s.name,
          s.schema,
          `${totalRows({ ...manifest, schemas: [s] })} ${words({ en: 'rows', zh: '行' })}`,
        ]),
      )
      process.stderr.write(`${[`Sampan ${manifest.sampan}, ${manifest.at}`, ...counts].join('\n')}\n`)
      const place = settings.databaseUrl
        ? `${placeOf(settings.databaseUrl)} + ${settings.dataFolder}`
        : settings.dataFolder
      await confirm({ en: `Restore this into ${place}?`, zh: `要恢复到 ${place} 吗？` }, options)
      const began = Date.now()
      await bringBack(path, settings, options)
      const seconds = ((Date.now() - began) / 1_000).toFixed(1)
      tell({
        en: `Restored into ${place} in ${seconds} s; every table and file has been compared with the backup.`,
        zh: `已恢复到 ${place}，用时 ${seconds} 秒；所有表和文件均已与备份核对。`,
      })
      answer(options.json, { place, rows: totalRows(manifest), files: manifest.files.count, at: manifest.at }, [])
    })
}

async function check(path: string, manifest: Manifest, options: Common): Promise<void> {
  await checkArchive(path, manifest)
  const rows = totalRows(manifest)
  tell({
    en: `${path} is whole: ${rows} rows and ${manifest.files.count} files as of ${manifest.at}, made by Sampan ${manifest.sampan}.`,
    zh: `${path} 完整：截至 ${manifest.at} 的 ${rows} 行和 ${manifest.files.count} 个文件，由 Sampan ${manifest.sampan} 生成。`,
  })
  answer(options.json, { file: path, whole: true, rows, files: manifest.files.count, at: manifest.at }, [])
}

async function bringBack(path: string, settings: Settings, options: Common): Promise<void> {
  const root = new URL('../../../migrations/', import.meta.url)
  const embedded = settings.databaseUrl
    ? null
    : await startEmbedded({ dataFolder: settings.dataFolder, log: (sentence) => tell({ en: sentence, zh: sentence }) })
  const bar = progress({ en: 'Restoring', zh: '正在恢复' }, null, options)
  const databaseUrl = settings.databaseUrl ?? embedded!.url
  try {
    await restore({
      path,
      databaseUrl: settings.directUrl ?? databaseUrl,
      dataFolder: settings.dataFolder,
      migrations: {
        catalogue: readMigrations(new URL('catalogue/', root)),
        workspace: readMigrations(new URL('workspace/', root)),
      },
      now: new Date().toISOString(),
      onProgress: (rows) => bar.at(rows),
    })
  } catch (error) {
    await embedded?.stop()
    // The folder was empty before, and shall be so again.
    if (embedded && !mayBeUnfinished(settings.dataFolder))
      rmSync(join(settings.dataFolder, 'database'), { recursive: true, force: true })
    throw error
  }
  bar.end()
  try {
    // Migrations that came since the backup run now, and what was restored is opened once: a drill, and a proof.
    const opened = await openSampan({ ...settings, databaseUrl }, { worker: false })
    await opened.close()
  } finally {
    await embedded?.stop()
  }
}

function refuseUsed(settings: Settings): void {
  const running = besideServer(settings).beside
  const database = join(settings.dataFolder, 'database', 'cluster')
  const used = existsSync(database) && !mayBeUnfinished(settings.dataFolder)
  if (!running && (settings.databaseUrl || !used)) return
  const there = existsSync(settings.dataFolder) ? readdirSync(settings.dataFolder).join(', ') : ''
  throw refuse('conflict', null, {
    en: `${settings.dataFolder} is not empty (${there})${running ? ', and Sampan is running on it' : ''}. Restore into an empty folder: npx sampan restore FILE --data ./other`,
    zh: `${settings.dataFolder} 不是空目录（${there}）${running ? '，且 Sampan 正在使用它' : ''}。请恢复到空目录：npx sampan restore 文件 --data ./other`,
  })
}

/** A connection string without what must not be shown. */
function placeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url)
  return `${host || searchParams.get('host') || ''}${pathname}`
}
