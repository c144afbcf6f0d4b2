import type { useNavigate } from '@tanstack/react-router'
import { ApiError } from '../client/fetch.ts'
import { metaQuery, queries } from '../client/queries.ts'
import { workspacesQuery } from '../client/workspaces.ts'
import { speak } from './words/words.ts'

/** Goes in once a session is open: to where she was going, by way of whatever she has to choose or set up first. */
export async function arrive(navigate: ReturnType<typeof useNavigate>, to: string | undefined): Promise<void> {
  const search = to ? { to } : {}
  queries.clear()
  const { data: mine } = await queries.fetchQuery(workspacesQuery)
  if (mine.length > 1) return navigate({ to: '/workspaces', search, replace: true })
  try {
    const meta = await queries.fetchQuery(metaQuery)
    await speak(meta.user.language)
  } catch (error) {
    if (owesSecondFactor(error)) return navigate({ to: '/second-factor', search, replace: true })
    throw error
  }
  await navigate({ to: to ?? '/', replace: true })
}

/** The policy asks for a second factor before anything else. */
export function owesSecondFactor(error: unknown): boolean {
  return error instanceof ApiError && error.problem?.errors?.[0]?.code === 'secondFactorRequired'
}

/** What went wrong, in one sentence. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return Object.values(error.fields)[0] ?? error.message
  return error instanceof Error ? error.message : String(error)
}
