import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { basename, join, posix, resolve } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import type { FeedSource } from '#kernel/api-feeds.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { allowedFolders, fits, isInside } from './source.ts'

/** A file that a feed found. `read` may be called once, before the next file is asked for. */
export type FeedFound = { readonly name: string; readonly modified: Date | null; read(): Promise<Readable> }

export type FeedParts = { readonly dataFolder: string; readonly outbound: Outbound }

/** A file that was written to a moment ago may not be whole yet. */
const settleMs = 10_000
const mostFiles = 50
const mostBytes = 2_000_000_000
const patienceMs = 20_000

/**
 * Finds the files of a source, the oldest first. Refuses a place that may not be read or cannot be reached.
 * @param known told the key of an SFTP host that was not known yet
 */
export function findFiles(
  parts: FeedParts,
  source: FeedSource,
  secret: string | null,
  known: (hostKey: string) => Promise<void>,
): AsyncGenerator<FeedFound> {
  if (source.kind === 'folder') return inFolder(parts, source)
  return source.kind === 'sftp' ? bySftp(parts, source, secret, known) : fromUrl(parts, source, secret)
}

async function* inFolder(
  { dataFolder }: FeedParts,
  source: FeedSource & { kind: 'folder' },
): AsyncGenerator<FeedFound> {
  const folders = await Promise.all(allowedFolders(dataFolder).map((path) => realpath(path).catch(() => path)))
  const folder = await realpath(resolve(folders[0]!, source.path)).catch(() => null)
  if (!folder || !isInside(folder, folders))
    throw refuse(
      'invalid',
      'source.path',
      {
        en: 'There is no such folder, or feeds may not read it. Put it below the folder ‘feeds’ of the data folder.',
        zh: '没有这个文件夹，或不允许读取。请放在数据目录的 feeds 文件夹之下。',
      },
      'no-such-folder',
    )
  const found = []
  for (const name of await readdir(folder)) {
    if (!fits(name, source.pattern)) continue
    const stat = await lstat(join(folder, name))
    if (stat.isFile() && Date.now() - stat.mtimeMs >= settleMs) found.push({ name, modified: stat.mtime })
  }
  found.sort((a, b) => a.modified.getTime() - b.modified.getTime() || a.name.localeCompare(b.name))
  for (const { name, modified } of found.slice(0, mostFiles))
    yield { name, modified, read: async () => bounded(createReadStream(join(folder, name))) }
}

async function* bySftp(
  { outbound }: FeedParts,
  source: FeedSource & { kind: 'sftp' },
  secret: string | null,
  known: (hostKey: string) => Promise<void>,
): AsyncGenerator<FeedFound> {
  const { host, port, user } = source
  // the one outbound client decides where the connection may go
  const sock = await outbound.connect(host, port, { timeoutMs: patienceMs, field: 'source.host' })
  const { default: SftpClient } = await import('ssh2-sftp-client') // in memory only where a feed comes that way
  const client = new SftpClient()
  client.on('error', () => {}) // what fails says so where it is awaited
  let seen = ''
  try {
    await client
      .connect({
        sock,
        host,
        port,
        username: user,
        ...(secret?.includes('PRIVATE KEY') ? { privateKey: secret } : { password: secret ?? '' }),
        readyTimeout: patienceMs,
        hostVerifier(key) {
          seen = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
          return source.hostKey === undefined || source.hostKey === seen
        },
      })
      .catch((error: unknown) => {
        throw source.hostKey !== undefined && seen !== '' && seen !== source.hostKey ? otherHost(seen) : failed(error)
      })
    if (source.hostKey === undefined) await known(seen)
    const list = await client.list(source.path).catch((error: unknown) => {
      throw failed(error)
    })
    const found = list
      .filter(({ type, name }) => type === '-' && fits(name, source.pattern))
      .filter(({ modifyTime }) => Date.now() - modifyTime >= settleMs)
      .sort((a, b) => a.modifyTime - b.modifyTime || a.name.localeCompare(b.name))
    for (const { name, modifyTime } of found.slice(0, mostFiles))
      yield {
        name: basename(name),
        modified: new Date(modifyTime),
        read: async () => bounded(client.createReadStream(posix.join(source.path, name))),
      }
  } finally {
    await client.end().catch(() => {}) // a connection that is gone already has ended
    sock.destroy()
  }
}

async function* fromUrl(
  { outbound }: FeedParts,
  { url, user }: FeedSource & { kind: 'url' },
  secret: string | null,
): AsyncGenerator<FeedFound> {
  const authorization = secret
    ? user
      ? `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
      : `Bearer ${secret}`
    : null
  yield {
    name: decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '').slice(0, 200) || 'feed.csv',
    modified: null,
    async read() {
      const { status, body } = await outbound.stream(url, {
        ...(authorization ? { headers: { authorization } } : {}),
        maxBytes: mostBytes,
        timeoutMs: 600_000,
        field: 'source.url',
      })
      if (status >= 200 && status < 300) return body
      body.destroy()
      throw refuse(
        'invalid',
        'source.url',
        { en: `The address answers ${status}.`, zh: `该网址返回 ${status}。` },
        'unreachable',
      )
    },
  }
}

function bounded(stream: Readable): Readable {
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > mostBytes) done(refuse('malformed', 'file', { en: 'This file is too large.', zh: '文件过大。' }))
      else done(null, chunk)
    },
  })
  stream.on('error', (error) => counted.destroy(error instanceof Refusal ? error : failed(error)))
  return stream.pipe(counted)
}

function otherHost(seen: string): Refusal {
  return refuse(
    'invalid',
    'source.hostKey',
    {
      en: `The server shows another key than before (${seen}). If it was replaced, save the new key with the feed.`,
      zh: `服务器的密钥与之前不同（${seen}）。如确已更换，请在来源中保存新密钥。`,
    },
    'host-key',
  )
}

/** What the other side says is for nobody's eyes but by its kind: no address, no path of the server. */
function failed(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const text = String((error as Error | null)?.message ?? '')
  const denied = /auth/i.test(text)
  const missing = /no such|not exist/i.test(text)
  return refuse(
    'invalid',
    denied ? 'secret' : missing ? 'source.path' : 'source.host',
    denied
      ? {
          en: 'The server does not accept the user name and password or key.',
          zh: '服务器不接受该用户名与密码或密钥。',
        }
      : missing
        ? { en: 'There is no such folder on the server.', zh: '服务器上没有这个文件夹。' }
        : { en: 'The server cannot be reached or broke off.', zh: '无法连接服务器，或连接中断。' },
    denied ? 'denied' : missing ? 'no-such-folder' : 'unreachable',
  )
}
