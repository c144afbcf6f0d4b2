import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { useMeta } from '../client/queries.ts'

/** Fields in which something stands that says nothing, such as 测试 or 13800000000, once nobody types any more. */
export function useHints(object: MetaObject | undefined, values: Values): ReadonlySet<string> {
  const known = useMeta().objects['placeholderValue']
  const [settled, setSettled] = useState<Values>({})
  useEffect(() => {
    const timer = setTimeout(() => setSettled(values), 500)
    return () => clearTimeout(timer)
  }, [values])
  const { data: look } = useQuery({
    queryKey: ['list', 'placeholderValue', 'hints'],
    queryFn: async () => (await import('./placeholders.ts')).placeholdersKnown.queryFn(),
    enabled: known !== undefined,
    retry: false,
    staleTime: 600_000,
  })
  if (!look || !object) return none
  return new Set(Object.entries(object.fields).flatMap(([key, field]) => (look(field, settled[key]) ? [key] : [])))
}

const none: ReadonlySet<string> = new Set()
