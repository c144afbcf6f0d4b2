import iconv from 'iconv-lite'
import { unreadable } from './refusals.ts'

/** A record of a workbook stream with what continues it ([MS-XLS] 2.1.4). */
export type BiffRecord = { readonly type: number; readonly at: number; readonly parts: readonly Buffer[] }

const continued = 0x3c

/** The records of a stream from a place on. A record that is cut short ends the reading as damaged. */
export function* biffRecords(stream: Buffer, from: number): Generator<BiffRecord> {
  for (let at = from; at + 4 <= stream.length; ) {
    const start = at
    const type = stream.readUInt16LE(at)
    const parts: Buffer[] = []
    do {
      const length = stream.readUInt16LE(at + 2)
      if (at + 4 + length > stream.length) throw unreadable.damaged()
      parts.push(stream.subarray(at + 4, at + 4 + length))
      at += 4 + length
    } while (at + 4 <= stream.length && stream.readUInt16LE(at) === continued)
    yield { type, at: start, parts }
  }
}

/** Reads numbers and texts over the borders of continued records; beyond the end of the last there is only damage. */
export class BiffReader {
  #part = 0
  #at = 0
  readonly #parts: readonly Buffer[]

  constructor(parts: readonly Buffer[], at = 0) {
    this.#parts = parts
    this.skip(at)
  }

  u8(): number {
    return this.#bytes(1)[0]!
  }

  u16(): number {
    return this.#bytes(2).readUInt16LE(0)
  }

  u32(): number {
    return this.#bytes(4).readUInt32LE(0)
  }

  skip(count: number): void {
    for (let left = count; left > 0; ) {
      const here = Math.min(left, this.#left())
      this.#at += here
      left -= here
      if (left > 0) this.#next()
    }
  }

  /**
   * A text of so many characters, its flags before it ([MS-XLS] 2.5.293): one byte a character or two, and where a new
   * record continues it, that is said again. Formatting and phonetic marks behind it are passed over.
   */
  text(count: number): string {
    const flags = this.u8()
    const runs = flags & 8 ? this.u16() : 0
    const phonetic = flags & 4 ? this.u32() : 0
    let wide = (flags & 1) === 1
    let text = ''
    for (let left = count; left > 0; ) {
      if (this.#left() === 0) {
        this.#next()
        wide = (this.u8() & 1) === 1
      }
      const size = wide ? 2 : 1
      const here = Math.min(left, Math.floor(this.#left() / size))
      if (here === 0) throw unreadable.damaged()
      text += this.#bytes(here * size).toString(wide ? 'utf16le' : 'latin1')
      left -= here
    }
    this.skip(runs * 4 + phonetic)
    return text
  }

  /** A text of the time before Unicode, in the code page of the workbook. */
  bytes(count: number, codePage: string): string {
    return iconv.decode(this.#bytes(count), codePage)
  }

  #left(): number {
    return (this.#parts[this.#part]?.length ?? 0) - this.#at
  }

  #next(): void {
    if (this.#part >= this.#parts.length - 1) throw unreadable.damaged()
    this.#part++
    this.#at = 0
  }

  #bytes(count: number): Buffer {
    if (this.#left() === 0 && count > 0) this.#next()
    const part = this.#parts[this.#part]!
    if (this.#left() >= count) {
      this.#at += count
      return part.subarray(this.#at - count, this.#at)
    }
    const first = part.subarray(this.#at)
    this.#next()
    return Buffer.concat([first, this.#bytes(count - first.length)])
  }
}
