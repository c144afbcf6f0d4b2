import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Mention } from '#kernel/mention.ts'
import { api } from '../client/api.ts'
import { queries } from '../client/queries.ts'

const peopleQuery = queryOptions({
  queryKey: ['mentionNames'],
  queryFn: async ({ signal }) =>
    (await api.list('user', { where: { active: true }, select: ['name'], sort: ['name'], limit: 1000 }, signal)).data,
  staleTime: 300_000,
})

/** Reads the names beside what will show them. */
export function expectPeople(): void {
  void queries.prefetchQuery(peopleQuery)
}

/** Everybody who works here, by id: names for mentions, read once for all of them. */
export function usePeople(): ReadonlyMap<string, string> {
  const { data } = useQuery(peopleQuery)
  return new Map(data?.map((one) => [one.id, String(one['name'] ?? '')]))
}

const most = 8

/** People whose name holds what was typed, by its characters or its reading. */
export function useFound(typed: string | null): readonly Mention[] {
  const people = usePeople()
  const words = (typed ?? '').trim()
  const { data } = useQuery({
    queryKey: ['mentionFound', words],
    queryFn: ({ signal }) => api.search(words, { objects: 'user', limit: '20' }, signal),
    enabled: /[a-z]/i.test(words),
    staleTime: 60_000,
  })
  if (typed === null) return []
  const named = [...people].map(([id, name]) => ({ id, name })).filter(({ name }) => name.includes(words))
  const read = (data?.data ?? []).filter(({ id }) => people.has(id)).map(({ id, title }) => ({ id, name: title }))
  return [...new Map([...named, ...read].map((one) => [one.id, one])).values()].slice(0, most)
}
