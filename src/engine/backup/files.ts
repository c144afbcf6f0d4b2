import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { fileColumns, type Manifest } from './manifest.ts'
import { qualified, quoted } from './tables.ts'

/** The bytes in the file store: size by hash. */
export function storedFiles(dataFolder: string): Map<string, number> {
  const folder = join(dataFolder, 'files')
  const found = new Map<string, number>()
  if (!existsSync(folder)) return found
  for (const half of readdirSync(folder)) {
    if (!/^[0-9a-f]{2}$/.test(half)) continue
    for (const hash of readdirSync(join(folder, half)))
      if (/^[0-9a-f]{64}$/.test(hash)) found.set(hash, statSync(join(folder, half, hash)).size)
  }
  return found
}

/** Where the store keeps the bytes of a hash. */
export function storedAt(dataFolder: string, hash: string): string {
  return join(dataFolder, 'files', hash.slice(0, 2), hash)
}

/** Every hash that a record names, deleted ones included: they may be restored. */
export async function namedFiles(client: pg.ClientBase, schemas: Manifest['schemas']): Promise<string[]> {
  const named = new Set<string>()
  for (const { schema, tables } of schemas)
    for (const { name, columns } of tables)
      for (const column of fileColumns) {
        if (!columns.includes(column)) continue
        const { rows } = await client.query<{ hash: string }>(
          `select distinct ${quoted(column)} as hash from ${qualified(schema, name)} where ${quoted(column)} is not null`,
        )
        for (const { hash } of rows) named.add(hash)
      }
  return [...named]
}
