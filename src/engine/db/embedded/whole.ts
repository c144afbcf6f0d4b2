import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isAlive } from './lock.ts'

/**
 * Makes a folder under another name and renames it when it is whole, so that one that is there is never half done:
 * whoever is interrupted starts again. When two do it at once, the first one's counts.
 */
export async function makeWhole(folder: string, make: (unfinished: string) => unknown): Promise<void> {
  const prefix = `${basename(folder)}.unfinished-`
  for (const entry of readdirSync(dirname(folder))) {
    if (!entry.startsWith(prefix) || isAlive(Number(entry.slice(prefix.length)))) continue
    rmSync(join(dirname(folder), entry), { recursive: true })
  }
  const unfinished = join(dirname(folder), `${prefix}${process.pid}`)
  rmSync(unfinished, { recursive: true, force: true })
  await make(unfinished)
  if (existsSync(folder)) rmSync(unfinished, { recursive: true })
  else renameSync(unfinished, folder)
}
