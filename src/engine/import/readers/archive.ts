import type { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from 'yauzl'
import { type ArchiveLimits, defaultArchiveLimits } from './limits.ts'
import { unreadable } from './refusals.ts'

/** A file in an archive. `path` is as its maker wrote it and never becomes a place on our disk. */
export type ArchiveFile = { readonly path: string; readonly size: number; open(): Promise<Readable> }

/** An archive on disk: what is in it is known, nothing is unpacked yet. */
export type Archive = { readonly files: readonly ArchiveFile[]; close(): void }

/**
 * Opens a ZIP archive by its directory. Folders and what systems leave behind (`__MACOSX`, `.DS_Store`) are passed over.
 * Names without the UTF-8 flag are UTF-8 where they can be, else GB18030. Refuses protected and damaged archives, paths
 * that lead out, and what would unpack to more than `limits`; a file that lies about its size ends its stream.
 */
export async function openArchive(path: string, limits: ArchiveLimits = defaultArchiveLimits): Promise<Archive> {
  const zip = await asRefusal(() => openPromise(path, { lazyEntries: true, decodeStrings: false, autoClose: false }))
  try {
    return { files: await asRefusal(() => list(zip, limits)), close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function list(zip: ZipFile, limits: ArchiveLimits): Promise<ArchiveFile[]> {
  if (zip.entryCount > limits.files) throw unreadable.tooManyFiles(limits.files)
  const files: ArchiveFile[] = []
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry)
    if (name.includes('\0') || validateFileName(name.replaceAll('\\', '/')) !== null) throw unreadable.path(name)
    total += entry.uncompressedSize
    const bomb = (size: number, packed: number) => size > limits.calmBytes && size > packed * limits.ratio
    // Entries that overlap share their packed bytes, so that all of them together are held against the archive.
    if (total > limits.bytes || bomb(entry.uncompressedSize, entry.compressedSize) || bomb(total, zip.fileSize))
      throw unreadable.tooLarge()
    if (name.endsWith('/') || isLitter(name)) continue
    if (entry.isEncrypted()) throw unreadable.encrypted()
    const open = () => asRefusal(() => zip.openReadStreamPromise(entry))
    files.push({ path: name.replaceAll('\\', '/'), size: entry.uncompressedSize, open })
  }
  return files
}

function nameOf(entry: Entry): string {
  const { generalPurposeBitFlag: flags, fileNameRaw: raw, extraFields } = entry
  // bit 11: UTF-8; field 0x7075: a UTF-8 name beside the other
  if (flags & 0x800 || extraFields.some((field) => field.id === 0x7075))
    return getFileNameLowLevel(flags, raw, extraFields, false)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return iconv.decode(raw, 'gb18030')
  }
}

function isLitter(name: string): boolean {
  const last = name.split('/').at(-1)!
  return name.startsWith('__MACOSX/') || last.startsWith('.') || /^(?:thumbs\.db|desktop\.ini)$/i.test(last)
}

/** What the library says of a broken archive, in our words. */
export async function asRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    if (error instanceof Error && (code === null ? error.constructor === Error : code.startsWith('Z_')))
      throw unreadable.damaged()
    throw error
  }
}
