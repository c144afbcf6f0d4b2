import i18next from 'i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { say } from '../ui/toast.tsx'
import { api } from './api.ts'
import { ApiError } from './fetch.ts'
import { changeShown, queries, refresh } from './queries.ts'

/**
 * Changes a record: on the screen at once, on the server after. What the server refuses is put back and thrown,
 * so that the one who asked can show it; a record that somebody else changed meanwhile is read again.
 */
export async function change(object: string, record: ApiRecord, patch: Values): Promise<ApiRecord> {
  const cut = stopReading(object)
  const undo = changeShown(object, record.id, (shown) => ({ ...shown, ...patch }))
  try {
    const saved = await api.update(object, record.id, patch, record.version)
    changeShown(object, record.id, (shown) => ({ ...shown, ...saved }))
    void queries.invalidateQueries({ queryKey: ['group', object] })
    void queries.invalidateQueries({ queryKey: ['page'] })
    void queries.invalidateQueries({ queryKey: ['list', object], refetchType: cut ? 'active' : 'none' })
    void queries.invalidateQueries({ queryKey: ['today'], refetchType: 'none' })
    return saved
  } catch (error) {
    undo()
    if (error instanceof ApiError && error.status === 412) {
      say(i18next.t('state.stale'), { tone: 'wrong' })
      refresh(object, record.id)
    }
    throw error
  }
}

/** Stops lists on their way: what they bring is older than the change that shows by now. Says whether there were any. */
function stopReading(object: string): boolean {
  const reading = queries
    .getQueryCache()
    .findAll({ queryKey: ['list', object], fetchStatus: 'fetching' })
    .filter((query) => query.state.data !== undefined)
  for (const query of reading) void query.cancel({ revert: true })
  return reading.length > 0
}

/** Puts records into the recycle bin at once, and offers to take them back out. */
export async function remove(object: string, ids: readonly string[], words: string): Promise<void> {
  await api.batch(object, { delete: ids.map((id) => ({ id })) })
  refresh(object)
  say(words, {
    undo: () => {
      void Promise.all(ids.map((id) => api.restore(object, id))).then(() => refresh(object), complain)
    },
  })
}

/** Says what went wrong, where there is no better place for it. */
export function complain(error: unknown): void {
  if (error instanceof ApiError) say(Object.values(error.fields).join(' ') || error.message, { tone: 'wrong' })
  else say(error instanceof Error ? error.message : String(error), { tone: 'wrong' })
}
