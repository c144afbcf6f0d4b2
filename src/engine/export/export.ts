import type { Readable } from 'node:stream'
import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import type { Where } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { insertEvents } from '../events/event.ts'
import { tableWriter } from '../import/readers/writers.ts'
import { listRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { compileSort } from '../query/sort.ts'
import { everything, exportColumns } from './columns.ts'

export type ExportOptions = {
  readonly format: 'csv' | 'xlsx'
  readonly where?: Where
  /** Paths such as `name` and `owner.email`; everything the reader may see where it is not given. */
  readonly select?: readonly string[]
  readonly sort?: readonly string[]
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
 * not in it. Refuses without the right to export, and unknown fields and filters as a list does. The one who exports,
 * what and how much is told by an event of that person.
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
  const query = queryOf(session)
  const paths = options.select?.length ? options.select : everything(query, object)
  const columns = exportColumns(query, object, paths, language)
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
  const writer = tableWriter(options.format, columns, { sheet: say(object.label, language).slice(0, 31) })
  const pump = async () => {
    let rows = 0
    for (let page = await first; ; page = await listRecords(query, object, { ...list, after: page.next! })) {
      for (const record of page.data) await writer.write(columns.map((column) => column.cell(record)))
      rows += page.data.length
      if (!page.next) break
    }
    await writer.end()
    await tellOf(session, object.key, rows, options)
    return { rows }
  }
  const done = pump()
  done.catch((error: unknown) => writer.stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return {
    stream: writer.stream,
    fileName: `${say(object.label, language)}-${dayOf(workspace.clock.now().toISOString(), principal.timeZone)}.${options.format}`,
    contentType: contentTypes[options.format],
    done,
  }
}

export const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** An export is told like a write: who took what out, and how many. */
async function tellOf(
  { workspace, principal, origin }: Session,
  object: string,
  rows: number,
  { format, where }: ExportOptions,
): Promise<void> {
  if (principal.id === null) return
  const event = [
    {
      id: uuid(),
      at: workspace.clock.now().toISOString(),
      kind: 'exported',
      object: 'user',
      recordId: principal.id,
      actorId: principal.id,
      origin,
      changes: {},
      data: { object, rows, format, ...(where ? { where } : {}) },
      causeId: null,
    },
  ]
  await workspace.db.transaction((tx) => insertEvents(tx, workspace, event))
}
