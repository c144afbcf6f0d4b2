import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * `npm run test:first-run`: what a stranger does. A fresh clone, one `npm start` (which installs and builds), its address
 * answers; stopped; started again with the network cut off, where this machine lets us; its folder deleted. Slow, and it
 * needs a registry of npm, so it is no part of `npm test`.
 */

const root = fileURLToPath(new URL('../', import.meta.url))
const place = mkdtempSync(join(tmpdir(), 'sampan-clone-'))
const clone = join(place, 'sampan')
// Without the Node that came along: npm and Node are those of the machine.
const PATH = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules/.bin'))
  .join(':')
const env = { ...process.env, PATH, PORT: String(await freePort()), SAMPAN_DATA: join(clone, 'data') }
const say = (text: string) => process.stdout.write(`${text}\n`)

/** A network of its own has nothing but itself; whether the page answers can only be asked from inside. */
const cutOff = `ip link set lo up
(until node -e 'fetch("http://127.0.0.1:${env.PORT}/").then((r) => console.log("answers: " + r.status), () => process.exit(1))'
do sleep 1; done) &
exec npm start`

try {
  execFileSync('git', ['clone', '--quiet', root, clone])
  say(`first start: ${await started(['npm', 'start'])} s until its page answers`)
  say(`second start: ${await started(['npm', 'start'])} s`)
  if (mayCutOff()) say(`without a network: ${await started(['unshare', '--net', 'sh', '-c', cutOff], 'inside')} s`)
  else say('without a network: not tried, this machine does not let us cut it off')
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' })
  if (status !== '') throw new Error(`A start changes what was cloned:\n${status}`)
  rmSync(clone, { recursive: true })
  if (readdirSync(place).length > 0) throw new Error(`Deleting the folder leaves ${readdirSync(place).join(', ')}.`)
  say('uninstalled by deleting its folder')
} finally {
  rmSync(place, { recursive: true, force: true })
}

/** Starts, waits until the page answers, and stops it. @returns seconds until then */
async function started([program = '', ...words]: string[], where = 'outside'): Promise<number> {
  const begun = Date.now()
  const child = spawn(program, words, { cwd: clone, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes(where === 'inside' ? 'answers: 200' : 'is ready: ')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${said}`)))
  })
  await ready
  if (where === 'outside') {
    const { status } = await fetch(`http://127.0.0.1:${env.PORT}/`)
    if (status !== 200) throw new Error(`Its page answers ${status}.`)
  }
  const seconds = Math.round((Date.now() - begun) / 1_000)
  const exit = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid!, 'SIGINT')
  await exit
  return seconds
}

function mayCutOff(): boolean {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
