import type { ApiSearch } from '#kernel/api.ts'
import { columnOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { isSearchable } from '../db/tables.ts'
import { codeFields, survivorsByCode } from '../merging/former.ts'
import { isCovered } from '../query/covered.ts'
import { presentRecords } from '../query/list.ts'
import type { Query } from '../query/query.ts'
import { titleSql } from '../query/select.ts'
import { answers, queryTokens, tsQueryText } from './text/query.ts'
import { sortKey } from './text/sort-key.ts'
import { foldSearch } from './text/words.ts'

/** At most so many matches of an object are ranked; without an order inside, the index is read no further. */
const candidates = 200

/**
 * Finds records of every object that the reader may see by what people type: Chinese characters, pinyin, initials,
 * the last four digits of a phone. Exact titles come first, then those that begin with it, then the rest.
 * An object whose searched fields are partly hidden from the reader is searched by what its document holds only if none is hidden.
 */
export async function searchRecords(
  query: Query,
  question: string,
  options: { objects?: readonly string[]; limit?: number } = {},
): Promise<ApiSearch> {
  const parts = queryTokens(question.slice(0, 200))
  const text = tsQueryText(parts)
  if (text === null) return { data: [] }
  const objects = [...query.workspace.registry.objects.values()].filter(
    (o) =>
      isSearchable(o) && mayBeSearched(query, o) && (options.objects ? options.objects.includes(o.key) : !o.nested),
  )
  if (objects.length === 0) return { data: [] }
  // One statement for all objects; not prepared, since a generic plan would not know how rare the words are.
  const [found, former] = await Promise.all([
    query.workspace.db.rows(
      join(
        objects.map((object) => candidatesOf(query, object, text)),
        ' union all ',
      ),
      { once: true },
    ),
    byFormerCode(query, objects, question.trim()),
  ])
  // The document mixes all fields: where some are covered from her, the record answers to its title alone.
  const rows = found.filter(([, , title, , , covered]) => covered !== true || answers(parts, String(title ?? '')))
  const limit = Math.min(options.limit ?? 20, 100)
  const hits = [
    ...former,
    ...ranked(rows, question).map(({ object, id, title, subtitle }) => ({ object, id, title, subtitle })),
  ]
  return { data: [...new Map(hits.map((hit) => [`${hit.object} ${hit.id}`, hit])).values()].slice(0, limit) }
}

/** Whoever asks by the number of a record that has become part of another is shown that one. */
async function byFormerCode(
  query: Query,
  objects: readonly RegisteredObject[],
  question: string,
): Promise<ApiSearch['data']> {
  if (!/\d/.test(question) || question.length > 120) return []
  const survivors = await survivorsByCode(query.workspace.db, query.workspace, question)
  const lists = await Promise.all(
    survivors.map(async ({ object: key, id }) => {
      const object = objects.find((one) => one.key === key)
      const open = object && [object.title, ...codeFields(object)].every((one) => canRead(query.principal, key, one))
      return open ? presentRecords(query, object, [id], [object.title]) : []
    }),
  )
  return lists.flatMap((list, i) =>
    list.map((record) => {
      const { object, id } = survivors[i]!
      const title = record[objects.find((one) => one.key === object)!.title]
      return { object, id, title: String(title ?? ''), subtitle: null }
    }),
  )
}

function candidatesOf(query: Query, object: RegisteredObject, text: string): Sql {
  const { subtitle, title, reading } = shown(query, object)
  return sql`(select ${raw(`'${object.key}'`)}, r.id, (${title})::text, (${subtitle})::text, ${reading}, ${isCovered(query, object.key, raw('r')) ?? raw('false')} from ${query.from(object.key, 'r')}
    where r.search @@ ${text}::tsquery ${asRare(text)} and ${query.reach(object, {})} limit ${raw(String(candidates))})`
}

/**
 * PostgreSQL takes a word that is only begun for far more common than it is (DEFAULT_TS_MATCH_SEL in ts_selfuncs.h), and
 * then hopes to meet enough matches on a walk through the table. Said once more, in a form that no index answers, the
 * condition is reckoned rare enough to ask the index.
 */
function asRare(text: string): Sql {
  return text.includes(':*') ? sql`and (r.search @@ ${text}::tsquery) is true` : raw('')
}

/** The whole title first, then what begins with the question, then what reads so, then what holds it; the shorter before the longer. */
function ranked(rows: readonly (readonly unknown[])[], question: string) {
  const wanted = foldSearch(question.trim())
  const reading = sortKey(question.trim())
  return rows
    .map(([object, id, name, more, key], i) => {
      const title = String(name ?? '')
      const folded = foldSearch(title)
      const rank =
        folded === wanted
          ? 0
          : folded.startsWith(wanted)
            ? 1
            : String(key ?? '').startsWith(reading)
              ? 2
              : folded.includes(wanted)
                ? 3
                : 4
      return {
        object: String(object),
        id: String(id),
        title,
        subtitle: more === null || more === undefined ? null : String(more),
        rank,
        order: folded.length * 10_000 + i,
      }
    })
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
}

function shown(query: Query, object: RegisteredObject): { title: Sql; subtitle: Sql; reading: Sql } {
  const second = (object.views.list ?? []).find((key) => {
    const field = object.fields[key]
    return (
      key !== object.title &&
      field &&
      ['text', 'email', 'phone', 'url'].includes(field.type) &&
      canRead(query.principal, object.key, key)
    )
  })
  const column = second ? ident('r', columnOf(object, second)) : raw('null::text')
  if (!canRead(query.principal, object.key, object.title))
    return { title: raw('null::text'), subtitle: column, reading: raw('null::text') }
  return { title: titleSql(query, object, 'r'), subtitle: column, reading: raw('r.title_key') }
}

/** The document mixes all searched fields: whoever may not read one of them could ask for it, so she searches this object no further. */
function mayBeSearched(query: Query, object: RegisteredObject): boolean {
  const rights = query.principal.rights(object.key)
  if (rights.scopes.read.length === 0) return false
  return Object.entries(object.fields).every(([key, field]) => !field.search || rights.fields.has(key))
}
