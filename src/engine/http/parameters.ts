import type { BoardQuery, GroupQuery, ListQuery, TimelineEntry } from '#kernel/api.ts'
import { refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'

/** Reads what a list takes from the query string. */
export function readList(query: Readonly<Record<string, unknown>>): ListQuery {
  const count = query['count']
  const limit = readLimit(query['limit'], 1_000)
  if (count !== undefined && count !== 'none' && count !== 'estimate' && count !== 'exact')
    throw refuse('invalid', 'count', {
      en: "Count is 'none', 'estimate' or 'exact'.",
      zh: 'count 只能是 none、estimate 或 exact。',
    })
  const select = readSelect(query['select'])
  return {
    ...(query['where'] === undefined ? {} : { where: readWhere(query['where']) }),
    ...(select ? { select } : {}),
    ...(query['sort'] === undefined ? {} : { sort: words(query['sort']) }),
    ...(limit === undefined ? {} : { limit }),
    ...readMarkers(query),
    ...(count === undefined ? {} : { count }),
    ...(query['deleted'] === 'true' ? { deleted: true } : {}),
  }
}

/** Reads where a page begins or ends; not both. */
function readMarkers({ after, before }: Readonly<Record<string, unknown>>): Pick<ListQuery, 'after' | 'before'> {
  if (typeof after === 'string' && typeof before === 'string')
    throw refuse('invalid', 'before', {
      en: "Give either 'after' or 'before'.",
      zh: 'after 与 before 请二选一。',
    })
  return typeof after === 'string' ? { after } : typeof before === 'string' ? { before } : {}
}

/** Reads how many are wanted; undefined where nothing is said. */
export function readLimit(given: unknown, most: number): number | undefined {
  if (given === undefined) return undefined
  const limit = Number(wordOf(given) || Number.NaN)
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit
  throw refuse('invalid', 'limit', {
    en: `The limit is a number from 1 to ${most}.`,
    zh: `数量应为 1 到 ${most}。`,
  })
}

/** Reads which entries of a timeline are wanted. */
export function readEntryType(given: unknown): TimelineEntry['type'] {
  const type = (['event', 'record', 'comment'] as const).find((one) => one === given)
  if (type) return type
  throw refuse('invalid', 'type', {
    en: "The type is 'event', 'record' or 'comment'.",
    zh: 'type 只能是 event、record 或 comment。',
  })
}

/** Reads what groups are asked for. */
export function readGroup(body: Readonly<Record<string, unknown>>): GroupQuery {
  const limit = readLimit(body['limit'], 10_000)
  const measures = body['measures'] === undefined ? undefined : readWords(body['measures'], 'measures')
  return {
    by: readWords(body['by'], 'by'),
    ...(measures ? { measures } : {}),
    ...(body['where'] === undefined ? {} : { where: filterOf(body['where']) }),
    ...(body['convert'] === true ? { convert: true } : {}),
    ...(limit === undefined ? {} : { limit }),
  }
}

/** Reads what a board is asked for. */
export function readBoardQuery(body: Readonly<Record<string, unknown>>): BoardQuery {
  const limit = readLimit(body['limit'], 100)
  const track = body['track']
  const listed = (key: 'select' | 'sort') =>
    body[key] === undefined ? {} : { [key]: readWords(body[key], key, key === 'select' ? 100 : 20) }
  return {
    by: wordOf(body['by']),
    ...(typeof track === 'string' ? { track } : {}),
    ...(body['where'] === undefined ? {} : { where: filterOf(body['where']) }),
    ...listed('select'),
    ...listed('sort'),
    ...(limit === undefined ? {} : { limit }),
  }
}

function readWords(given: unknown, field: string, most = 20): string[] {
  if (Array.isArray(given) && given.length <= most && given.every((word) => typeof word === 'string')) return given
  throw refuse('invalid', field, {
    en: `This is a list of at most ${most} names.`,
    zh: `这里应为名称列表，最多 ${most} 项。`,
  })
}

/** `name,account.owner` → its paths; null where nothing is asked. */
export function readSelect(select: unknown): string[] | null {
  return select === undefined || select === '' ? null : words(select)
}

/** Reads a filter. What cannot be read is refused; it never matches everything. */
function readWhere(text: unknown): Where {
  try {
    return filterOf(JSON.parse(wordOf(text)))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return filterOf(null)
  }
}

function filterOf(given: unknown): Where {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Where
  throw refuse('malformed', 'where', { en: 'The filter is no JSON object.', zh: '筛选条件不是有效的 JSON 对象。' })
}

function words(text: unknown): string[] {
  return wordOf(text)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** What stands in a place for one word: a text or a number as it is; nothing where it is a list or an object, which may not even become a text. */
export function wordOf(given: unknown): string {
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return given.join(',')
  return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : ''
}
