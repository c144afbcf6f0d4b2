import { useQuery } from '@tanstack/react-query'
import type { ApiWebhook, ApiWebhookEvents } from '#kernel/api-webhooks.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'

const at = '/api/v1/webhooks'

/** The webhooks of the reader; of everybody for an administrator. */
export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: async ({ signal }) => (await ask<{ data: readonly ApiWebhook[] }>('GET', at, { signal })).data,
    // How it fares is the server's to find out, at any time.
    refetchInterval: 5_000,
  })
}

/** The events that the reader may wait for, object by object. */
export function useEvents(): readonly ApiWebhookEvents[] {
  const { data } = useQuery({
    queryKey: ['webhooks', 'events'],
    queryFn: async ({ signal }) =>
      (await ask<{ data: readonly ApiWebhookEvents[] }>('GET', `${at}/events`, { signal })).data,
    staleTime: 300_000,
  })
  return data ?? []
}

/** `opportunity.won` in words: Opportunity · Won. */
export function wordsOf(events: readonly ApiWebhookEvents[], name: string): string {
  const object = events.find((one) => one.events.some((event) => event.name === name))
  const event = object?.events.find((one) => one.name === name)
  return object && event ? `${object.label} · ${event.label}` : name
}

/** Asks again for what a change of a webhook may have moved. */
export function readAgain(): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['webhooks'] })
}

/** How a webhook is: in order, in trouble, stopped by the server, or off. */
export function healthOf({ active, stopped, failingSince }: ApiWebhook) {
  if (stopped && !active) return { key: 'stopped', tone: 'red' } as const
  if (!active) return { key: 'off', tone: 'gray' } as const
  return failingSince ? ({ key: 'failing', tone: 'yellow' } as const) : ({ key: 'ok', tone: 'green' } as const)
}
