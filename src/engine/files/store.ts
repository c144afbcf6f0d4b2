import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { refuse } from '#kernel/problem.ts'

/** Bytes by their SHA-256: the same bytes lie here once, whoever put them, and never change. */
export type FileStore = {
  /**
   * Takes bytes in; answers their hash and how many they were. Half a file never gets a name: what its reader cut off
   * because it is too large is refused at once, without waiting for the rest.
   */
  put(bytes: Readable): Promise<{ sha256: string; size: number }>
  /** The bytes of a hash; null where there are none. */
  open(sha256: string): Readable | null
  readonly folder: string
}

/** Opens the store in a folder; makes it where it is missing. */
export function openFileStore(folder: string): FileStore {
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming, { recursive: true })
  const placeOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a SHA-256.')
    return join(folder, sha256.slice(0, 2), sha256)
  }
  return {
    folder,
    async put(bytes) {
      const draft = join(incoming, randomUUID())
      const digest = createHash('sha256')
      let size = 0
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          digest.update(chunk)
          size += chunk.length
          done(null, chunk)
        },
      })
      bytes.once('limit', () => bytes.destroy(tooLarge()))
      try {
        await pipeline(bytes, measure, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }))
        if ('truncated' in bytes && bytes.truncated) throw tooLarge()
        const sha256 = digest.digest('hex')
        mkdirSync(join(folder, sha256.slice(0, 2)), { recursive: true })
        renameSync(draft, placeOf(sha256))
        return { sha256, size }
      } finally {
        rmSync(draft, { force: true })
      }
    },
    open: (sha256) => (existsSync(placeOf(sha256)) ? createReadStream(placeOf(sha256)) : null),
  }
}

function tooLarge() {
  return refuse('malformed', 'file', { en: 'This file is too large.', zh: '文件过大。' }, 'too-large')
}
