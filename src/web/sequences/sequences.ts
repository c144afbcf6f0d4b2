import { queryOptions } from '@tanstack/react-query'
import type { ApiRecord } from '#kernel/api.ts'
import type { FlowStep } from '#kernel/flow.ts'
import { api } from '../client/api.ts'

export const sequenceObject = 'sequence'

/** A step as the editor has it. */
export type Step = FlowStep & { readonly anytime?: boolean }

export const sequencesQuery = queryOptions({
  queryKey: ['list', sequenceObject, 'settings'],
  queryFn: async ({ signal }) => (await api.list(sequenceObject, { sort: ['name'], limit: 500 }, signal)).data,
})

/** How many are under way or need attention, by sequence. */
export const usesQuery = queryOptions({
  queryKey: ['list', 'enrolment', 'uses'],
  queryFn: async ({ signal }) => {
    const where = { status: { in: ['active', 'held'] } }
    const { data } = await api.group('enrolment', { where, by: ['sequence', 'status'], limit: 1_000 }, signal)
    const uses = new Map<string, { active: number; held: number }>()
    for (const { by, measures } of data) {
      const id = (by[0] as { id?: string } | null)?.id ?? ''
      const use = uses.get(id) ?? { active: 0, held: 0 }
      use[by[1] as 'active' | 'held'] = Number(measures[0])
      uses.set(id, use)
    }
    return uses
  },
})

type Counts = Readonly<Record<string, number>>
export type Results = {
  readonly people: Counts
  readonly stopped: Counts
  readonly replied: Counts
  readonly measured: Counts
  readonly opened: Counts
  readonly clicked: Counts
  readonly steps: Readonly<Record<string, Counts>>
}

export function resultsQuery(id: string) {
  return queryOptions({
    queryKey: ['list', 'sequencePromise', 'results', id],
    queryFn: async () => (await api.act(sequenceObject, id, 'results', {})).result as Results,
  })
}

/** What the sequence does: its draft. */
export function stepsOf(record: ApiRecord): readonly Step[] {
  return (record['draft'] as readonly Step[] | null) ?? []
}

/** A title of a relation as the API has it. */
export function titleOf(value: unknown): string {
  return (value as { title?: string | null } | null)?.title ?? ''
}

export function idOf(value: unknown): string | null {
  return (value as { id?: string } | null)?.id ?? null
}
