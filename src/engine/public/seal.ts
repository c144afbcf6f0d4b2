import { createHmac, timingSafeEqual } from 'node:crypto'

type Query = Readonly<Record<string, string>>

/**
 * The address of a page that opens by addresses of this installation's making alone: a seal over the address and what it
 * asks for stands at its end (HMAC-SHA256, cut to 128 bits).
 */
export function sealedAddress(secret: string, address: string, query: Query): string {
  const asked = new URLSearchParams(query)
  asked.append('seal', sealOf(secret, address, query).toString('base64url'))
  return `${address}?${asked}`
}

/** Was it sealed here, as it stands? */
export function isSealed(secret: string, address: string, { seal, ...query }: Query): boolean {
  if (!seal || !/^[\w-]{22}$/.test(seal)) return false
  return timingSafeEqual(Buffer.from(seal, 'base64url'), sealOf(secret, address, query))
}

function sealOf(secret: string, address: string, query: Query): Buffer {
  const asked = new URLSearchParams(query)
  asked.sort()
  return createHmac('sha256', secret).update(`sealed page\n${address}\n${asked}`).digest().subarray(0, 16)
}
