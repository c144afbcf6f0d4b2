import { useQuery } from '@tanstack/react-query'
import type { ApiMessageGateway } from '#kernel/messages.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { queries, useMeta } from '../client/queries.ts'

export const gatewayObject = 'messageGateway'
export const messageObject = 'textMessage'

/** The gateways of the company, one for each channel. */
export function useGateways() {
  return useQuery({
    queryKey: ['list', gatewayObject, 'all'],
    enabled: Boolean(useMeta().objects[gatewayObject]),
    queryFn: async ({ signal }) => (await api.list(gatewayObject, { limit: 10 }, signal)).data,
  })
}

/** Where a gateway stands and how it is. */
export function useGateway(id: string | null) {
  return useQuery({
    queryKey: ['messages', 'gateway', id],
    enabled: id !== null,
    queryFn: ({ signal }) => ask<ApiMessageGateway>('GET', `/api/v1/messages/gateways/${id}`, { signal }),
    refetchInterval: 10_000,
  })
}

/** Reads gateways once more. */
export async function readGateways(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['list', gatewayObject] }),
    queries.invalidateQueries({ queryKey: ['messages'] }),
  ])
}
