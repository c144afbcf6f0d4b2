import type { ListQuery } from '#kernel/api.ts'
import { refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'

/** Reads what a list takes from the query string. */
export function readList(query: Readonly<Record<string, unknown>>): ListQuery {
  const count = query['count']
  const limit = query['limit'] === undefined ? undefined : Number(query['limit'])
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > 1_000))
    throw refuse('invalid', 'limit', { en: 'The limit is a number from 1 to 1,000.', zh: '每页数量应为 1 到 1,000。' })
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
    ...(typeof query['after'] === 'string' ? { after: query['after'] } : {}),
    ...(count === undefined ? {} : { count }),
    ...(query['deleted'] === 'true' ? { deleted: true } : {}),
  }
}

/** `name,account.owner` → its paths; null where nothing is asked. */
export function readSelect(select: unknown): string[] | null {
  return select === undefined || select === '' ? null : words(select)
}

/** Reads a filter. What cannot be read is refused; it never matches everything. */
function readWhere(text: unknown): Where {
  try {
    const where: unknown = JSON.parse(String(text))
    if (typeof where === 'object' && where !== null && !Array.isArray(where)) return where as Where
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw refuse('malformed', 'where', { en: 'The filter is no JSON object.', zh: '筛选条件不是有效的 JSON 对象。' })
}

function words(text: unknown): string[] {
  return String(text)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
