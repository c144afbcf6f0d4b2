import type { MailAttachment } from '#kernel/mail.ts'

const signature = 0x223e9f78
/** Each file begins with how it is drawn. */
const begin = 0x9002
const title = 0x8010
const data = 0x800f

/**
 * The files in a `winmail.dat`, as Outlook packs them (MS-OXTNEF §2.1.3): a signature and a key, then attributes of level,
 * id, length, bytes and a sum of two bytes. None where it is something else or broken.
 */
export function unpackTnef(bytes: Uint8Array): MailAttachment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 6 || view.getUint32(0, true) !== signature) return []
  const found: { name: string; content: Uint8Array }[] = []
  for (let at = 6; at + 11 <= bytes.length; ) {
    const id = view.getUint16(at + 1, true)
    const length = view.getUint32(at + 5, true)
    const value = bytes.subarray(at + 9, at + 9 + length)
    if (value.length < length) break
    if (id === begin) found.push({ name: 'attachment', content: new Uint8Array() })
    const last = found.at(-1)
    if (last && id === data) last.content = value
    if (last && id === title)
      last.name = new TextDecoder('gb18030').decode(value).replaceAll('\0', '').trim() || last.name
    at += 9 + length + 2
  }
  return found.map((one) => ({ ...one, mimeType: 'application/octet-stream', contentId: null }))
}
