import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetched, libraries } from './fetched.ts'

/** A real Postfix on this machine alone, with a queue of its own, that delivers into mailboxes in Maildir. */
export type TestPostfix = {
  readonly port: number
  /** Hands a mail over as a server of somebody else does. */
  post(from: string, to: string, raw: string): Promise<void>
  /** What lies in the mailbox of this address; that of an address outside is made by Postfix. */
  mailsOf(address: string): readonly string[]
  /** What Postfix says that it did. */
  log(): string
  close(): Promise<void>
}

const packages = ['postfix', 'libdb5.3', 'libicu72', 'libnsl2', 'libtirpc3', 'libsasl2-2', 'libssl3']
const daemons = 'usr/lib/postfix/sbin'
const nobody = 65_534
/** Users of every Debian; Postfix wants one that is its own, and a group that is nobody's. */
const [owner, group] = [
  { name: 'mail', id: 8 },
  { name: 'staff', id: 50 },
]

/**
 * Why Postfix cannot run here; null where it can. Its master starts its servers under other users, so that it runs as root
 * alone, in a container for instance.
 */
export function noPostfix(): string | null {
  if (process.getuid?.() !== 0) return 'Postfix runs as root alone'
  return findPostfix() ? null : 'Postfix is neither installed nor to be fetched: sudo apt-get install postfix'
}

/**
 * Opens it. Mail to `mailboxes` goes into these folders (Maildir), mail to anybody else of `people` into one that is made;
 * whoever else is written to at one of their domains does not exist, and Postfix reports that to the sender (RFC 3464).
 */
export async function startPostfix(options: {
  readonly mailboxes: Readonly<Record<string, string>>
  readonly people: readonly string[]
}): Promise<TestPostfix> {
  const root = findPostfix()!
  const folder = mkdtempSync(join(tmpdir(), 'sampan-postfix-'))
  const port = await freePort()
  const make = (path: string, mode: number, uid = 0, gid = 0) => {
    mkdirSync(join(folder, path), { recursive: true })
    chownSync(join(folder, path), uid, gid)
    chmodSync(join(folder, path), mode)
  }
  chmodSync(folder, 0o755)
  for (const path of ['etc', 'queue', 'queue/pid']) make(path, 0o755)
  for (const one of [
    'incoming',
    'active',
    'deferred',
    'bounce',
    'defer',
    'corrupt',
    'hold',
    'flush',
    'trace',
    'saved',
    'private',
  ])
    make(`queue/${one}`, 0o700, owner.id)
  make('queue/maildrop', 0o730, owner.id, group.id)
  make('queue/public', 0o710, owner.id, group.id)
  make('data', 0o700, owner.id)
  make('people', 0o755, nobody, nobody)
  const places = new Map([
    ...Object.entries(options.mailboxes),
    ...options.people.map((one) => [one, join(folder, 'people', one)] as const),
  ])
  writeFileSync(join(folder, 'etc/main.cf'), configured(root, folder, places))
  writeFileSync(join(folder, 'etc/master.cf'), servers(port))
  const master = spawn(join(root, daemons, 'master'), ['-c', join(folder, 'etc'), '-d'], {
    stdio: 'ignore',
    detached: true,
    env: { LD_LIBRARY_PATH: libraries(root, 'usr/lib/postfix') },
  })
  const ended = new Promise<void>((done) => master.once('exit', () => done()))
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
  while (!(await answers(port))) {
    if (master.exitCode !== null) throw new Error(`Postfix did not start.\n${log()}`)
    await new Promise((done) => setTimeout(done, 25))
  }
  return {
    port,
    post: (from, to, raw) => handOver(port, from, to, raw),
    mailsOf: (address) =>
      ['new', 'cur'].flatMap((one) => {
        const at = join(places.get(address) ?? '', one)
        return existsSync(at)
          ? readdirSync(at)
              .toSorted()
              .map((file) => readFileSync(join(at, file), 'utf8'))
          : []
      }),
    log,
    async close() {
      master.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function configured(root: string, folder: string, places: ReadonlyMap<string, string>): string {
  const domains = new Set([...places.keys()].map((one) => one.split('@')[1]))
  const maps = [...places].map(([address, place]) => `${address}=${place.slice(1)}/`)
  const lines = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    meta_directory: `${folder}/etc`,
    daemon_directory: join(root, daemons),
    command_directory: join(root, 'usr/sbin'),
    shlib_directory: join(root, 'usr/lib/postfix'),
    mail_owner: owner.name,
    setgid_group: group.name,
    default_privs: 'nobody',
    maillog_file: `${folder}/log`,
    maillog_file_prefixes: folder,
    import_environment: 'MAIL_CONFIG LD_LIBRARY_PATH LANG=C',
    export_environment: 'LD_LIBRARY_PATH',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mx.tongzhou.example',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    smtpd_peername_lookup: 'no',
    // Taken first and reported back afterwards, as a server far away does it.
    smtpd_reject_unlisted_recipient: 'no',
    default_transport: 'error:5.1.2 No way there',
    relay_transport: 'error:5.1.2 No way there',
    virtual_mailbox_domains: [...domains].join(', '),
    virtual_mailbox_base: '/',
    virtual_mailbox_maps: `inline:{ ${maps.join(', ')} }`,
    virtual_uid_maps: `static:${nobody}`,
    virtual_gid_maps: `static:${nobody}`,
  }
  return Object.entries(lines)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')
}

/** Which of its servers it starts, all of them outside a jail of files: the jail would need copies of the libraries. */
function servers(port: number): string {
  const unix = [
    'rewrite trivial-rewrite',
    'bounce bounce',
    'defer bounce',
    'trace bounce',
    'error error',
    'retry error',
  ]
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'virtual unix - n n - - virtual',
    'proxymap unix - - n - - proxymap',
    'anvil unix - - n - 1 anvil',
    'postlog unix-dgram n - n - 1 postlogd',
    ...unix.map((one) => `${one.split(' ')[0]} unix - - n - 0 ${one.split(' ')[1]}`),
    '',
  ].join('\n')
}

function findPostfix(): string | null {
  return fetched('postfix', packages, (root) => {
    const postconf = join(root, 'usr/sbin/postconf')
    if (!existsSync(join(root, daemons, 'master')) || !existsSync(postconf)) return false
    const env = { LD_LIBRARY_PATH: libraries(root, 'usr/lib/postfix') }
    return spawnSync(postconf, ['-d', 'mail_version'], { env, stdio: 'ignore' }).status === 0
  })
}

/** One mail, one recipient; lines of RFC 5321. */
async function handOver(port: number, from: string, to: string, raw: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const lines = raw.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')
  const steps = ['EHLO there.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${lines}\r\n.`, 'QUIT']
  let heard = ''
  for await (const chunk of socket) {
    heard += String(chunk)
    const last = /^(\d{3}) .*\r\n$/m.exec(heard)
    if (!last) continue
    if (Number(last[1]) >= 400) throw new Error(heard)
    heard = ''
    const next = steps.shift()
    if (next) socket.write(`${next}\r\n`)
    else socket.end()
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.end('QUIT\r\n')
      done(true)
    })
    socket.once('error', () => done(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
