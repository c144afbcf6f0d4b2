import { useQuery } from '@tanstack/react-query'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiMailConnection } from '#kernel/mail.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'

export const mailboxObject = 'mailbox'

/** The mailboxes that one can write from, her own first. */
export function useMailboxes() {
  return useQuery({
    queryKey: ['list', mailboxObject, 'own'],
    queryFn: async ({ signal }) =>
      (await api.list(mailboxObject, { sort: ['shared', 'address'], limit: 200 }, signal)).data,
  })
}

/** The servers of a mailbox and what became of its mail. */
export function useConnection(id: string | null) {
  return useQuery({
    queryKey: ['mail', 'connection', id],
    enabled: id !== null,
    queryFn: ({ signal }) => ask<ApiMailConnection>('GET', `/api/v1/mail/connections/${id}`, { signal }),
    refetchInterval: 10_000,
  })
}

/** Reads mailboxes and their servers once more. */
export async function readMailboxes(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['list', mailboxObject] }),
    queries.invalidateQueries({ queryKey: ['mail'] }),
  ])
}

/** May she say which servers it has? Only of her own; an administrator of any. */
export function mayConnect(box: ApiRecord, user: { readonly id: string; readonly admin: boolean }): boolean {
  const owner = box.owner as { readonly id?: string } | null
  return user.admin || owner?.id === user.id
}
