import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const caches = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/**
 * The folder under which a server of this machine lies, `/` where it is installed; else Debian's packages of it are fetched
 * beside node_modules: nothing is installed. Null where neither is to be had.
 * @param works is it whole below this folder?
 */
export function fetched(name: string, packages: readonly string[], works: (root: string) => boolean): string | null {
  const cache = join(caches, name)
  if (works('/')) return '/'
  if (works(cache)) return cache
  mkdirSync(dirname(cache), { recursive: true })
  const folder = mkdtempSync(`${cache}.unfinished-`)
  const fetch = (one: string) =>
    spawnSync('apt-get', ['download', one], { cwd: folder, stdio: 'ignore', timeout: 120_000 }).status === 0
  if (!fetch(packages[0]!)) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore', timeout: 120_000 })
    fetch(packages[0]!)
  }
  // Libraries are called otherwise elsewhere, and are there mostly.
  for (const one of packages.slice(1)) fetch(one)
  for (const file of readdirSync(folder))
    if (file.endsWith('.deb')) spawnSync('dpkg', ['-x', join(folder, file), folder], { stdio: 'ignore' })
  try {
    if (works(folder)) renameSync(folder, cache)
  } catch {
    // Another file of tests was faster.
  }
  rmSync(folder, { recursive: true, force: true })
  return works(cache) ? cache : null
}

/** Where programs below that folder find their libraries. */
export function libraries(root: string, own: string): string {
  return [own, 'usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'].map((one) => join(root, one)).join(':')
}
