import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { ApiComment, ApiFollow, ApiNoticeKind, ApiNotifications } from '#kernel/api-notifications.ts'
import { kept } from '../ui/store.ts'
import { ask } from './fetch.ts'
import { queries } from './queries.ts'

const root = '/api/v1/notifications'

export type NoticeFilter = 'all' | 'unread' | 'mentions'

export const unreadQuery = queryOptions({
  queryKey: ['notices', 'unread'],
  queryFn: ({ signal }) => ask<{ unread: number }>('GET', `${root}/unread`, { signal }),
  staleTime: 60_000,
})

export function noticesQuery(filter: NoticeFilter) {
  return infiniteQueryOptions({
    queryKey: ['notices', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      ask<ApiNotifications>(
        'GET',
        `${root}?${new URLSearchParams({ filter, ...(pageParam ? { after: pageParam } : {}) })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ApiNotifications) => last.next,
    staleTime: 10_000,
  })
}

export const kindsQuery = queryOptions({
  queryKey: ['noticeKinds'],
  queryFn: async ({ signal }) =>
    (await ask<{ data: readonly ApiNoticeKind[] }>('GET', `${root}/kinds`, { signal })).data,
})

/** Marks groups as read or unread, all where no keys are given. */
export async function markNotices(keys: readonly string[] | null, state: 'read' | 'unread' = 'read'): Promise<void> {
  await ask('POST', `${root}/read`, { body: keys ? { keys, state } : { all: true, state } })
  await queries.invalidateQueries({ queryKey: ['notices'] })
}

/** Something is new for her: the count is asked for again, and shown outside the window where she wants that. */
export function toldLive(): void {
  void queries.invalidateQueries({ queryKey: ['notices'] })
  if (!kept('notices.desktop', false) || document.hasFocus()) return
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  void ask<ApiNotifications>('GET', `${root}?filter=unread&limit=1`).then(
    ({ data: [latest] }) => {
      if (!latest?.record) return
      const who = latest.who[0]?.name ?? ''
      const says = latest.says.replace('{who}', who).replace('{record}', latest.record.title ?? '')
      new Notification(says.trim(), { tag: latest.key, ...(latest.text && { body: latest.text }) })
    },
    () => {}, // it stands in the panel all the same
  )
}

export const comments = {
  add: (object: string, id: string, text: string, replyTo?: string) =>
    ask<ApiComment>('POST', `/api/v1/${object}/${id}/comments`, { body: { text, ...(replyTo && { replyTo }) } }),
  edit: (object: string, id: string, comment: string, text: string) =>
    ask<ApiComment>('PATCH', `/api/v1/${object}/${id}/comments/${comment}`, { body: { text } }),
  remove: (object: string, id: string, comment: string) =>
    ask<void>('DELETE', `/api/v1/${object}/${id}/comments/${comment}`),
  restore: (object: string, id: string, comment: string) =>
    ask<ApiComment>('POST', `/api/v1/${object}/${id}/comments/${comment}/restore`),
}

export function followQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ['follow', object, id],
    queryFn: ({ signal }) => ask<ApiFollow>('GET', `/api/v1/${object}/${id}/follow`, { signal }),
  })
}

export async function setFollow(object: string, id: string, state: ApiFollow['state']): Promise<void> {
  await ask('POST', `/api/v1/${object}/${id}/follow`, { body: { state } })
  await queries.invalidateQueries({ queryKey: ['follow', object, id] })
}
