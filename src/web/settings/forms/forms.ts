import { useQuery } from '@tanstack/react-query'
import type { ApiRecord } from '#kernel/api.ts'
import { publicAddress } from '#kernel/public-page.ts'
import { api } from '../../client/api.ts'
import { useMeta } from '../../client/queries.ts'

export const formObject = 'webForm'
const answerObject = 'formSubmission'

/** One question of a form: the field of a lead that its answer goes into. */
export type Question = { readonly field: string; readonly label?: string; readonly required?: boolean }

/** Every form, by name. */
export function useForms() {
  return useQuery({
    queryKey: ['list', formObject, 'settings'],
    queryFn: async ({ signal }) => (await api.list(formObject, { sort: ['name'], limit: 500 }, signal)).data,
  })
}

/** How many answers of each form became leads, and how many were held back; by `form status`. */
export function useCounts(): ReadonlyMap<string, number> {
  const { objects } = useMeta()
  const { data } = useQuery({
    queryKey: ['group', answerObject, 'forms'],
    enabled: Boolean(objects[answerObject]),
    queryFn: async ({ signal }) => {
      const { data } = await api.group(
        answerObject,
        { by: ['form', 'status'], measures: ['count'], limit: 900 },
        signal,
      )
      return new Map(data.map(({ by, measures }) => [by.map(keyOf).join(' '), Number(measures[0])]))
    },
  })
  return data ?? new Map()
}

function keyOf(part: unknown): string {
  return typeof part === 'object' && part !== null ? String((part as { id?: unknown }).id) : String(part)
}

/** Where a form lies for strangers. */
export function useAddress(form: ApiRecord): string {
  return publicAddress(useMeta().workspace.id, 'form', String(form['key']))
}

export function questionsOf(form: ApiRecord): readonly Question[] {
  return Array.isArray(form['inputs']) ? (form['inputs'] as Question[]) : []
}
