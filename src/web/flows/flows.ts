import { queryOptions } from '@tanstack/react-query'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type {
  ApiFlowAddress,
  ApiFlowHistory,
  ApiFlowRun,
  ApiFlowTest,
  ApiFlowUse,
  ApiStepKind,
} from '#kernel/api-flows.ts'
import type { ApiSignalEvent } from '#kernel/api-signals.ts'
import { allSteps, type FlowDefinition, type FlowStep, type FlowTrigger, innerLists } from '#kernel/flow.ts'
import { nounOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { say } from '../ui/language.ts'

export const flowObject = 'flow'
const root = '/api/v1'

/** Flows under way, as the API has them. */
export const flowApi = {
  test: (id: string, recordId: string | null) =>
    ask<ApiFlowTest>('POST', `${root}/flows/${id}/test`, { body: { recordId } }),
  start: (id: string, recordId: string) =>
    ask<{ run: string }>('POST', `${root}/flows/${id}/start`, { body: { recordId }, key: crypto.randomUUID() }),
  makeAddress: (id: string) => ask<{ path: string }>('POST', `${root}/flows/${id}/address`, { body: {} }),
  signCalls: (id: string, signed: boolean) =>
    ask<{ secret: string | null }>('PATCH', `${root}/flows/${id}/address`, { body: { signed } }),
  closeAddress: (id: string) => ask<void>('DELETE', `${root}/flows/${id}/address`),
  mend: (run: string, way: 'retry' | 'skip' | 'stop') =>
    ask<ApiFlowHistory>('POST', `${root}/flow-runs/${run}/${way}`, { body: {} }),
}

export const kindsQuery = queryOptions({
  queryKey: ['flows', 'kinds'],
  queryFn: async ({ signal }) => (await ask<{ data: ApiStepKind[] }>('GET', `${root}/flows/steps`, { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
})

export const usesQuery = queryOptions({
  queryKey: ['flows', 'uses'],
  queryFn: async ({ signal }) => (await ask<{ data: ApiFlowUse[] }>('GET', `${root}/flows/uses`, { signal })).data,
})

export function runsQuery(flow: string, status: string) {
  return queryOptions({
    queryKey: ['flows', 'runs', flow, status],
    queryFn: async ({ signal }) =>
      (
        await ask<{ data: ApiFlowRun[] }>('GET', `${root}/flows/${flow}/runs${status ? `?status=${status}` : ''}`, {
          signal,
        })
      ).data,
    refetchInterval: 5_000,
  })
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: ['flows', 'run', id],
    queryFn: ({ signal }) => ask<ApiFlowHistory>('GET', `${root}/flow-runs/${id}`, { signal }),
    // What is under way goes on while somebody looks.
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 3_000),
  })
}

/** The secret address of a flow and its last calls; what comes while somebody looks is there at once. */
export function addressQuery(flow: string) {
  return queryOptions({
    queryKey: ['flows', 'address', flow],
    queryFn: ({ signal }) => ask<ApiFlowAddress>('GET', `${root}/flows/${flow}/address`, { signal }),
    refetchInterval: 4_000,
  })
}

/** Forms of the website, as far as the reader may know of them. */
export const formsQuery = queryOptions({
  queryKey: ['list', 'webForm', 'flows'],
  queryFn: async ({ signal }) =>
    (await api.list('webForm', { select: ['name', 'key'], sort: ['name'], limit: 200 }, signal)).data,
  retry: false,
})

/** Signals, as far as the reader may know of them. */
export const signalsQuery = queryOptions({
  queryKey: ['list', 'signal', 'flows'],
  queryFn: async ({ signal }) =>
    (await api.list('signal', { select: ['name', 'definition'], sort: ['name'], limit: 500 }, signal)).data,
  retry: false,
})

export const emptyFlow: FlowDefinition = { trigger: null, steps: [] }

/** The object on whose record a step acts. */
export function objectAt(flow: FlowDefinition, step: FlowStep): string | null {
  if (step.of) return allSteps(flow.steps).find(({ id }) => id === step.of)?.object ?? 'activity'
  const start = flow.trigger && 'object' in flow.trigger ? flow.trigger.object : null
  const inside = (steps: readonly FlowStep[], object: string | null): string | null | undefined => {
    for (const one of steps) {
      if (one.id === step.id) return object
      for (const list of innerLists(one)) {
        const found = inside(list, list === one.steps ? (one.object ?? null) : object)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
  return inside(flow.steps, start) ?? null
}

/** Objects about which a flow may be: what the reader sees, without the parts of others. */
export function objectsFor(meta: Meta): readonly MetaObject[] {
  return Object.values(meta.objects).filter(({ key, nested, views }) => !nested && views && key !== flowObject)
}

/** Relations by which others point at an object: what a step can go through. */
export function relatedTo(meta: Meta, object: string | null): readonly { object: MetaObject; via: string }[] {
  return Object.values(meta.objects).flatMap((one) =>
    Object.entries(one.fields).flatMap(([via, field]) =>
      field.type === 'relation' && 'to' in field && field.to === object && !field.system ? [{ object: one, via }] : [],
    ),
  )
}

type EventTrigger = Extract<FlowTrigger, { on: 'event' }>

/** What a flow about an object may wait for: what its records tell, and what others tell that name them. */
export function eventsAbout(
  meta: Meta,
  about: string,
  told: readonly ApiSignalEvent[],
): readonly (Pick<EventTrigger, 'event' | 'of'> & { key: string; label: string })[] {
  return told.flatMap(({ object: teller, kind: event, label }) => {
    const object = meta.objects[teller]
    if (!object) return []
    const own = teller === about ? [{ key: event, event, label }] : []
    const named = Object.entries(object.fields)
      .filter(([, field]) => !field.system && 'to' in field && field.to === about && teller !== about)
      .map(([field, { label: by }]) => ({
        key: `${teller}.${field}.${event}`,
        event,
        of: { object: teller, field },
        label: `${nounOf(object)} · ${label} · ${say(by)}`,
      }))
    return [...own, ...named]
  })
}

export function sameOf(a: EventTrigger['of'], b: EventTrigger['of']): boolean {
  return a?.object === b?.object && a?.field === b?.field
}
