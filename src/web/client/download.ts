import type { Values } from '#kernel/object.ts'
import type { Where } from '#kernel/where.ts'
import { language } from '../ui/language.ts'
import { queryString } from './api.ts'
import { ApiError, randomKey } from './fetch.ts'

type What = { readonly where: Where; readonly select: readonly string[]; readonly sort?: readonly string[] }

/** Longest address that every proxy lets pass. */
const longest = 4_000

/** Saves records as a workbook. The server streams it; a long list of ids travels in a body instead of the address. */
export async function download(object: string, what: What): Promise<void> {
  const path = `/api/v1/${object}/export`
  const query = queryString({ ...what, sort: what.sort ?? [] })
  const href = `${path}${query === '' ? '?' : `${query}&`}format=xlsx`
  if (href.length <= longest) return save(href)
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language(), 'idempotency-key': randomKey() },
    body: JSON.stringify({ format: 'xlsx', ...what } satisfies Values),
  })
  if (!response.ok) throw new ApiError(response.status, await response.json())
  const url = URL.createObjectURL(await response.blob())
  save(url, `${object}.xlsx`)
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Without a name the server's own stands. */
function save(href: string, name = ''): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
}
