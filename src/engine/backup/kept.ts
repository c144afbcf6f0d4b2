import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { refuse } from '#kernel/problem.ts'
import { crashPoint } from '../crash.ts'
import { backUp } from './backup.ts'
import { checkArchive } from './check.ts'
import { totalRows } from './manifest.ts'
import { readManifest } from './restore.ts'

/** Why a backup was made. Each kind is kept for its own time. */
export type BackupKind = 'daily' | 'upgrade' | 'deleted'

/** What lies beside each kept archive, in a file of the same name with `.json`. */
export type BackupNote = {
  readonly kind: BackupKind
  /** The instant whose data it holds. */
  readonly at: string
  readonly bytes: number
  readonly rows: number
  readonly files: number
  /** When it was read back to its end and found whole. */
  readonly verifiedAt: string
  readonly sampan: string
}

/** How an installation's own backups stand. */
export type BackupState = {
  readonly folder: string
  /** Newest first. */
  readonly kept: readonly (BackupNote & { readonly file: string })[]
  /** What went wrong the last time, where nothing has gone well since. */
  readonly failed: { readonly at: string; readonly message: string } | null
}

export type KeepOptions = {
  readonly databaseUrl: string
  readonly dataFolder: string
  readonly folder: string
  readonly version: string
  readonly now: string
  readonly kind: BackupKind
  /** The id of a workspace, where it alone is backed up. */
  readonly only?: string
}

/** How many of each kind stay; those of deleted workspaces are the operator's to remove. */
const keeps: Readonly<Record<BackupKind, number>> = { daily: 7, upgrade: 3, deleted: Number.POSITIVE_INFINITY }
const failure = 'failed.json'

/** Where the backups of an installation lie: where `SAMPAN_BACKUPS` says, else below the data folder. */
export function backupFolder(
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const wanted = env['SAMPAN_BACKUPS']
  return wanted && wanted !== 'off' ? wanted : join(dataFolder, 'backups')
}

/** Whether daily backups are wanted; `SAMPAN_BACKUPS=off` is for who has others. */
export function backsUpDaily(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return env['SAMPAN_BACKUPS'] !== 'off'
}

/**
 * Makes a backup into the folder, reads it back to its end, and lets the oldest of its kind go. It counts only once it has
 * been read back; what fails is noted, so that people see it.
 * @returns the archive
 */
export async function keepBackup(options: KeepOptions): Promise<BackupNote & { readonly file: string }> {
  const { folder, now, kind } = options
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    sweep(folder)
    refuseScarce(folder)
    const file = join(folder, `sampan-${now.replace(/[-:.]/g, '')}-${kind}.tar.gz`)
    const { manifest, bytes } = await backUp({ ...options, path: file })
    crashPoint('backup.named')
    await checkArchive(file, await readManifest(file))
    const note: BackupNote = {
      kind,
      at: manifest.at,
      bytes,
      rows: totalRows(manifest),
      files: manifest.files.count,
      verifiedAt: new Date().toISOString(),
      sampan: manifest.sampan,
    }
    writeWhole(`${file}.json`, note)
    rmSync(join(folder, failure), { force: true })
    prune(folder, kind)
    return { ...note, file }
  } catch (error) {
    noteFailure(folder, { at: now, message: (error as Error).message })
    throw error
  }
}

/** Where even that cannot be written, the age of the last good one tells. */
function noteFailure(folder: string, failed: { at: string; message: string }): void {
  try {
    writeWhole(join(folder, failure), failed)
  } catch {
    rmSync(join(folder, `${failure}.new`), { force: true })
  }
}

/** Reads what lies in the folder. */
export function backupState(folder: string): BackupState {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const kept = names
    .filter((name) => name.endsWith('.tar.gz.json'))
    .map((name) => ({ ...read<BackupNote>(join(folder, name)), file: join(folder, name.slice(0, -'.json'.length)) }))
    .filter(({ file }) => existsSync(file))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
  const failed = names.includes(failure) ? read<{ at: string; message: string }>(join(folder, failure)) : null
  return { folder, kept, failed }
}

/** What a killed backup has left: half an archive, or one that was never read back. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const half = name.endsWith('.partial') || (name.endsWith('.tar.gz') && !existsSync(join(folder, `${name}.json`)))
    if (half && name.startsWith('sampan-')) rmSync(join(folder, name), { force: true })
  }
}

/** A backup that fills the disk would stop the database. */
function refuseScarce(folder: string): void {
  const last = backupState(folder).kept.find(({ kind }) => kind !== 'deleted')
  const needed = Math.ceil((last?.bytes ?? 0) * 1.5) + 64e6
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= needed) return
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
  throw refuse('unavailable', null, {
    en: `${folder} has ${megabytes(bavail * bsize)} MB free; a backup may need ${megabytes(needed)} MB.`,
    zh: `${folder} 剩余空间 ${megabytes(bavail * bsize)} MB，备份可能需要 ${megabytes(needed)} MB。`,
  })
}

function prune(folder: string, kind: BackupKind): void {
  for (const { file } of backupState(folder)
    .kept.filter((one) => one.kind === kind)
    .slice(keeps[kind])) {
    rmSync(file, { force: true })
    rmSync(`${file}.json`, { force: true })
  }
}

function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
