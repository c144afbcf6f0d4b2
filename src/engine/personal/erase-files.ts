import { rm } from 'node:fs/promises'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import { openFile, pathOf } from '../import/file.ts'
import { cellText } from '../import/readers/cell.ts'
import { queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { rewrite } from './erase-rewrite.ts'
import { place, type Work } from './erase-work.ts'
import type { Pattern } from './pattern.ts'

/** Files that hang on her own records go, with their bytes where nothing else has the same. */
export async function dropFiles(
  work: Work,
  object: RegisteredObject,
  record: Stored,
  keys: readonly string[] = Object.keys(object.fields),
): Promise<void> {
  const ids = Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'files' && keys.includes(key) ? ((record[key] as string[] | null) ?? []) : [],
  )
  if (ids.length === 0) return
  const { workspace } = work.session
  const table = queryOf(work.session).from('file', 'f')
  const rows = await workspace.db.rows(sql`select f.id, f.sha256 from ${table} where f.id = any(${ids}::uuid[])`)
  const file = workspace.registry.object('file')
  await rewrite(work, file, ids, () => ({ name: work.mark, sha256: null, size: 0 }))
  for (const [, sha256] of rows) if (sha256) await removeBytes(work, String(sha256))
}

/** The bytes of an upload that brought her in go: what it brought stays, and nobody needs the copy. Plain files are told. */
export async function filesOf(work: Work): Promise<void> {
  const { pattern, session, files } = work
  if (!pattern) return
  const { workspace } = session
  const imports = await workspace.db.rows(
    sql`select i.id, i.file_hash, i.analysis from ${engineTable(workspace, 'import')} i order by i.id`,
  )
  for (const [, hash, analysis] of imports) {
    const fileHash = String(hash)
    if (files.open(fileHash) === null) continue
    const row = { fileHash, analysis } as Parameters<typeof openFile>[1]
    if (await bearsMark(() => openFile(files, row), pattern)) await removeBytes(work, fileHash, { import: true })
  }
  const kept = await workspace.db.rows(
    sql`select f.id, f.sha256, f.name from ${queryOf(session).from('file', 'f')} where f.sha256 is not null and f.deleted_at is null and f.size <= ${largest}::bigint`,
  )
  for (const [id, sha256, name] of kept) {
    const stream = files.open(String(sha256))
    if (!stream) continue
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer))
    if (!pattern.finds(Buffer.concat(chunks).toString('utf8'))) continue
    work.keep(`${place(session, 'file')} ${String(name)} (${String(id)})`, say(otherFile, session.language))
  }
}

const largest = 20 * 1024 * 1024

const otherFile = {
  en: 'A file of another record names the person: look at it and delete it there.',
  zh: '其他记录的附件中提到了此人，请到该记录中查看并删除。',
}

async function bearsMark(open: () => ReturnType<typeof openFile>, pattern: Pattern): Promise<boolean> {
  const table = await open()
  for await (const { cells } of table.rows()) if (cells.some((cell) => pattern.finds(cellText(cell)))) return true
  return false
}

async function removeBytes(work: Work, sha256: string, by: { import?: boolean } = {}): Promise<void> {
  const { workspace } = work.session
  const others = await workspace.db.rows(
    sql`select 1 from ${queryOf(work.session).from('file', 'f')} where f.sha256 = ${sha256} limit 1`,
  )
  if (others.length > 0 && !by.import) return
  if (others.length > 0) {
    work.keep(place(work.session, 'file'), say(otherFile, work.session.language))
    return
  }
  await rm(pathOf(work.files, sha256), { force: true })
  work.count(place(work.session, 'file'))
}
