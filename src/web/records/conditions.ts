import { useQuery } from '@tanstack/react-query'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'

const none: ReadonlySet<string> = new Set()

/**
 * Which fields a record as it stands in a form, or on a page, hides and asks for. What judges is loaded for objects that have
 * conditions; the server judges the same again.
 */
export function useConditions(object: MetaObject | undefined, values: Values, me: Meta['user']) {
  const has = Object.keys(object?.conditions ?? {}).length > 0
  const { data } = useQuery({
    queryKey: ['program', 'judge'],
    queryFn: async () => (await import('./judge.ts')).judge,
    enabled: has,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return object && has && data ? data(object, values, me) : { hidden: none, required: none }
}
