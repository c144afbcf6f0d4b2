import { queryOptions } from '@tanstack/react-query'
import type { ApiWorkspaces } from '#kernel/api.ts'
import { ask, showWorkspace } from './fetch.ts'
import { queries } from './queries.ts'

/** The workspaces of whoever is signed in; most people have one. */
export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) => ask<ApiWorkspaces>('GET', '/api/v1/workspaces', { signal }),
  staleTime: 5 * 60_000,
})

/** Goes over to another workspace. Nothing of the former one stays on the screen or in memory. */
export async function enter(id: string): Promise<void> {
  await ask('POST', `/api/v1/workspaces/${id}/enter`, { body: {} })
  showWorkspace(null)
  queries.clear()
}
