import { ApiError } from '../client/fetch.ts'

/** What is wrong, by field; under '' what belongs to none. */
export type Wrong = Readonly<Record<string, string>>

export function wrongOf(error: unknown): Wrong {
  const fields = error instanceof ApiError ? error.fields : {}
  return Object.keys(fields).length > 0 ? fields : { '': error instanceof Error ? error.message : String(error) }
}
