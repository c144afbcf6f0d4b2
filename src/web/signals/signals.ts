import { queryOptions } from '@tanstack/react-query'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type { ApiBackTest, ApiFire, ApiMeasure, ApiSignalEvent, ApiSignalUse } from '#kernel/api-signals.ts'
import type { SignalDefinition, SignalWhen } from '#kernel/signal.ts'
import { ask } from '../client/fetch.ts'
import { objectsFor, relatedTo } from '../flows/flows.ts'

export const signalObject = 'signal'
const root = '/api/v1/signals'

/** Tries a definition on the history of so many days. */
export function tryOnHistory(definition: SignalDefinition, days: number, signal: string | null): Promise<ApiBackTest> {
  return ask<ApiBackTest>('POST', `${root}/back-test`, { body: { definition, days, ...(signal ? { signal } : {}) } })
}

export const usesQuery = queryOptions({
  queryKey: ['signals', 'uses'],
  queryFn: async ({ signal }) => (await ask<{ data: ApiSignalUse[] }>('GET', `${root}/uses`, { signal })).data,
})

export const eventsQuery = queryOptions({
  queryKey: ['signals', 'events'],
  queryFn: async ({ signal }) => (await ask<{ data: ApiSignalEvent[] }>('GET', `${root}/events`, { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
})

export function firesQuery(id: string) {
  return queryOptions({
    queryKey: ['signals', 'fires', id],
    queryFn: async ({ signal }) =>
      (await ask<{ data: ApiFire[] }>('GET', `${root}/${id}/fires?limit=200`, { signal })).data,
    refetchInterval: 10_000,
  })
}

export function measureQuery(id: string) {
  return queryOptions({
    queryKey: ['signals', 'measure', id],
    queryFn: ({ signal }) => ask<ApiMeasure>('GET', `${root}/${id}/measure`, { signal }),
  })
}

const numbers = ['number', 'money', 'percent']
const dates = ['date', 'datetime']

/** Fields that a kind of signal may be about. */
export function fieldsFor(object: MetaObject | undefined, kind: 'number' | 'date'): readonly string[] {
  const types = kind === 'number' ? numbers : dates
  return Object.entries(object?.fields ?? {}).flatMap(([key, { type }]) => (types.includes(type) ? [key] : []))
}

/** Objects whose records may fire a signal of a kind. */
export function objectsOf(meta: Meta, kind: SignalWhen['is']): readonly MetaObject[] {
  return objectsFor(meta).filter((object) => {
    if (kind === 'change') return fieldsFor(object, 'number').length > 0
    if (kind === 'date') return fieldsFor(object, 'date').length > 0
    return kind === 'pattern' || touchesOf(meta, object.key).length > 0
  })
}

/** What counts as contact with the records of an object: others that point at it, by one of their dates. */
export function touchesOf(meta: Meta, object: string) {
  return relatedTo(meta, object).flatMap(({ object: other, via }) =>
    fieldsFor(other, 'date')
      .filter((field) => field !== 'updatedAt')
      .map((field) => ({ object: other, via, field })),
  )
}

/** A signal of a kind as it begins. */
export function startOf(meta: Meta, kind: SignalWhen['is'], before: SignalDefinition | null): SignalDefinition {
  const fitting = objectsOf(meta, kind)
  const object = fitting.find(({ key }) => key === before?.object) ?? fitting[0]
  const key = object?.key ?? ''
  const { outcome: _, where: __, consent: ___, ...rest } = before ?? {}
  const kept = before && before.object === key ? before : rest
  return { cooldown: 30, ...kept, object: key, when: whenOf(meta, kind, object) }
}

function whenOf(meta: Meta, kind: SignalWhen['is'], object: MetaObject | undefined): SignalWhen {
  switch (kind) {
    case 'change': {
      const fields = fieldsFor(object, 'number').filter((key) => !object?.fields[key]?.system)
      return { is: kind, field: fields[0] ?? '', way: 'rises', factor: 10, days: 30 }
    }
    case 'date': {
      const fields = fieldsFor(object, 'date').filter((key) => !object?.fields[key]?.system)
      return { is: kind, field: fields[0] ?? 'createdAt', days: 0, years: 'each', at: '09:00' }
    }
    case 'silence': {
      const touches = touchesOf(meta, object?.key ?? '')
      const [first] = [...touches.filter(({ object: { traits } }) => !traits.includes('timeline')), ...touches]
      return {
        is: kind,
        of: { object: first?.object.key ?? '', via: first?.via ?? '', field: first?.field ?? '' },
        factor: 3,
        least: 14,
        at: '09:00',
      }
    }
    case 'pattern': {
      const first = { object: object?.key ?? '', kind: 'created' }
      return { is: kind, first, without: first, days: 14, at: '09:00' }
    }
  }
}
