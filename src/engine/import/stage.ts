import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { ImportPlan } from '#kernel/api-import.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { readCompany } from '#kernel/match/company.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { foldText } from '#kernel/text/fold.ts'
import { engineTable, type Session } from '../context.ts'
import { connectAlone } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import { identityOf } from './identity.ts'
import { rowId } from './ids.ts'
import type { TableSource } from './readers/table.ts'
import { type ColumnTotals, type ReadRow, rowReader } from './reading.ts'
import { type Linked, openReferences, type Pending, type Unsure } from './references.ts'

/** What stands in `row_values` of a staged row. */
export type StagedValues = {
  /** From cells; null is a clear. */
  readonly v: Record<string, unknown>
  /** What cells said, where it is not kept letter for letter. */
  readonly o?: Record<string, unknown>
  /** Made from templates, for new records. */
  readonly t?: Record<string, unknown>
  /** Dates and authors of its past. */
  readonly g?: Record<string, string | null>
  /** Records to make before. */
  readonly p?: readonly Pending[]
  /** Names that several records bear. */
  readonly u?: readonly Unsure[]
  /** Notes of a new record, with what its cells said beyond one value. */
  readonly n?: Record<string, unknown>
  /** Columns that were filled and do not alone decide over their field. */
  readonly c?: readonly number[]
  /** The row is not brought over. */
  readonly x?: true
}

const chunkRows = 2_000

/**
 * Reads the file into the staging table: cells read, names looked up, identity keys taken. One COPY on a connection of
 * its own; a chunk of rows is in memory at a time.
 * @param options.done the last line that an earlier run has written
 */
export async function stageRows(
  session: Session,
  it: { id: string; createdAt: string },
  object: RegisteredObject,
  table: TableSource,
  plan: ImportPlan,
  { beat = async () => {}, done = -1 }: { beat?: (rows: number) => Promise<void>; done?: number } = {},
): Promise<{ rows: number; totals: ColumnTotals }> {
  const { workspace } = session
  await clearStage(session, it.id)
  const reader = rowReader(session, object, table, plan)
  const references = openReferences(session, object, plan, it.id, done)
  const identity = identityOf(object, plan)
  let rows = 0
  const { options } = workspace.db.pool as unknown as { options: pg.PoolConfig }
  const client = await connectAlone(options.connectionString ?? '', 'sampan-import')
  try {
    const target = engineTable(workspace, 'import_row').compile().text
    const copy = client.query(
      copyFrom(`copy ${target} (import_id, line, id, row_values, problems, keys, later) from stdin`),
    )
    await pipeline(Readable.from(lines()), copy)
    await client.query(`analyze ${target}`)
  } finally {
    await client.end()
  }
  return { rows, totals: reader.totals }

  async function* lines(): AsyncGenerator<Buffer> {
    let chunk: ReadRow[] = []
    for await (const row of table.rows()) {
      chunk.push(reader.read(row))
      if (chunk.length < chunkRows) continue
      yield await encode(chunk)
      chunk = []
    }
    if (chunk.length > 0) yield await encode(chunk)
  }

  async function encode(chunk: readonly ReadRow[]): Promise<Buffer> {
    const linked = await references.link(chunk)
    rows += chunk.length
    await beat(rows)
    return Buffer.from(chunk.map((row, i) => line(row, linked[i]!)).join(''))
  }

  function line(row: ReadRow, { pending, later, unsure }: Linked): string {
    const { id = rowId(it.id, it.createdAt, row.line), given, values } = split(row)
    const known: Record<string, unknown> = { ...row.made, ...values, ...(row.values['id'] ? { id } : {}) }
    const title = known[object.title]
    const name =
      title === null || title === undefined
        ? null
        : foldText(typeOf(object.fields[object.title]!).toText(title, object.fields[object.title]!, 'zh-CN'))
    const company = identity.byCompany && typeof title === 'string' ? readCompany(title).full : null
    const staged: StagedValues = {
      v: values,
      ...(Object.keys(row.typed).length > 0 ? { o: row.typed } : {}),
      ...(Object.keys(row.made).length > 0 ? { t: row.made } : {}),
      ...(given ? { g: given } : {}),
      ...(pending.length > 0 ? { p: pending } : {}),
      ...(unsure.length > 0 ? { u: unsure } : {}),
      ...(Object.keys(row.noted).length > 0 ? { n: row.noted } : {}),
      ...(row.filled.length > 0 ? { c: row.filled } : {}),
      ...(row.left ? { x: true } : {}),
    }
    return `${[
      it.id,
      String(row.line),
      id,
      copyText(JSON.stringify(staged)),
      row.problems.length > 0 ? copyText(JSON.stringify(row.problems)) : '\\N',
      // a row that is left out is nobody's record and stands for none
      copyText(arrayText(row.left ? [] : [...identity.keysOf(known), name, company])),
      Object.keys(later).length > 0 ? copyText(JSON.stringify(later)) : '\\N',
    ].join('\t')}\n`
  }
}

/** Forgets the staged rows of an import. */
export async function clearStage(session: Session, importId: string): Promise<void> {
  await session.workspace.db.count(
    sql`delete from ${engineTable(session.workspace, 'import_row')} where import_id = ${importId}::uuid`,
  )
}

const past = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy']

function split(row: ReadRow): {
  id?: string
  given: Record<string, string | null> | null
  values: Record<string, unknown>
} {
  const values: Record<string, unknown> = { ...row.values }
  const { id } = values
  delete values['id']
  const given: Record<string, string | null> = {}
  for (const key of past)
    if (key in values) {
      given[key] = values[key] as string | null
      delete values[key]
    }
  return {
    ...(typeof id === 'string' ? { id: id.toLowerCase() } : {}),
    given: Object.keys(given).length > 0 ? given : null,
    values,
  }
}

/** COPY's text format: backslash, tab and line ends escaped. */
function copyText(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (c) => (c === '\\' ? '\\\\' : c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\r'))
}

function arrayText(values: readonly (string | null)[]): string {
  return `{${values.map((v) => (v === null ? 'NULL' : `"${v.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`
}
