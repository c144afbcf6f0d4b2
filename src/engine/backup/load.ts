import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'
import { refuse } from '#kernel/problem.ts'
import { storedAt } from './files.ts'
import { qualified, quoted } from './tables.ts'

/** Takes the foreign keys of these schemas away until the rows are in: they come in any order. */
export async function dropForeignKeys(client: pg.ClientBase, schemas: readonly string[]) {
  const { rows } = await client.query<{ schema: string; table: string; name: string; is: string }>(
    `select n.nspname as schema, c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as is
     from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = any($1::text[]) order by 1, 2, 3`,
    [schemas],
  )
  for (const { schema, table, name } of rows)
    await client.query(`alter table ${qualified(schema, table)} drop constraint ${quoted(name)}`)
  return rows
}

/** Adding them again reads every row: a reference that leads nowhere is found here. */
export async function addForeignKeys(
  client: pg.ClientBase,
  keys: Awaited<ReturnType<typeof dropForeignKeys>>,
): Promise<void> {
  for (const { schema, table, name, is } of keys)
    await client.query(`alter table ${qualified(schema, table)} add constraint ${quoted(name)} ${is}`)
}

/** Where the rows of an archived table go; null for a table that is passed over. */
export type Destination = { readonly into: string } | null

/** Feeds the pieces of one table after another into COPY. */
export function tableLoader(
  client: pg.ClientBase,
  destinationOf: (schema: string, table: string) => Destination,
  onRows: (rows: number) => void = () => {},
) {
  let done = 0
  let current: { key: string; stream: ReturnType<typeof from>; ended: Promise<void> } | null = null
  const end = async () => {
    if (!current) return
    current.stream.end()
    await current.ended
    done += current.stream.rowCount
    onRows(done)
    current = null
  }
  const begin = (key: string, into: string) => {
    const stream = client.query(from(`copy ${into} from stdin`))
    const ended = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject))
    ended.catch(() => {}) // awaited at the end of the table
    return { key, stream, ended }
  }
  return {
    async take(schema: string, name: string, bytes: Readable): Promise<void> {
      const key = `${schema}.${name}`
      if (current?.key !== key) {
        await end()
        const destination = destinationOf(schema, name)
        if (!destination) return
        current = begin(key, destination.into)
      }
      const { stream, ended } = current!
      for await (const chunk of bytes)
        if (!stream.write(chunk)) await Promise.race([new Promise((go) => stream.once('drain', go)), ended])
    },
    end,
    /** Ends a COPY that lacks its rest: the connection takes nothing else before. */
    async abort(error: Error): Promise<void> {
      current?.stream.destroy(error)
      await current?.ended.catch(() => {})
      current = null
    },
  }
}

/** Takes the bytes of a file into the store. */
export async function takeFile(dataFolder: string, hash: string, bytes: Readable): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw refuse('invalid', null, {
      en: `The backup has a file without a proper name: ${hash}`,
      zh: `备份中的文件名无效：${hash}`,
    })
  const place = storedAt(dataFolder, hash)
  mkdirSync(dirname(place), { recursive: true })
  const digest = createHash('sha256')
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk)
        yield chunk
      }
    },
    createWriteStream(place, { flags: 'wx', mode: 0o600, flush: true }),
  )
  if (digest.digest('hex') !== hash)
    throw refuse('invalid', null, {
      en: `The file ${hash} is damaged in the backup.`,
      zh: `备份中的文件 ${hash} 已损坏。`,
    })
}
