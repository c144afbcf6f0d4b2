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
export async function change(
  object: string,
  record: ApiRecord,
  patch: Values,
  options: {
    /** Tells in other words what somebody else has made of it meanwhile. */
    readonly onStale?: (current: ApiRecord) => void
  } = {},
): Promise<ApiRecord> {
  const cut = stopReading(object)
  const undo = changeShown(object, record.id, (shown) => ({ ...shown, ...patch }))
  try {
    const saved = await inTurn(object, record, patch)
    changeShown(object, record.id, (shown) => ({ ...shown, ...saved }))
    void queries.invalidateQueries({ queryKey: ['group', object] })
    void queries.invalidateQueries({ queryKey: ['page'] })
    void queries.invalidateQueries({ queryKey: ['timeline'] })
    void queries.invalidateQueries({ queryKey: ['list', object], refetchType: cut ? 'active' : 'none' })
    void queries.invalidateQueries({ queryKey: ['today'], refetchType: 'none' })
    return saved
  } catch (error) {
    undo()
    if (error instanceof ApiError && error.status === 412) {
      const current = error.problem?.current as ApiRecord | undefined
      if (current && options.onStale) options.onStale(current)
      else say(i18next.t('state.stale'), { tone: 'wrong' })
      refresh(object, record.id)
    }
    throw error
  }
}

type Step = { readonly from: number; readonly to: number }
const own = new Map<string, Promise<Step | null>>()

/** Own changes to one record wait for each other and build on each other; only a stranger's change is a conflict. */
async function inTurn(object: string, record: ApiRecord, patch: Values): Promise<ApiRecord> {
  const before = own.get(record.id)
  const writing = (async () => {
    const last = await before
    const follows = last && last.from <= record.version && record.version < last.to
    const saved = await merged(object, record, patch, follows ? last.to : record.version)
    return { saved, step: { from: follows ? last.from : record.version, to: saved.version } }
  })()
  own.set(
    record.id,
    writing.then(
      ({ step }) => step,
      () => before ?? null,
    ),
  )
  return (await writing).saved
}

/** Writes the patch; where somebody has changed other fields meanwhile, on top of that. */
async function merged(object: string, record: ApiRecord, patch: Values, version: number): Promise<ApiRecord> {
  try {
    return await api.update(object, record.id, patch, version)
  } catch (error) {
    const current =
      error instanceof ApiError && error.status === 412 ? (error.problem?.current as ApiRecord | undefined) : undefined
    const untouched = current && Object.keys(patch).every((key) => same(current[key], record[key]))
    if (!untouched) throw error
    return api.update(object, record.id, patch, current.version)
  }
}

/** Equal as far as a person could tell: a reference is its id. */
function same(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) =>
    typeof value === 'object' && value !== null && 'id' in value ? value.id : (value ?? null)
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
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
