import { buffer } from 'node:stream/consumers'
import { companyLogo, type PaperPlace, type Sheet } from '#kernel/paper.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import { findLogo } from '../company/logo.ts'
import type { Session, Workspace } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { readerOf } from '../records/reader.ts'
import { systemSession } from '../workspaces.ts'

/** A larger picture is left out. */
const mostPictureBytes = 4 * 1024 * 1024

/** What is put on paper from a record, as a PDF. Refuses who may not read the record, or a field that stands on it. */
export async function readPaper(
  session: Session,
  files: FileStore,
  of: { readonly object: string; readonly id: string; readonly key: string },
): Promise<{ readonly pdf: Uint8Array; readonly pages: number; readonly name: string }> {
  const { workspace, principal, language } = session
  const { papers, paperWriter } = workspace.registry
  const paper = papers.find(({ object, key }) => object === of.object && key === of.key)
  if (!paper || !paperWriter) throw notFound()
  const object = workspace.registry.object(paper.object)
  const query = queryOf(session)
  const [record] = await loadStored(
    workspace.db,
    query,
    object,
    and([sql`r.id = ${of.id}::uuid`, query.reach(object, {})]),
  )
  if (!record || paper.shows.some((field) => !canRead(principal, object.key, field))) throw notFound()
  const logo = await findLogo(workspace)
  const place: PaperPlace = {
    all: readerOf({ db: workspace.db, session }, queryOf(systemSession(workspace)), null),
    company: { name: workspace.name, timeZone: workspace.settings.timeZone, hasLogo: logo !== null },
    language,
    today: dayOf(workspace.clock.now().toISOString(), workspace.settings.timeZone),
  }
  const sheets = await paper.lay(record as never, place)
  if (sheets.length === 0)
    throw refuse('conflict', null, { en: 'There is nothing to print.', zh: '没有可打印的内容。' }, 'nothing')
  const pictures = await picturesOf(workspace, files, sheets)
  if (logo) pictures.set(companyLogo, logo.bytes)
  const name = String(record[object.title] ?? object.key)
  const written = await paperWriter.write(sheets, name, (ref) => pictures.get(ref) ?? null)
  return { ...written, name }
}

/** The bytes of every picture that stands on these sheets, by the id of its file. */
async function picturesOf(
  workspace: Workspace,
  files: FileStore,
  sheets: readonly Sheet[],
): Promise<Map<string, Uint8Array>> {
  const refs = sheets.flatMap((sheet) => (sheet.is === 'addressed' ? [sheet.head.logo, sheet.signature.picture] : []))
  const ids = [...new Set(refs.filter((ref) => ref !== null && ref !== companyLogo))]
  if (ids.length === 0) return new Map()
  const found = await loadStored(
    workspace.db,
    queryOf(systemSession(workspace)),
    workspace.registry.object('file'),
    sql`r.id = any(${ids}::uuid[]) and r.deleted_at is null and r.size <= ${mostPictureBytes}::bigint`,
  )
  const pictures = new Map<string, Uint8Array>()
  for (const { id, sha256 } of found) {
    const bytes = typeof sha256 === 'string' ? files.open(sha256) : null
    if (bytes) pictures.set(String(id), await buffer(bytes))
  }
  return pictures
}
