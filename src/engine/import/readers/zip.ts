import { type FileHandle, open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { defaultArchiveLimits } from './limits.ts'
import { unreadable } from './refusals.ts'

type Entry = { method: number; packed: number; size: number; at: number }

/** A zip archive on disk, read by its central directory (APPNOTE 4.3.12): only the parts that are asked for are unpacked. */
export class Zip {
  readonly entries: ReadonlyMap<string, Entry>
  private readonly path: string

  private constructor(path: string, entries: Map<string, Entry>) {
    this.path = path
    this.entries = entries
  }

  static async open(path: string): Promise<Zip> {
    const file = await open(path)
    try {
      return new Zip(path, await readDirectory(file))
    } finally {
      await file.close()
    }
  }

  /** A part in memory; refuses when it is larger than `limit` bytes, whatever it says of itself. */
  async read(name: string, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of this.stream(name, limit)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** A part unpacked piece by piece. */
  async *stream(name: string, limit: number): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name)
    if (!entry || (entry.method !== 0 && entry.method !== 8)) throw unreadable.damaged()
    const { calmBytes, ratio } = defaultArchiveLimits
    if (entry.size > limit || (entry.size > calmBytes && entry.size > entry.packed * ratio)) throw unreadable.tooLarge()
    const file = await open(this.path)
    try {
      yield* this.#unpack(file, entry)
    } finally {
      await file.close()
    }
  }

  async *#unpack(file: FileHandle, entry: Entry): AsyncGenerator<Buffer> {
    const local = Buffer.alloc(30)
    await file.read(local, 0, 30, entry.at)
    if (local.readUInt32LE(0) !== 0x04034b50) throw unreadable.damaged()
    const start = entry.at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
    if (entry.packed === 0) return
    const packed = file.createReadStream({
      start,
      end: start + entry.packed - 1,
      autoClose: false,
      highWaterMark: 1 << 17,
    })
    const unpacked = entry.method === 0 ? packed : packed.pipe(createInflateRaw({ chunkSize: 1 << 17 }))
    packed.on('error', (error) => unpacked.destroy(error))
    let size = 0
    try {
      for await (const chunk of unpacked as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > entry.size) throw unreadable.damaged()
        yield chunk
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw unreadable.damaged()
      throw error
    } finally {
      packed.destroy()
      unpacked.destroy()
    }
    if (size !== entry.size) throw unreadable.damaged()
  }
}

async function readDirectory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat()
  const tail = Buffer.alloc(Math.min(size, 65_557))
  await file.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > tail.length) throw unreadable.damaged()
  const length = tail.readUInt32LE(end + 12)
  const from = tail.readUInt32LE(end + 16)
  // 0xffffffff would be ZIP64: a workbook beyond 4 GB
  if (from === 0xffffffff || from + length > size || length > 64_000_000) throw unreadable.tooLarge()
  const directory = Buffer.alloc(length)
  await file.read(directory, 0, length, from)
  const entries = new Map<string, Entry>()
  for (let at = 0; at + 46 <= length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const [name, extra, comment] = [28, 30, 32].map((o) => directory.readUInt16LE(at + o)) as [number, number, number]
    entries.set(directory.toString('utf8', at + 46, at + 46 + name).replaceAll('\\', '/'), {
      method: directory.readUInt16LE(at + 8) & 1 ? 99 : directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    })
    at += 46 + name + extra + comment
  }
  return entries
}
