import { unreadable } from './refusals.ts'

/** The streams of a compound file by name; nothing is copied until one is asked for. */
export type Compound = { readonly names: readonly string[]; read(name: string): Buffer }

const endOfChain = 0xfffffffa // from here on numbers are marks, not sectors

/**
 * Opens a compound file ([MS-CFB]), the container of old office files. Every chain is followed once at most, so that a
 * crafted file ends in a refusal and not in a circle. Storages are not told apart: names are those of the entries.
 */
export function openCompound(bytes: Buffer): Compound {
  if (bytes.length < 512) throw unreadable.damaged()
  const sectorSize = 1 << bytes.readUInt16LE(30)
  const miniSize = 1 << bytes.readUInt16LE(32)
  if ((sectorSize !== 512 && sectorSize !== 4096) || miniSize !== 64) throw unreadable.damaged()
  const sectors = Math.ceil((bytes.length - sectorSize) / sectorSize)
  const sector = (n: number) => bytes.subarray((n + 1) * sectorSize, (n + 2) * sectorSize)
  const fat = readFat()
  const directory = Buffer.concat(chain(bytes.readUInt32LE(48), fat, sectors).map(sector))
  const entries = Array.from({ length: Math.floor(directory.length / 128) }, (_, i) => entryAt(i * 128))
  const root = entries.find((entry) => entry.type === 5)
  const miniStream = root ? stream(root.start, root.size) : Buffer.alloc(0)
  const miniFat = numbers(Buffer.concat(chain(bytes.readUInt32LE(60), fat, sectors).map(sector)))
  const streams = new Map(entries.filter((entry) => entry.type === 2).map((entry) => [entry.name, entry]))
  return {
    names: [...streams.keys()],
    read(name) {
      const entry = streams.get(name)
      if (!entry) throw unreadable.damaged()
      const { start, size } = entry
      if (size >= bytes.readUInt32LE(56)) return stream(start, size)
      const minis = chain(start, miniFat, Math.ceil(miniStream.length / miniSize))
      return whole(Buffer.concat(minis.map((n) => miniStream.subarray(n * miniSize, (n + 1) * miniSize))), size)
    },
  }

  function readFat(): number[] {
    const places = numbers(bytes.subarray(76, 512))
    const per = sectorSize / 4 - 1
    let next = bytes.readUInt32LE(68)
    for (let seen = 0; next < endOfChain && seen <= sectors; seen++) {
      const more = numbers(sector(next))
      if (more.length <= per) throw unreadable.damaged()
      places.push(...more.slice(0, per))
      next = more[per]!
    }
    return places.filter((n) => n < sectors).flatMap((n) => numbers(sector(n)))
  }

  function entryAt(at: number) {
    const length = Math.min(directory.readUInt16LE(at + 64), 64)
    return {
      name: directory.toString('utf16le', at, at + Math.max(0, length - 2)),
      type: directory[at + 66]!,
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120),
    }
  }

  function stream(start: number, size: number): Buffer {
    return whole(Buffer.concat(chain(start, fat, sectors).map(sector)), size)
  }
}

function whole(data: Buffer, size: number): Buffer {
  if (data.length < size) throw unreadable.damaged()
  return data.subarray(0, size)
}

function chain(start: number, next: readonly number[], count: number): number[] {
  const list: number[] = []
  for (let at = start; at < endOfChain; at = next[at] ?? endOfChain) {
    if (at >= count || list.length >= count) throw unreadable.damaged()
    list.push(at)
  }
  return list
}

function numbers(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readUInt32LE(i * 4))
}
