import type {
  ApiBoard,
  ApiGroups,
  ApiList,
  ApiPage,
  ApiRecord,
  ApiSearch,
  ApiTimeline,
  BoardQuery,
  GroupQuery,
  ListQuery,
  Meta,
  TimelineEntry,
} from '#kernel/api.ts'
import type { ApiSimilar } from '#kernel/api-similar.ts'
import type { Values } from '#kernel/object.ts'
import { ask } from './fetch.ts'
import { drawnFrom, pagePath } from './paths.ts'

const root = '/api/v1'

/** The public API, as its types in `#kernel/api.ts` say. */
export const api = {
  meta: (signal?: AbortSignal) => ask<Meta>('GET', drawnFrom.meta, { signal }),

  list: (object: string, query: ListQuery = {}, signal?: AbortSignal) =>
    ask<ApiList>('GET', `${root}/${object}${queryString(query)}`, { signal }),

  get: (object: string, id: string, select?: readonly string[]) =>
    ask<ApiRecord>('GET', `${root}/${object}/${id}${queryString(select ? { select } : {})}`),

  page: (object: string, id: string, signal?: AbortSignal) => ask<ApiPage>('GET', pagePath(object, id), { signal }),

  history: (object: string, id: string, field: string, after: string, signal?: AbortSignal) =>
    ask<ApiTimeline>(
      'GET',
      `${root}/${object}/${id}/timeline?${new URLSearchParams({ field, limit: '20', ...(after && { after }) })}`,
      { signal },
    ),
  /** Earlier entries, all or of one type. */
  timeline: (object: string, id: string, after: string, type: TimelineEntry['type'] | null, signal?: AbortSignal) =>
    ask<ApiTimeline>(
      'GET',
      `${root}/${object}/${id}/timeline?${new URLSearchParams({ after, ...(type && { type }) })}`,
      { signal },
    ),

  /** `confirmed` is the code of a question that was answered with yes. */
  create: (object: string, values: Values, key?: string, confirmed?: string) =>
    ask<ApiRecord>('POST', `${root}/${object}`, { body: values, ...(key && { key }), ...(confirmed && { confirmed }) }),

  similar: (object: string, values: Values, signal?: AbortSignal) =>
    ask<ApiSimilar>('POST', `${root}/${object}/similar`, { body: { values }, signal }),

  update: (object: string, id: string, patch: Values, version?: number) =>
    ask<ApiRecord>('PATCH', `${root}/${object}/${id}`, {
      body: patch,
      ...(version !== undefined && { version }),
    }),

  remove: (object: string, id: string) => ask<void>('DELETE', `${root}/${object}/${id}`),

  restore: (object: string, id: string) => ask<ApiRecord>('POST', `${root}/${object}/${id}/restore`),

  group: (object: string, query: GroupQuery, signal?: AbortSignal) =>
    ask<ApiGroups>('POST', `${root}/${object}/group`, { body: query, signal }),

  board: (object: string, query: BoardQuery, signal?: AbortSignal) =>
    ask<ApiBoard>('POST', `${root}/${object}/board`, { body: query, signal }),

  /** Up to 1,000 writes, all or nothing. */
  batch: (
    object: string,
    ops: { create?: readonly Values[]; update?: readonly Values[]; delete?: readonly Values[] },
  ) => ask<{ data: readonly (ApiRecord | null)[] }>('POST', `${root}/${object}/batch`, { body: ops }),

  act: (object: string, id: string, action: string, input: Values) =>
    ask<{ result: Values | null; record: ApiRecord | null }>('POST', `${root}/${object}/${id}/${action}`, {
      body: input,
    }),

  search: (q: string, more: { objects?: string; limit?: string } = {}, signal?: AbortSignal) =>
    ask<ApiSearch>('GET', `${root}/search?${new URLSearchParams({ q, ...more })}`, { signal }),
}

/** A list query as the address writes it: `where` is JSON, names are joined by commas. */
export function queryString(query: ListQuery): string {
  const words = new URLSearchParams()
  const { where, select, sort, ...rest } = query
  if (where && Object.keys(where).length > 0) words.set('where', JSON.stringify(where))
  if (select?.length) words.set('select', select.join(','))
  if (sort?.length) words.set('sort', sort.join(','))
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) words.set(key, String(value))
  const text = words.toString()
  return text && `?${text}`
}
