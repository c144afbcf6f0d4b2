import { useQuery } from '@tanstack/react-query'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'

export const mailObject = 'mailMessage'

/** Can a mail be about records of this object? */
export function canWrite(mail: MetaObject | undefined, about: string): boolean {
  return Boolean(mail?.rights.create && pointer(mail, about))
}

/** What puts a mail into the timeline of a record. */
export function placeOf(mail: MetaObject, object: MetaObject, record: ApiRecord): Values {
  const found = pointer(mail, object.key)
  const customer = record['account'] as { id?: string } | null | undefined
  const account = object.key !== 'account' && customer?.id ? { account: { id: customer.id } } : {}
  if (!found) return account
  const here = { id: record.id }
  return { ...account, [found[0]]: found[1].type === 'relations' ? [here] : here }
}

function pointer(mail: MetaObject, about: string) {
  return Object.entries(mail.fields).find(
    ([, field]) => 'timeline' in field && field.timeline === true && 'to' in field && field.to === about,
  )
}

/** How somebody is written to: her name and her address; '' where she has none. */
export function addressOf(record: ApiRecord, object?: MetaObject): string {
  const address = record['email']
  if (typeof address !== 'string' || address === '') return ''
  const name = String(record[object?.title ?? 'name'] ?? '').replace(/["<>,;，；]/g, ' ')
  return `${name} <${address}>`
}

/** The people of the customer who can be written to. */
export function usePeople(object: MetaObject, record: ApiRecord): readonly ApiRecord[] {
  const { objects } = useMeta()
  const account = object.key === 'account' ? record.id : ((record['account'] as { id?: string } | null)?.id ?? null)
  const { data } = useQuery({
    queryKey: ['list', 'contact', 'mail', account],
    enabled: account !== null && Boolean(objects['contact']),
    queryFn: async ({ signal }) =>
      (
        await api.list(
          'contact',
          { where: { account: account!, email: { empty: false } }, select: ['name', 'email'], limit: 20 },
          signal,
        )
      ).data,
  })
  return data ?? []
}
