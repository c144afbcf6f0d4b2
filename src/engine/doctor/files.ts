import { statSync } from 'node:fs'
import { namedFiles, storedAt, storedFiles } from '../backup/files.ts'
import { openSources } from '../backup/sources.ts'
import { type Finding, finding } from './finding.ts'

const month = 30 * 86_400_000

/** I4 of files: what records name is stored, and what nobody names is young. */
export async function verifyFiles(databaseUrl: string, dataFolder: string, now: number): Promise<Finding> {
  const sources = await openSources({ databaseUrl, dataFolder })
  try {
    const named = new Set<string>()
    for (const schema of sources.schemas)
      for (const hash of await namedFiles(sources.clientOf(schema.schema), [schema])) named.add(hash)
    const stored = storedFiles(dataFolder)
    const missing = [...named].filter((hash) => !stored.has(hash))
    const orphans = [...stored.keys()].filter((hash) => !named.has(hash))
    const old = orphans.filter((hash) => now - statSync(storedAt(dataFolder, hash)).mtimeMs > month)
    const en = `${stored.size} stored, ${named.size} named, ${missing.length} missing, ${orphans.length} orphans (${old.length} older than 30 days)`
    const zh = `已存 ${stored.size}，被引用 ${named.size}，缺失 ${missing.length}，未引用 ${orphans.length}（超过 30 天的 ${old.length}）`
    return finding('I4 files', missing.length > 0 ? 'wrong' : old.length > 0 ? 'warn' : 'ok', en, zh)
  } finally {
    await sources.end()
  }
}
