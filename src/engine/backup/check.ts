import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { refuse } from '#kernel/problem.ts'
import { bytesOf, damaged, readArchive } from './archive.ts'
import { entry, type Manifest, type Seal } from './manifest.ts'
import { type SealedSamples, sealedSamples } from './samples.ts'

/**
 * Reads an archive to its end and compares it with what it says of itself: every row counted, every table, file and the
 * secret by their hashes. Touches nothing else, so a backup can be tried any day. Refuses with all that is missing or differs.
 */
export async function checkArchive(path: string, manifest: Manifest): Promise<Seal> {
  const samples = sealedSamples(manifest)
  const found = await readAll(path, samples)
  if (!found.seal)
    throw refuse('invalid', null, {
      en: `${path} was cut short: its seal is missing.`,
      zh: `${path} 不完整：缺少校验信息。`,
    })
  const wrong = [
    ...wrongTables(manifest, found.seal, found.tables),
    ...wrongFiles(found.seal, found),
    ...(found.keyText ? samples.wrong(found.keyText) : []),
  ]
  if (wrong.length === 0) return found.seal
  throw notWhole(wrong)
}

/** The refusal of a backup from which something is missing. */
export function notWhole(wrong: readonly string[]) {
  const list = wrong.map((line) => `  - ${line}`).join('\n')
  return refuse('invalid', null, {
    en: `The backup is not whole; nothing was restored:\n${list}`,
    zh: `备份不完整，未恢复任何数据：\n${list}`,
  })
}

type Read = { rows: number; sha256: string }

async function readAll(path: string, samples: SealedSamples) {
  const digests = new Map<string, { rows: number; digest: ReturnType<typeof createHash> }>()
  const files = new Map<string, string>()
  let secret: string | null = null
  let keyText: string | null = null
  let seal: Seal | null = null
  try {
    for await (const { name, bytes } of readArchive(path)) {
      const [kind, ...rest] = name.split('/')
      if (kind === 'data') {
        const key = `${rest[0]}.${rest[1]}`
        const table = digests.get(key) ?? { rows: 0, digest: createHash('sha256') }
        digests.set(key, table)
        table.rows += await measure(bytes, table.digest, samples.watch(rest[0]!, rest[1]!))
      } else if (kind === 'files') files.set(rest[0]!, await hashOf(bytes))
      else if (name === entry.secret) secret = await hashOf(bytes)
      else if (name === entry.key) keyText = (await bytesOf(bytes)).toString('utf8')
      else if (name === entry.seal) seal = JSON.parse((await bytesOf(bytes)).toString('utf8')) as Seal
    }
  } catch (error) {
    throw damaged(path, error)
  }
  const tables = new Map(
    [...digests].map(([key, { rows, digest }]): [string, Read] => [key, { rows, sha256: digest.digest('hex') }]),
  )
  const key = keyText === null ? null : createHash('sha256').update(keyText).digest('hex')
  return { tables, files, secret, key, keyText: keyText as string | null, seal: seal as Seal | null }
}

function* wrongTables(manifest: Manifest, seal: Seal, tables: ReadonlyMap<string, Read>) {
  const nothing = { rows: 0, sha256: createHash('sha256').digest('hex') }
  for (const { schema, tables: listed } of manifest.schemas)
    for (const table of listed) {
      const key = `${schema}.${table.name}`
      const [here, sealed] = [tables.get(key) ?? nothing, seal.tables[key]]
      if (!sealed) yield `${key} is missing`
      else if (here.rows !== table.rows) yield `${key} has ${here.rows} rows instead of ${table.rows}`
      else if (here.sha256 !== sealed.sha256) yield `${key} has other content than when it was sealed`
    }
}

function* wrongFiles(
  seal: Seal,
  found: { files: ReadonlyMap<string, string>; secret: string | null; key: string | null },
) {
  for (const hash of seal.files)
    if (!found.files.has(hash)) yield `file ${hash} is missing`
    else if (found.files.get(hash) !== hash) yield `file ${hash} is damaged`
  if (found.secret === null) yield 'the secret is missing'
  else if (found.secret !== seal.secret) yield 'the secret is damaged'
  if (seal.key !== undefined && found.key === null) yield 'the key is missing'
  else if (seal.key !== undefined && found.key !== seal.key) yield 'the key is damaged'
}

/** Takes bytes of COPY into a digest; answers how many rows end in them. A line feed within a value is escaped, so each one ends a row. */
async function measure(
  bytes: Readable,
  digest: ReturnType<typeof createHash>,
  watch: ((chunk: Buffer) => void) | null,
): Promise<number> {
  let rows = 0
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    digest.update(chunk)
    watch?.(chunk)
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1
  }
  return rows
}

async function hashOf(bytes: Readable): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of bytes) digest.update(chunk as Buffer)
  return digest.digest('hex')
}
