import { queryOptions, useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import type { ApiDraft, ApiRun } from '#kernel/api-configuration.ts'
import type { Section } from '#kernel/configuration.ts'
import { ApiError } from '../../client/fetch.ts'
import { metaQuery, queries } from '../../client/queries.ts'
import { say } from '../../ui/toast.tsx'
import { configuration } from './api.ts'

export const draftQuery = queryOptions({
  queryKey: ['configuration', 'draft'],
  queryFn: ({ signal }) => configuration.draft(signal),
  staleTime: 5_000,
})
export const liveQuery = queryOptions({
  queryKey: ['configuration', 'live'],
  queryFn: ({ signal }) => configuration.live(signal),
  staleTime: 30_000,
})

/** What is being made, and what is live; both read again after each change. */
export function useDraft(): ApiDraft | undefined {
  return useQuery(draftQuery).data
}

export const reread = () => queries.invalidateQueries({ queryKey: ['configuration'] })

/** Keeps an item of the draft: a new one, or the changed properties of one that is there. */
export async function keepItem(section: Section, key: string | null, item: object): Promise<string> {
  return changing(async (revision) => {
    const kept = await (key === null
      ? configuration.add(section, item, revision)
      : configuration.change(section, key, item, revision))
    return kept.key
  })
}

/** Takes an item away. `repair` also takes its name out of everything in the draft that uses it. */
export function dropItem(section: Section, key: string, repair = false) {
  return changing((revision) => configuration.remove(section, key, revision, repair))
}

async function changing<T>(run: (revision: number) => Promise<T>): Promise<T> {
  const { revision } = await queries.ensureQueryData(draftQuery)
  try {
    return await run(revision)
  } catch (error) {
    if (error instanceof ApiError && error.status === 412) say(i18next.t('fit.stale'), { tone: 'wrong' })
    throw error
  } finally {
    await reread()
  }
}

/** Waits until a publication has ended, then draws everything from the new declarations. */
export async function whenPublished(first: ApiRun): Promise<ApiRun> {
  let run = first
  while (run.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 500))
    run = await configuration.run()
  }
  if (run.state === 'done') {
    await queries.fetchQuery({ ...metaQuery, staleTime: 0 })
    void queries.invalidateQueries()
  }
  return run
}
