import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetched, libraries } from './fetched.ts'

/** A mailbox on a real IMAP server: Dovecot's, one process of it for each connection. */
export type TestImap = {
  readonly port: number
  /** Where its mail lies, in Maildir. */
  readonly folder: string
  /** Puts a mail into a folder as a delivery would. */
  deliver(raw: string | Buffer, folder?: string): void
  /** How many mails lie in a folder. */
  count(folder?: string): number
  /** The mail that came into a folder last, as it lies there. */
  last(folder?: string): string
  /** Throws a folder away with all that the server knows of it: it counts anew (UIDVALIDITY). */
  recount(folder?: string): void
  /** Cuts every connection. */
  cut(): void
  /** Cuts each connection after so many bytes of answers; null to stop that. */
  cutAfter(bytes: number | null): void
  close(): Promise<void>
}

const packages = ['dovecot-core', 'dovecot-imapd', 'libexttextcat-2.0-0', 'liblua5.4-0', 'libwrap0']
const nobody = 65_534

/** Opens a mailbox of which `user` and `password` are the key. */
export async function startImap({ user, password }: { user: string; password: string }): Promise<TestImap> {
  const root = findDovecot()
  const folder = mkdtempSync(join(tmpdir(), 'sampan-imap-'))
  const mail = join(folder, 'mail')
  const asRoot = process.getuid?.() === 0
  for (const path of [mail, ...['cur', 'new', 'tmp'].map((one) => join(mail, one))]) {
    mkdirSync(path)
    if (asRoot) chownSync(path, nobody, nobody)
  }
  chmodSync(folder, 0o755)
  const configuration = join(folder, 'dovecot.conf')
  writeFileSync(configuration, configured(folder, mail))
  let most: number | null = null
  const open = new Map<Socket, ChildProcess | null>()
  const server = createServer((socket) => {
    open.set(socket, null)
    socket.on('error', () => {})
    socket.on('close', () => {
      open.get(socket)?.kill()
      open.delete(socket)
    })
    greet(socket, { user, password }, () => {
      const imap = spawn(
        join(root, 'usr/bin/doveconf'),
        ['-c', configuration, '-m', 'imap', '-e', join(root, 'usr/lib/dovecot/imap')],
        {
          stdio: ['pipe', 'pipe', 'ignore'],
          env: {
            USER: 'nobody',
            HOME: mail,
            LD_LIBRARY_PATH: libraries(root, 'usr/lib/dovecot'),
          },
          ...(asRoot ? { uid: nobody, gid: nobody } : {}),
        },
      )
      open.set(socket, imap)
      imap.stdin.on('error', () => {})
      imap.on('exit', () => socket.end())
      socket.pipe(imap.stdin)
      let greeted = false
      let sent = 0
      imap.stdout.on('data', (chunk: Buffer) => {
        // Whoever has signed in has been greeted already.
        const answer = greeted ? chunk : chunk.subarray(chunk.indexOf('\n') + 1)
        greeted = true
        sent += answer.length
        if (most !== null && sent > most) socket.destroy()
        else socket.write(answer)
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  let delivered = 0
  const place = (name: string) => (name === 'INBOX' ? mail : join(mail, `.${name}`))
  return {
    port: (server.address() as AddressInfo).port,
    folder: mail,
    deliver(raw, name = 'INBOX') {
      const at = place(name)
      for (const path of [at, ...['cur', 'new', 'tmp'].map((one) => join(at, one))])
        if (!existsSync(path)) {
          mkdirSync(path)
          if (asRoot) chownSync(path, nobody, nobody)
        }
      const file = join(at, 'new', `${Date.now()}.${String(delivered++).padStart(6, '0')}.test`)
      writeFileSync(file, raw)
      if (asRoot) chownSync(file, nobody, nobody)
    },
    count: (name = 'INBOX') =>
      ['cur', 'new'].reduce((sum, one) => {
        const at = join(place(name), one)
        return sum + (existsSync(at) ? readdirSync(at).length : 0)
      }, 0),
    last(name = 'INBOX') {
      const files = ['cur', 'new'].flatMap((one) => {
        const at = join(place(name), one)
        return existsSync(at) ? readdirSync(at).map((file) => join(at, file)) : []
      })
      const [newest] = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
      return newest ? readFileSync(newest, 'latin1') : ''
    },
    recount(name = 'INBOX') {
      for (const file of readdirSync(place(name)))
        if (file.startsWith('dovecot')) rmSync(join(place(name), file), { recursive: true })
    },
    cut() {
      for (const socket of open.keys()) socket.destroy()
    },
    cutAfter(bytes) {
      most = bytes
    },
    async close() {
      for (const socket of open.keys()) socket.destroy()
      await new Promise((done) => server.close(done))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Who signs in is asked here, as Dovecot has a process of its own for that; then the connection is the server's. */
function greet(socket: Socket, key: { user: string; password: string }, signedIn: () => void): void {
  socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
  let line = ''
  const hear = (chunk: Buffer) => {
    line += chunk.toString('latin1')
    for (let end = line.indexOf('\r\n'); end >= 0; end = line.indexOf('\r\n')) {
      const said = line.slice(0, end)
      const [tag = '', verb = ''] = said.split(' ')
      line = line.slice(end + 2)
      if (verb.toUpperCase() !== 'LOGIN') {
        if (verb.toUpperCase() === 'CAPABILITY') socket.write('* CAPABILITY IMAP4rev1\r\n')
        if (verb.toUpperCase() === 'LOGOUT') socket.write('* BYE\r\n')
        socket.write(`${tag} OK done\r\n`)
        continue
      }
      const [, , user, password] = said.match(/"[^"]*"|\S+/g)!.map((one) => one.replace(/^"|"$/g, ''))
      if (user !== key.user || password !== key.password) {
        socket.write(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n`)
        continue
      }
      socket.off('data', hear)
      signedIn()
      socket.write(`${tag} OK Logged in\r\n`)
      return
    }
  }
  socket.on('data', hear)
}

function configured(folder: string, mail: string): string {
  const boxes = [
    ['Sent', '\\Sent'],
    ['Junk', '\\Junk'],
  ].map(([name, use]) => `  mailbox ${name} {\n    special_use = ${use}\n    auto = create\n  }`)
  return `mail_location = maildir:${mail}
log_path = ${folder}/log
ssl = no
first_valid_uid = 1
mailbox_idle_check_interval = 1 secs
base_dir = ${folder}
state_dir = ${folder}
namespace inbox {
  inbox = yes
  separator = /
${boxes.join('\n')}
}
`
}

function findDovecot(): string {
  const found = fetched(
    'dovecot',
    packages,
    (root) => existsSync(join(root, 'usr/lib/dovecot/imap')) && existsSync(join(root, 'usr/bin/doveconf')),
  )
  if (!found) throw new Error('The stories of mail need Dovecot. Install it: sudo apt-get install dovecot-imapd')
  return found
}
