import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Head } from './seal.ts'

/** What a chain came to at the end of a day (UTC), kept outside of the database. */
export type Anchor = { readonly day: string; readonly number: number; readonly hash: string }

/**
 * Notes the newest block in the anchor file of a workspace: a line a day, the last one as of now. Who rewrites the whole
 * chain in the database does not reach this file; copy it elsewhere, and nobody who reaches this machine does either.
 */
export function dropAnchor(dataFolder: string, schema: string, head: Head): void {
  const folder = join(dataFolder, 'audit')
  const day = head.sealedAt.slice(0, 10)
  const earlier = anchorsOf(dataFolder, schema)
  const last = earlier.at(-1)
  if (last?.hash === head.hash) return
  const lines = [...earlier.filter((anchor) => anchor.day !== day), { day, number: head.number, hash: head.hash }]
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${schema}.txt`)
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, lines.map((a) => `${a.day} ${a.number} ${a.hash}\n`).join(''), { mode: 0o600, flush: true })
  renameSync(beside, file)
}

/** The anchors of a workspace, the oldest first. */
export function anchorsOf(dataFolder: string, schema: string): Anchor[] {
  const file = join(dataFolder, 'audit', `${schema}.txt`)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [day, number, hash] = line.split(' ')
      return day && number && hash ? [{ day, number: Number(number), hash }] : []
    })
}
