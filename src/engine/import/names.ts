import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import { wordsOf } from '#kernel/label.ts'
import { readCompany } from '#kernel/match/company.ts'
import { companyKey, keyNumber } from '#kernel/match/keys.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { closest } from '#kernel/text/distance.ts'
import { foldText } from '#kernel/text/fold.ts'
import { ident, join, or, type Sql, sql } from '../db/sql.ts'
import { isSearchable } from '../db/tables.ts'
import { survivorsByName } from '../merging/former.ts'
import type { Query } from '../query/query.ts'
import { sortKey } from '../search/text/sort-key.ts'

/** What a name in a file stands for: one readable record, none, or several that nobody can tell apart. */
export type Found = { readonly id: string; readonly title: string } | 'none' | { readonly several: readonly string[] }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Looks names up among the records that the reader may see: by id, by number, code, e-mail or id in the source, by title
 * whatever its case, width and blanks. Answers by name as given, in two statements at most, over indexes.
 */
export async function lookUp(
  query: Query,
  object: RegisteredObject,
  names: readonly string[],
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>(names.map((name) => [name, 'none']))
  if (names.length === 0) return found
  const { fields } = query.principal.rights(object.key)
  const ids = names.filter((name) => uuid.test(name))
  const codes = Object.entries(object.fields).filter(
    ([key, field]) => fields.has(key) && (field.unique || key === 'sourceId') && columnsOf(key, field).length === 1,
  )
  const title = titleColumn(object)
  const company = isCompany(object)
  const columns = [
    sql`r.id`,
    title ?? sql`null`,
    ...codes.map(([key, field]) => ident('r', columnsOf(key, field)[0]!.name)),
  ]
  const conditions: Sql[] = []
  if (ids.length > 0) conditions.push(sql`r.id = any(${ids}::uuid[])`)
  for (const [key, field] of codes) {
    const values = names.flatMap((name) => codeOf(field, name) ?? [])
    if (values.length > 0) conditions.push(sql`${ident('r', columnsOf(key, field)[0]!.name)} = any(${values}::text[])`)
  }
  // One statement for each way, so that each uses its index.
  const read = async (ways: readonly Sql[]) =>
    ways.length === 0
      ? []
      : query.workspace.db.rows(
          join(
            ways.map(
              (way) =>
                sql`(select ${join(columns)} from ${query.from(object.key, 'r')} where ${way} and ${query.reach(object, {})})`,
            ),
            ' union ',
          ),
        )
  const byId = new Map<string, Found>()
  const byCode = new Map<string, Found>()
  const byName = new Map<string, Found>()
  const exact = new Map<string, Found>()
  const byCompany = new Map<string, Found>()
  for (const [id, name, ...values] of await read(conditions)) {
    const record = { id: String(id), title: String(name ?? '') }
    byId.set(record.id, record)
    for (const value of values) if (value !== null) byCode.set(String(value), record)
  }
  const codeAmong = (name: string) =>
    codes.map(([, field]) => codeOf(field, name)).find((value) => value !== null && byCode.has(value))
  for (const name of names) {
    const code = codeAmong(name)
    found.set(name, byId.get(name.toLowerCase()) ?? (code ? byCode.get(code) : undefined) ?? 'none')
  }
  for (const [name, one] of await formerly(query, object, found, fields.has('sourceId'))) found.set(name, one)
  // What an id or a code has found is not looked for by its name as well: a file has a hundred thousand of them.
  const rest = names.filter((name) => found.get(name) === 'none' && !uuid.test(name))
  if (!title || rest.length === 0 || !fields.has(object.title)) return found
  // One statement for each way here as well: by the name, and by the key of a company however it is spelt.
  const ways = [byTitle(object, title, rest), ...(company ? byCompanyKey(object, rest) : [])]
  for (const [id, name] of await read(ways)) {
    const record = { id: String(id), title: String(name ?? '') }
    add(exact, record.title, record)
    add(byName, foldText(record.title), record)
    if (company) add(byCompany, readCompany(record.title).full, record)
  }
  for (const name of rest) {
    const spelt = company ? byCompany.get(readCompany(name).full) : undefined
    found.set(name, exact.get(name) ?? byName.get(foldText(name)) ?? spelt ?? 'none')
  }
  return found
}

/** Names that nobody bears any more: the readable records that have taken in those who did. */
async function formerly(
  query: Query,
  object: RegisteredObject,
  found: ReadonlyMap<string, Found>,
  byCode: boolean,
): Promise<ReadonlyMap<string, Found>> {
  const lost = [...found].flatMap(([name, one]) => (one === 'none' ? [name] : []))
  const ids = lost.filter((name) => uuid.test(name)).map((name) => name.toLowerCase())
  const { db } = query.workspace
  const survivors = await survivorsByName(db, query.workspace, object, { ids, codes: byCode ? lost : [] })
  if (survivors.size === 0) return new Map()
  const title = titleColumn(object) ?? sql`null`
  const rows = await db.rows(
    sql`select r.id, ${title} from ${query.from(object.key, 'r')} where r.id = any(${[...survivors.values()]}::uuid[]) and ${query.reach(object, {})}`,
  )
  const records = new Map(rows.map(([id, name]) => [String(id), { id: String(id), title: String(name ?? '') }]))
  return new Map(
    lost.flatMap((name) => {
      const record = records.get(survivors.get(name) ?? survivors.get(name.toLowerCase()) ?? '')
      return record ? [[name, record] as const] : []
    }),
  )
}

/**
 * Titles near which a misspelt name may have been meant. Reads at most 20,000 titles.
 * @returns by name, the one record that is close enough
 */
export async function propose(
  query: Query,
  object: RegisteredObject,
  names: readonly string[],
): Promise<Map<string, { id: string; title: string; score: number }>> {
  const title = titleColumn(object)
  const proposals = new Map<string, { id: string; title: string; score: number }>()
  if (!title || names.length === 0) return proposals
  const rows = await query.workspace.db.rows(
    sql`select r.id, ${title} from ${query.from(object.key, 'r')} where ${query.reach(object, {})} order by r.updated_at desc limit 20000`,
  )
  const ids = new Map(rows.map(([id, name]) => [String(name ?? ''), String(id)]))
  const words = await byChoice(query, object)
  for (const name of names) {
    const word = words.get(foldText(name))
    if (word) proposals.set(name, { ...word, score: 0.9 })
    const near = word ? null : closest(name, ids.keys())
    if (near) proposals.set(name, { id: ids.get(near.match)!, title: near.match, score: near.score })
  }
  return proposals
}

/** Records that alone hold a choice are meant by the choice's name as well: the one stage that is won, by `Won`. */
async function byChoice(query: Query, object: RegisteredObject): Promise<Map<string, { id: string; title: string }>> {
  const title = titleColumn(object)
  const words = new Map<string, { id: string; title: string }>()
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'select' || field.system || !query.principal.rights(object.key).fields.has(key) || !title)
      continue
    const column = ident('r', columnsOf(key, field)[0]!.name)
    const rows = await query.workspace.db.rows(
      sql`select ${column}, min(r.id::text), min(${title}) from ${query.from(object.key, 'r')}
        where ${query.reach(object, {})} and ${column} is not null group by ${column} having count(*) = 1 limit 50`,
    )
    for (const [choice, id, name] of rows)
      for (const option of (field as unknown as { options: { key: string; label: { en: string; zh: string } }[] })
        .options)
        if (option.key === choice)
          for (const word of [option.key, ...wordsOf(option.label)])
            words.set(foldText(word), { id: String(id), title: String(name) })
  }
  return words
}

/** Is the object called by the name of a company, which may be spelt in several ways? */
export function isCompany(object: RegisteredObject): boolean {
  const title = object.fields[object.title]
  return title !== undefined && 'nameOf' in title && title.nameOf === 'company'
}

function add(map: Map<string, Found>, key: string, record: { id: string; title: string }): void {
  const there = map.get(key)
  if (there === undefined || there === 'none') map.set(key, record)
  else if ('several' in there) map.set(key, { several: [...new Set([...there.several, record.id])] })
  else if (there.id !== record.id) map.set(key, { several: [there.id, record.id] })
}

function byTitle(object: RegisteredObject, title: Sql, names: readonly string[]): Sql {
  if (!isSearchable(object)) return sql`lower(${title}) = any(${names.map((name) => foldText(name))}::text[])`
  return or([
    sql`${title} = any(${[...names]}::text[])`,
    sql`r.title_key = any(${[...new Set(names.map((name) => sortKey(name)))]}::text[])`,
  ])
}

/** Records that keep the key of one of these companies; other companies may be among them. */
function byCompanyKey(object: RegisteredObject, names: readonly string[]): Sql[] {
  if (!object.matching?.organisation?.company?.includes(object.title)) return []
  const keys = [...new Set(names.map((name) => keyNumber(companyKey(readCompany(name)))))]
  return [sql`r.match_keys && ${keys}::integer[]`]
}

/** The column of titles that are one text; null where a title is computed. */
export function titleColumn(object: RegisteredObject): Sql | null {
  const field = object.fields[object.title]
  const columns = field ? columnsOf(object.title, field) : []
  return columns.length === 1 && columns[0]!.kind === 'text' ? ident('r', columns[0]!.name) : null
}

/** A name as the value of a code field; null where it cannot be one. */
function codeOf(field: Parameters<typeof typeOf>[0], name: string): string | null {
  const parsed = typeOf(field).parse(name, field)
  return 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : null
}
