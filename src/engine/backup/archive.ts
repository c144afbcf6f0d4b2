import { createReadStream, createWriteStream } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import { Refusal, refuse } from '#kernel/problem.ts'

/** A portable archive under way: a tar in gzip, readable by every system. */
export type ArchiveWriter = {
  add(name: string, bytes: Buffer): Promise<void>
  /** Adds a file of known size without holding it in memory. */
  addStream(name: string, size: number, bytes: Readable): Promise<void>
  end(): Promise<void>
  abort(error: Error): Promise<void>
}

/** Writes an archive that only its owner may read: it holds everything, secrets included. */
export function writeArchive(path: string, at: Date): ArchiveWriter {
  return packArchive(createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }), at)
}

/** Writes an archive into a stream, no faster than it is taken. */
export function packArchive(into: Writable, at: Date): ArchiveWriter {
  const tar = pack()
  const written = pipeline(tar, createGzip({ level: 3 }), into)
  written.catch(() => {}) // told by whoever adds or ends
  const failed = written.then(() => new Promise<never>(() => {}))
  const added = (name: string, size: number, feed: (sink: NodeJS.WritableStream) => unknown) =>
    Promise.race([
      failed,
      new Promise<void>((done, fail) => {
        const sink = tar.entry({ name, size, mtime: at, mode: 0o600 }, (error) => (error ? fail(error) : done()))
        feed(sink as unknown as NodeJS.WritableStream)
      }),
    ])
  return {
    add: (name, bytes) => added(name, bytes.length, (sink) => sink.end(bytes)),
    addStream: (name, size, bytes) => added(name, size, (sink) => bytes.pipe(sink)),
    async end() {
      tar.finalize()
      await written
    },
    async abort(error) {
      tar.destroy(error)
      await written.catch(() => {})
    },
  }
}

/** The entries of an archive in their order, each to be read before the next. Refuses what is no archive or was cut short. */
export async function* readArchive(path: string): AsyncGenerator<{ name: string; size: number; bytes: Readable }> {
  const tar = extract()
  const read = pipeline(createReadStream(path), createGunzip(), tar)
  read.catch((error: Error) => tar.destroy(error))
  try {
    for await (const part of tar) {
      yield { name: part.header.name, size: part.header.size ?? 0, bytes: part as unknown as Readable }
      part.resume()
    }
    await read
  } catch (error) {
    throw damaged(path, error)
  }
}

/** What a broken archive says to whoever reads it, in words; every other error as it is. */
export function damaged(path: string, error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string }
  const broken =
    code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || /tar|end of (data|file)/i.test(message)
  if (!broken || error instanceof Refusal) return error
  return refuse('invalid', null, {
    en: `${path} is damaged or was cut short (${message}).`,
    zh: `${path} 已损坏或不完整（${message}）。`,
  })
}

/** All of a small entry. */
export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
