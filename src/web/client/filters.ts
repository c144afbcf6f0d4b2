import type { Where } from '#kernel/where.ts'

/** Several filters at once; empty ones count for nothing. */
export function both(...filters: readonly (Where | null | undefined)[]): Where {
  const real = filters.filter((where): where is Where => Boolean(where && Object.keys(where).length > 0))
  return real.length > 1 ? { and: real } : (real[0] ?? {})
}
