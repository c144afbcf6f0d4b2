import type { Readable } from 'node:stream'
import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import type { Where } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { tableWriter } from '../import/readers/writers.ts'
import { listRecords } from '../query/list.ts'
import { onReplica, queryOf } from '../query/query.ts'
import { compileSort } from '../query/sort.ts'
import { everything, exportColumns } from './columns.ts'
import { type ExportTold, tellEnd, tellStart } from './log.ts'
import { markedName, markHeader, markOf, stampOf } from './mark.ts'
import { setColumns } from './set-columns.ts'

export type ExportOptions = {
  readonly format: 'csv' | 'xlsx'
  readonly where?: Where
  /** Paths such as `name` and `owner.email`; everything the reader may see where it is not given. */
  readonly select?: readonly string[]
  readonly sort?: readonly string[]
  /** A last column that carries the mark of the export in every row. */
  readonly mark?: boolean
  /** The objects of the set that this table belongs to: then its columns are those that an import fills again. */
  readonly set?: ReadonlySet<string>
  /** The network address that it goes to. */
  readonly address?: string
}

export type Exported = {
  readonly stream: Readable
  readonly fileName: string
  readonly contentType: string
  /** Resolves when all of it was handed over; rejects when the reader went away. */
  readonly done: Promise<{ rows: number }>
}

const pageRows = 1_000

/**
 * Streams records as a table, a page in memory at a time, with the rights of the reader: hidden records and fields are
 * not in it. Refuses without the right to export, and unknown fields and filters as a list does. Who takes out what, and
 * how much, is told by events of that person: one before the first byte, one at the end, however it ends. The file bears
 * the mark by which it is found in that log.
 */
export function exportObject(session: Session, objectKey: string, options: ExportOptions): Exported {
  const { workspace, principal, language } = session
  const object = workspace.registry.objects.get(objectKey)
  const rights = object && principal.rights(object.key)
  if (!object || !rights || rights.scopes.read.length === 0) throw notFound()
  if (!rights.export)
    throw refuse('forbidden', null, {
      en: `You may not export ${object.plural.toLowerCase()}.`,
      zh: `你没有导出${object.label.zh}的权限。`,
    })
  if (session.seenBy)
    throw refuse('forbidden', null, {
      en: 'Nothing is exported while looking through somebody else’s eyes.',
      zh: '以他人视角查看时不能导出。',
    })
  const query = onReplica(queryOf(session))
  const ofSet = options.set && setColumns(query, object, options.set)
  const keys = ofSet && [...new Set(ofSet.map(({ name }) => name.split('.')[0]!))]
  const paths = keys ?? (options.select?.length ? options.select : everything(query, object))
  const columns = ofSet ?? exportColumns(query, object, paths, language)
  const list = {
    select: paths.filter((path) => path !== 'id').length > 0 ? paths : [],
    // from the oldest change on: what is changed meanwhile comes again, nothing is missed
    sort: options.sort?.length ? options.sort : canRead(query.principal, object.key, 'updatedAt') ? ['updatedAt'] : [],
    limit: pageRows,
    ...(options.where ? { where: options.where } : {}),
  }
  // read before the first byte, so that a wrong filter is a refusal and not half a file
  query.reach(object, { where: options.where ?? {} })
  compileSort(query, object, list.sort)
  const first = listRecords(query, object, list)
  first.catch(() => {}) // told where it is awaited
  const exportId = uuid()
  const fileName = markedName(session, object, exportId, options.format)
  const told: ExportTold = {
    object: object.key,
    format: options.format,
    columns: paths,
    where: options.where ?? null,
    fileName,
    address: options.address ?? null,
  }
  const marked = options.mark ? [...columns, { name: markHeader(language), cell: () => markOf(exportId) }] : columns
  let rows = 0
  const writer = tableWriter(options.format, marked, {
    sheet: say(object.label, language).slice(0, 31),
    stamp: () => stampOf(session, object, exportId, told, rows),
  })
  const pump = async () => {
    await tellStart(session, exportId, told)
    let complete = false
    try {
      for (let page = await first; ; page = await listRecords(query, object, { ...list, after: page.next! })) {
        for (const record of page.data) await writer.write(marked.map((column) => column.cell(record)))
        rows += page.data.length
        const ids = page.data.map(({ id }) => String(id))
        workspace.noteReading(session, object, 'exported', ids)
        if (!page.next) break
      }
      await writer.end()
      complete = true
    } finally {
      await tellEnd(session, exportId, told, { rows, complete })
    }
    return { rows }
  }
  const done = pump()
  done.catch((error: unknown) => writer.stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return { stream: writer.stream, fileName, contentType: contentTypes[options.format], done }
}

export const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
