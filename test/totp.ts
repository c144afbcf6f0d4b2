import { createHmac } from 'node:crypto'

/** RFC 6238 with SHA-1, 30 seconds, six digits: what an app would show that was given this secret. */
export function codeOf(secretOrUri: string, offset = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const given = URL.canParse(secretOrUri) ? new URL(secretOrUri).searchParams.get('secret')! : secretOrUri
  const secret = given.replace(/[= ]/g, '')
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + offset))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = mac.at(-1)! & 15
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}
