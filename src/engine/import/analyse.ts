import { createHash } from 'node:crypto'
import type { ImportAnalysis, ImportColumn, ImportLeftOut, ImportPlan, ImportUnknown } from '#kernel/api-import.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Option } from '#kernel/fields/select.ts'
import { say, wordsOf } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { DateOrder } from '#kernel/text/date-text.ts'
import { closest } from '#kernel/text/distance.ts'
import { foldText } from '#kernel/text/fold.ts'
import type { Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { aside } from './body.ts'
import { guessDecimal } from './decimals.ts'
import { headerKey, type Match, matchColumns, orderOf } from './matching.ts'
import { lookUp, propose, titleColumn } from './names.ts'
import { columnPlan, emptyPlan } from './plan.ts'
import { findProfile } from './profiles/find.ts'
import { pathOf, withProfile } from './profiles/plan.ts'
import { cellText } from './readers/cell.ts'
import type { TableSource } from './readers/table.ts'
import { splitSeveral } from './several.ts'
import { pointsAt, type Target, targetsOf } from './targets.ts'

/** What earlier files of the object taught: a whole plan for the same header, and where single headers went. */
export type Memory = { readonly plan: ImportPlan | null; readonly headers: ReadonlyMap<string, string> }

/** Different texts of a column that are kept; beyond them a column is no list of choices or names to be mended by hand. */
const mostTexts = 2_000

type Stat = {
  readonly column: number
  readonly name: string
  filled: number
  readonly texts: Map<string, number>
  /** Cells in which a spreadsheet has lost digits, or a zero in front of a telephone. */
  digits: number
  zeros: number
}

/** Reads the whole file once and proposes where each column goes. Nothing is decided: what is unknown comes with a proposal. */
export async function analyse(
  session: Session,
  object: RegisteredObject,
  table: TableSource,
  memory: Memory,
  fileName = '',
): Promise<{ analysis: ImportAnalysis; plan: ImportPlan }> {
  const { stats, rows, leftOut } = await readAll(table)
  const header = table.header.columns
  const source = findProfile(session.workspace.registry.profiles, header, { fileName, object: object.key })
  const profile = source?.table.object === object.key ? source : null
  const targets = targetsOf(session, object)
  const known = await knownShares(session, object, stats, targets)
  const seen = stats.map(({ column, name, filled, texts }) => ({
    column,
    name,
    texts: [...texts.keys()].slice(0, 200),
    distinct: filled > 0 && filled === rows && [...texts.values()].every((n) => n === 1),
  }))
  const matches = matchColumns(seen, {
    object,
    targets,
    timeZone: session.principal.timeZone,
    memory: memory.headers,
    known: (column, key) => known.get(`${column} ${key}`) ?? 0,
    ...(profile ? { profile: new Map([...profile.columns].map(([at, goes]) => [at, pathOf(goes)])) } : {}),
  })
  const byPath = new Map(targets.map((t) => [t.path, t]))
  const remembered = memory.plan?.columns.every((c) => byPath.has(c.field)) === true
  if (remembered) adopt(matches, memory.plan!)
  const certain = certainOrder(stats)
  const commas = stats.some((stat) => {
    const { sign, ambiguous } = guessDecimal(stat.texts.keys())
    return sign === ',' && !ambiguous && isNumber(byPath.get(matches.get(stat.column)?.path ?? ''))
  })
  const named = stats.find((stat) => matches.get(stat.column)?.path === object.title)?.texts
  const own = new Set([...(named?.keys() ?? [])].map(foldText))
  const columns = await Promise.all(
    stats.map(async (stat) => {
      const column = await describe(session, stat, matches.get(stat.column), byPath, table, certain, commas)
      return isOwn(object, byPath.get(column.field ?? '')) ? without(column, own) : column
    }),
  )
  const plan = remembered
    ? memory.plan!
    : await proposePlan(session, object, columns, byPath).then((proposed) =>
        profile
          ? withProfile(session, object, proposed, profile, header, byPath, (column) => [
              ...(stats.find((stat) => stat.column === column)?.texts.keys() ?? []),
            ])
          : proposed,
      )
  const filled = new Set([
    ...plan.columns.map((c) => c.field.split('.')[0]!),
    ...Object.keys(plan.constants),
    ...Object.keys(plan.templates),
  ])
  const missing = Object.entries(object.fields).flatMap(([key, field]) =>
    field.required && !field.system && field.default === undefined && !filled.has(key) ? [key] : [],
  )
  const { kind, encoding, delimiter, sheets, sheet } = table
  const written = {
    kind,
    ...(encoding ? { encoding } : {}),
    ...(delimiter ? { delimiter } : {}),
    ...(sheets ? { sheets } : {}),
    ...(sheet ? { sheet } : {}),
    ...(table.hidden ? { hidden: table.hidden } : {}),
  }
  const { key = '', label = { en: '', zh: '' } } = source?.profile ?? {}
  const analysis: ImportAnalysis = {
    source: written,
    headerRow: table.header.row,
    rows,
    columns,
    remembered,
    missing,
    ...(leftOut.length > 0 ? { leftOut } : {}),
    ...(source ? { profile: { key, label, object: source.table.object, notes: source.table.notes ?? [] } } : {}),
  }
  return { analysis, plan }
}

/** The fingerprint of a header: files with the same columns in the same order have the same. */
export function headerHash(table: TableSource): string {
  const names = table.header.columns.map((c) => `${c.index}:${headerKey(c.name)}`)
  return createHash('sha256').update(names.join('\n')).digest('base64url').slice(0, 22)
}

async function readAll(table: TableSource): Promise<{ stats: Stat[]; rows: number; leftOut: ImportLeftOut[] }> {
  const stats: Stat[] = table.header.columns.map(({ index, name }) => ({
    column: index,
    name,
    filled: 0,
    texts: new Map(),
    digits: 0,
    zeros: 0,
  }))
  const leftOut: ImportLeftOut[] = table.header.above.map((one) => ({ ...one, why: 'above' }))
  let rows = 0
  let index = 0
  for await (const row of table.rows()) {
    const why = aside(row, index++, table.header.columns.length)
    const { line, cells } = row
    if (why) {
      if (leftOut.length < 50)
        leftOut.push({ line, text: cells.map(cellText).filter(Boolean).join(' ').slice(0, 200), why })
      continue
    }
    rows++
    for (const stat of stats) {
      const text = cellText(cells[stat.column]).trim()
      if (text === '') continue
      const cell = cells[stat.column]
      if (typeof cell === 'object' && cell.kind === 'number') {
        if (cell.suspicious) stat.digits++
        // 0912 345 678 of Taiwan, 0171 … of Germany: a number that is a telephone has no zero in front
        if (/^[1-9]\d{8}$/.test(cell.value)) stat.zeros++
      }
      stat.filled++
      const count = stat.texts.get(text)
      if (count !== undefined || stat.texts.size < mostTexts) stat.texts.set(text.slice(0, 300), (count ?? 0) + 1)
    }
  }
  return { stats, rows, leftOut }
}

/** For each column and each object that a field points at: how many of the column's texts are names of its records, or of rows of this file. */
async function knownShares(
  session: Session,
  object: RegisteredObject,
  stats: readonly Stat[],
  targets: readonly Target[],
): Promise<Map<string, number>> {
  const query = queryOf(session)
  const objects = [...new Set(targets.flatMap((t) => pointsAt(t.field) ?? []))]
  const shares = new Map<string, number>()
  for (const stat of stats) {
    const names = [...stat.texts.keys()].filter((text) => text.length <= 120).slice(0, 200)
    if (names.length === 0) continue
    for (const key of objects) {
      const target = session.workspace.registry.object(key)
      if (session.principal.rights(key).scopes.read.length === 0 && !target.open) continue
      const found = await lookUp(query, target, names)
      const hits = [...found.values()].filter((f) => f !== 'none').length
      const inFile =
        key === object.key
          ? Math.max(
              0,
              ...stats
                .filter((s) => s !== stat && s.filled > stat.filled)
                .map((s) => names.filter((n) => s.texts.has(n)).length),
            )
          : 0
      shares.set(`${stat.column} ${key}`, Math.max(hits, inFile) / names.length)
    }
  }
  return shares
}

function adopt(matches: Map<number, Match>, plan: ImportPlan): void {
  matches.clear()
  for (const { column, field } of plan.columns) matches.set(column, { path: field, how: 'memory', confidence: 1 })
}

async function describe(
  session: Session,
  stat: Stat,
  match: Match | undefined,
  targets: ReadonlyMap<string, Target>,
  table: TableSource,
  certain: DateOrder | undefined,
  commas: boolean,
): Promise<ImportColumn> {
  const target = match && targets.get(match.path)
  const texts = [...stat.texts]
  return {
    column: stat.column,
    name: stat.name,
    samples: table.header.columns.find((c) => c.index === stat.column)?.samples ?? [],
    filled: stat.filled,
    distinct: stat.texts.size,
    field: match?.path ?? null,
    how: match?.how ?? null,
    confidence: Math.round((match?.confidence ?? 0) * 100) / 100,
    ...(target && (target.field.type === 'date' || target.field.type === 'datetime')
      ? { dateOrder: dateOrderOf(stat, certain) }
      : {}),
    ...(isNumber(target) ? { decimal: decimalOf(stat, commas) } : {}),
    ...lostIn(stat, target),
    ...(target && (target.field.type === 'select' || target.field.type === 'multiSelect') && target.part === ''
      ? { unknownChoices: unknownChoices(target, texts, session) }
      : {}),
    ...(target && pointsAt(target.field) ? { unknownNames: await unknownNames(session, target, texts) } : {}),
  }
}

/** Rows of the file may name one another, as companies name the ones they belong to. */
function isOwn(object: RegisteredObject, target: Target | undefined): boolean {
  return target !== undefined && pointsAt(target.field) === object.key
}

function without({ unknownNames, ...column }: ImportColumn, own: ReadonlySet<string>): ImportColumn {
  const left = unknownNames?.filter(({ text }) => !own.has(foldText(text))) ?? []
  return left.length > 0 ? { ...column, unknownNames: left } : column
}

function isNumber(target: Target | undefined): boolean {
  return target !== undefined && target.part === '' && ['number', 'percent', 'money'].includes(target.field.type)
}

/** A column that can be read both ways goes by one of the same file that has decimal commas beyond doubt. */
function decimalOf(stat: Stat, commas: boolean) {
  const found = guessDecimal(stat.texts.keys())
  return found.ambiguous && commas ? { sign: ',' as const, ambiguous: false } : found
}

function lostIn({ digits, zeros }: Stat, target: Target | undefined): Pick<ImportColumn, 'lost'> {
  const lost = { digits, zeros: target?.field.type === 'phone' ? zeros : 0 }
  return target && (lost.digits > 0 || lost.zeros > 0) ? { lost } : {}
}

/** A column that can be read both ways goes by one of the same file that cannot. */
function dateOrderOf(stat: Stat, certain: DateOrder | undefined) {
  const { dateOrder, ambiguous } = orderOf([...stat.texts.keys()])
  return ambiguous && certain ? { order: certain, ambiguous: false } : { order: dateOrder, ambiguous }
}

/** Day or month first, as some column of the file shows beyond doubt. */
function certainOrder(stats: readonly Stat[]): DateOrder | undefined {
  const orders = stats
    .map((stat) => orderOf([...stat.texts.keys()]))
    .filter((o) => !o.ambiguous && o.dateOrder !== 'ymd')
  const [first] = orders
  return first && orders.every((o) => o.dateOrder === first.dateOrder) ? first.dateOrder : undefined
}

function unknownChoices(
  target: Target,
  texts: readonly (readonly [string, number])[],
  { language }: Session,
): ImportUnknown[] {
  const { options } = target.field as unknown as { options: readonly Option[] }
  const counts = new Map<string, number>()
  for (const [text, count] of texts)
    for (const word of target.field.type === 'multiSelect' ? splitSeveral(text) : [text])
      if ('wrong' in typeOf(target.field).parse(word, target.field)) counts.set(word, (counts.get(word) ?? 0) + count)
  return ordered(counts).map(([text, count]) => {
    const near =
      closest(
        text,
        options.flatMap((o) => [...wordsOf(o.label), o.key]),
      ) ?? byWord(text, options)
    const option = near && options.find((o) => [...wordsOf(o.label), o.key].includes(near.match))
    return {
      text,
      count,
      proposal: option ? { key: option.key, title: say(option.label, language), score: round(near.score) } : null,
    }
  })
}

/** The only choice of which the text is a word: `services` for "Business services". */
function byWord(text: string, options: readonly Option[]): { match: string; score: number } | null {
  const word = foldText(text)
  if (word.length < 2) return null
  const having = options.filter((o) => {
    const han = /\p{Script=Han}/u.test(word)
    return han
      ? wordsOf(o.label).some((label) => label.includes(word))
      : foldText(o.label.en)
          .split(/[^\p{L}\p{N}]+/u)
          .includes(word)
  })
  return having.length === 1 ? { match: having[0]!.key, score: 0.6 } : null
}

async function unknownNames(
  session: Session,
  target: Target,
  texts: readonly (readonly [string, number])[],
): Promise<ImportUnknown[]> {
  const object = session.workspace.registry.object(pointsAt(target.field)!)
  const query = queryOf(session)
  const counts = new Map<string, number>()
  for (const [text, count] of texts)
    for (const name of target.field.type === 'relations' ? splitSeveral(text) : [text])
      counts.set(name, (counts.get(name) ?? 0) + count)
  const found = await lookUp(query, object, [...counts.keys()])
  for (const [name, one] of found) if (one !== 'none' && !('several' in one)) counts.delete(name)
  const unknown = ordered(counts)
  const proposals = await propose(
    query,
    object,
    unknown.map(([name]) => name),
  )
  return unknown.map(([text, count]) => {
    const near = proposals.get(text)
    return { text, count, proposal: near ? { key: near.id, title: near.title, score: round(near.score) } : null }
  })
}

/** The most frequent first, five hundred at most. */
function ordered(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 500)
}

/** The plan that follows from the matches: nothing is created, mended or overwritten by it. */
async function proposePlan(
  session: Session,
  object: RegisteredObject,
  columns: readonly ImportColumn[],
  targets: ReadonlyMap<string, Target>,
): Promise<ImportPlan> {
  const used = columns.filter((c) => c.field !== null)
  const references: Record<string, ImportPlan['references'][string]> = {}
  for (const { field } of used) {
    const to = pointsAt(targets.get(field!)!.field)
    if (to && targets.get(field!)!.is === 'field')
      references[field!] = { unknown: 'refuse', names: {}, ...(await withOnly(session, to)) }
  }
  return {
    ...emptyPlan,
    columns: used.map((c) =>
      columnPlan(c.column, c.field!, {
        ...(c.dateOrder ? { dateOrder: c.dateOrder.order } : {}),
        ...(c.decimal?.sign === ',' ? { decimal: ',' as const } : {}),
      }),
    ),
    references,
    templates: titleTemplate(object, columns, used),
    duplicates: used.some((c) => c.field === 'id') ? 'update' : 'skip',
  }
}

/** Where nothing names the record, its name is made of what it points at. */
function titleTemplate(
  object: RegisteredObject,
  columns: readonly ImportColumn[],
  used: readonly ImportColumn[],
): Record<string, string> {
  const field = object.fields[object.title]
  if (field?.type !== 'text' || used.some((c) => c.field === object.title)) return {}
  const named = columns.filter((c) => {
    const to = c.field && object.fields[c.field] ? pointsAt(object.fields[c.field]!) : null
    const people = to === 'user' || to === 'team'
    const loose =
      c.field === null && c.samples.length > 0 && c.samples.every((s) => /\p{L}{2}/u.test(s) && s.length < 80)
    return c.name !== '' && ((to !== null && !people && c.distinct > 6) || (loose && c.distinct > 3))
  })
  const parts = named.slice(0, 2).map((c) => `{${c.name}}`)
  return parts.length > 0 ? { [object.title]: parts.join(' ') } : {}
}

/** Where a record that may be created needs another one, and there is only one of those, that one. */
async function withOnly(session: Session, to: string): Promise<{ with?: Record<string, unknown> }> {
  const target = session.workspace.registry.object(to)
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(target.fields)) {
    const other = pointsAt(field)
    if (!other || !field.required || field.system || field.default !== undefined) continue
    const object = session.workspace.registry.object(other)
    const query = queryOf(session)
    if (!titleColumn(object)) continue
    const rows = await session.workspace.db.rows(
      sql`select r.id from ${query.from(other, 'r')} where ${and([query.reach(object, {})])} limit 2`,
    )
    if (rows.length === 1) values[key] = String(rows[0]![0])
  }
  return Object.keys(values).length > 0 ? { with: values } : {}
}

function round(score: number): number {
  return Math.round(score * 100) / 100
}

/** Words of choices and names as they are compared. */
export function folded(words: Readonly<Record<string, string | null>>): Map<string, string | null> {
  return new Map(Object.entries(words).map(([text, value]) => [foldText(text), value]))
}
