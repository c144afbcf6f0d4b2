import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Seals when a public page went out, so that what comes back tells how long it was filled in. */
export type Stamps = {
  /** A new stamp for the page of that address. */
  make(address: string, now: Date): string
  /** What a stamp says, if it was made for this address within a day. */
  read(address: string, stamp: string, now: Date): { readonly id: string; readonly ms: number } | null
}

const dayMs = 24 * 60 * 60 * 1_000
const shape = /^([0-9a-z]{8,9})\.([\w-]{16})\.([\w-]{43})$/

/** @param secret of the installation: all its processes read what one of them has sealed */
export function openStamps(secret: string): Stamps {
  const seal = (address: string, time: string, id: string) =>
    createHmac('sha256', secret).update(`public page\n${address}\n${time}\n${id}`).digest()
  return {
    make(address, now) {
      const time = now.getTime().toString(36)
      const id = randomBytes(12).toString('base64url')
      return `${time}.${id}.${seal(address, time, id).toString('base64url')}`
    },
    read(address, stamp, now) {
      const [, time, id, given] = shape.exec(stamp) ?? []
      if (!time || !id || !given) return null
      if (!timingSafeEqual(Buffer.from(given, 'base64url'), seal(address, time, id))) return null
      const ms = now.getTime() - Number.parseInt(time, 36)
      return ms >= 0 && ms <= dayMs ? { id, ms } : null
    },
  }
}
