import { randomUUID } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { type Context, Server, type Sftp, utils } from 'ssh2'

/** Status codes of SFTP (draft-ietf-secsh-filexfer-02, section 7). */
const status = { ok: 0, end: 1, missing: 2, unsupported: 8 }

export type TestSftp = {
  readonly port: number
  /** Name → what is in it and when it was changed; all lie in `/out`. */
  readonly files: Map<string, { text: string; modified: Date }>
  /** How often a file was opened. */
  opened: number
  close(): Promise<void>
}

/** A real SSH server with one folder, for one user. Each start has a host key of its own. */
export async function startSftp(user: string, password: string): Promise<TestSftp> {
  const files: TestSftp['files'] = new Map()
  const clients = new Set<EventEmitter & { end?: () => void }>()
  const server = new Server({ hostKeys: [hostKey()] }, (client) => {
    clients.add(client)
    client.on('error', () => {}) // a client that goes away is no matter of the server
    client.on('close', () => clients.delete(client))
    client.on('authentication', (asked: Context) => {
      if (asked.method === 'password' && asked.username === user && asked.password === password) asked.accept()
      else asked.reject(['password'])
    })
    client.on('session', (accept: () => EventEmitter) => {
      accept().on('sftp', (open: () => Sftp) => serve(open()))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const started: TestSftp = {
    port: server.address().port,
    files,
    opened: 0,
    async close() {
      for (const client of clients) client.end?.()
      await new Promise<void>((done) => server.close(done))
    },
  }
  return started

  function serve(sftp: Sftp): void {
    const handles = new Map<string, { text?: string; listed?: boolean }>()
    const take = (one: { text?: string }) => {
      const key = randomUUID()
      handles.set(key, one)
      return Buffer.from(key)
    }
    const attrsOf = ({ text, modified }: { text: string; modified: Date }) => ({
      mode: 0o100644,
      uid: 0,
      gid: 0,
      size: Buffer.byteLength(text),
      atime: modified.getTime() / 1000,
      mtime: modified.getTime() / 1000,
    })
    const folder = { mode: 0o040755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }
    const stat = (id: number, path: string) => {
      const file = files.get(path.replace('/out/', ''))
      if (path === '/out') sftp.attrs(id, folder)
      else if (file) sftp.attrs(id, attrsOf(file))
      else sftp.status(id, status.missing)
    }
    sftp.on('STAT', stat)
    sftp.on('LSTAT', stat)
    sftp.on('REALPATH', (id: number, path: string) =>
      sftp.name(id, [{ filename: path, longname: path, attrs: folder }]),
    )
    sftp.on('OPENDIR', (id: number, path: string) =>
      path === '/out' ? sftp.handle(id, take({})) : sftp.status(id, status.missing),
    )
    sftp.on('READDIR', (id: number, handle: Buffer) => {
      const open = handles.get(handle.toString())
      if (!open || open.listed) return sftp.status(id, status.end)
      open.listed = true
      const names = [...files].map(([filename, file]) => ({
        filename,
        longname: `-rw-r--r-- 1 0 0 ${file.text.length} Jan 1 00:00 ${filename}`,
        attrs: attrsOf(file),
      }))
      return names.length > 0 ? sftp.name(id, names) : sftp.status(id, status.end)
    })
    sftp.on('OPEN', (id: number, path: string) => {
      const file = files.get(path.replace('/out/', ''))
      if (!file) return sftp.status(id, status.missing)
      started.opened++
      return sftp.handle(id, take({ text: file.text }))
    })
    sftp.on('FSTAT', (id: number, handle: Buffer) => {
      const open = handles.get(handle.toString())
      sftp.attrs(id, attrsOf({ text: open?.text ?? '', modified: new Date(0) }))
    })
    sftp.on('READ', (id: number, handle: Buffer, offset: number, length: number) => {
      const bytes = Buffer.from(handles.get(handle.toString())?.text ?? '')
      if (offset >= bytes.length) return sftp.status(id, status.end)
      return sftp.data(id, bytes.subarray(offset, offset + length))
    })
    sftp.on('CLOSE', (id: number, handle: Buffer) => {
      handles.delete(handle.toString())
      sftp.status(id, status.ok)
    })
  }
}

/** Now and then ssh2 makes a key that it cannot read itself. */
function hostKey(): string {
  for (;;) {
    const made = utils.generateKeyPairSync('ed25519').private
    if (!(utils.parseKey(made) instanceof Error)) return made
  }
}
