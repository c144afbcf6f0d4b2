import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

/*
 * The first run as a stranger has it: `npm start` and the commands beside it, on a folder of its own, with a home and a
 * place for temporary files that are watched. `npm run test:first-run` does the same on a fresh clone without a network.
 */

const root = fileURLToPath(new URL('../', import.meta.url))
const run = promisify(execFile)
const place = mkdtempSync(join(tmpdir(), 'sampan-first-run-'))
const [home, temporary, data] = [join(place, 'home'), join(place, 'tmp'), join(place, 'data')]
const [email, password] = ['first@example.com', 'password-1234']

let port: number
let server: ChildProcess
let said: string
let link: URL

beforeAll(async () => {
  mkdirSync(home)
  mkdirSync(temporary, { mode: 0o777 })
  port = await freePort()
  server = spawn(process.execPath, [join(root, 'bin/start.ts'), '--port', String(port)], {
    cwd: root,
    env: environment({ SAMPAN_DATTA: 'a slip' }),
    stdio: 'pipe',
  })
  said = await untilReady(server)
  link = new URL(/http:\S+\/setup\?token=\S+/.exec(said)![0])
})
afterAll(async () => {
  await ended(server)
  rmSync(place, { recursive: true })
})

test('a start tells where the data lies, the link to set up and, last, the address; a slip in a variable is told', () => {
  expect(said).toContain(`Data: ${data}`)
  expect(said).toContain('SAMPAN_DATTA is no setting of Sampan and does nothing. Did you mean SAMPAN_DATA?')
  expect(said.trim().split('\n').at(-1)).toBe(`Sampan 同舟 is ready: http://127.0.0.1:${port}`)
  expect(said).not.toMatch(/password/i)
})

test('a busy port, and a folder that is in use, are one sentence with what to do, and no trace of the program', async () => {
  for (const [there, folder, sentence] of [
    [
      port,
      join(place, 'other'),
      new RegExp(`^Port ${port} is taken by node \\(process ${server.pid}\\)\\. .* PORT=\\d+ npm start$`, 'm'),
    ],
    [await freePort(), data, /^Another Sampan \(process \d+\) .*/m],
  ] as const) {
    const start = run(process.execPath, [join(root, 'bin/start.ts'), '--port', String(there), '--data', folder], {
      env: environment(),
    })
    const refused = (await start.catch((error: unknown) => error)) as { code: number; stderr: string }
    expect(refused.code, refused.stderr).toBe(1)
    expect(refused.stderr).toMatch(sentence)
    expect(refused.stderr).not.toMatch(/\n\s+at /)
  }
  expect(existsSync(join(place, 'other'))).toBe(false)
})

test('the page speaks on plain http: nothing of it asks for encryption', async () => {
  const page = await fetch(new URL('/', link))
  expect(page.status).toBe(200)
  expect(page.headers.get('strict-transport-security')).toBeNull()
  expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
})

test('four answers set a company up, once; the link is of no use to a second reader', async () => {
  const answers = {
    company: '远航',
    name: '林',
    email,
    password,
    timeZone: 'Asia/Taipei',
    language: 'zh-TW',
    sample: false,
  }
  const body = { token: link.searchParams.get('token'), ...answers }
  expect((await post('/api/setup', { ...body, token: 'guessed' })).status).not.toBe(200)
  const done = await post('/api/setup', body)
  expect(done.ok, await done.text()).toBe(true)
  expect((await post('/api/setup', { ...body, email: 'second@example.com' })).ok).toBe(false)
})

test('the administrator signs in without encryption, closes the list of first steps for good, and sees the backups', async () => {
  const cookie = await signIn(password)
  const api = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, link), {
      ...init,
      headers: { cookie, 'content-type': 'application/json', origin: link.origin },
    })
  const kept = await api('/api/v1/me/preferences/started', { method: 'PATCH', body: '{"value":"closed"}' })
  expect(kept.status).toBe(204)
  expect(await (await api('/api/v1/me/preferences')).json()).toMatchObject({ started: 'closed' })
  const health = await (await api('/api/v1/health')).json()
  expect(health.backups).toMatchObject({ on: true, failedAt: null })
  expect(health.checks.filter((one: { state: string }) => one.state === 'wrong')).toEqual([])
})

test('the report of doctor may be pasted anywhere: it names disk, clock, address and backups, and no secret', async () => {
  const { stdout } = await sampan('doctor')
  for (const check of ['version', 'database', 'disk', 'clock', 'address', 'backups']) expect(stdout).toContain(check)
  for (const file of ['secret', 'key']) expect(stdout).not.toContain(readFileSync(join(data, file), 'utf8').trim())
  expect(stdout).not.toContain(email)
})

test('a forgotten password is mended from the command line, by the settings that the server has', async () => {
  const { stdout } = await sampan('user', 'reset-password', email)
  const fresh = stdout.trim().split('\n').at(-1)!
  expect(fresh.length).toBeGreaterThanOrEqual(8)
  await expect(signIn(password)).rejects.toThrow()
  await signIn(fresh)
})

test('all of it goes out as one file, and comes back in an empty folder', async () => {
  const file = join(place, 'all.sampan')
  await sampan('backup', file)
  await run(process.execPath, [join(root, 'bin/sampan.ts'), 'restore', file, '--data', join(place, 'again'), '--yes'], {
    env: environment({ SAMPAN_DATA: join(place, 'again') }),
  })
  expect(readFileSync(join(place, 'again', 'key'), 'utf8')).toBe(readFileSync(join(data, 'key'), 'utf8'))
})

test('uninstalling is stopping it and deleting one folder: nothing lies elsewhere, nothing goes on running', async () => {
  await ended(server)
  expect(readdirSync(home)).toEqual([])
  expect(readdirSync(temporary)).toEqual([])
  rmSync(data, { recursive: true })
  expect(existsSync(data)).toBe(false)
  await expect(fetch(link)).rejects.toThrow()
})

function environment(more: Record<string, string> = {}) {
  const { PATH = '' } = process.env
  return { PATH, HOME: home, TMPDIR: temporary, LANG: 'en_US.UTF-8', SAMPAN_DATA: data, ...more }
}

const sampan = (...words: string[]) =>
  run(process.execPath, [join(root, 'bin/sampan.ts'), ...words], { env: environment() })

const post = (path: string, body: unknown) =>
  fetch(new URL(path, link), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: link.origin },
    body: JSON.stringify(body),
  })

async function signIn(word: string): Promise<string> {
  const answer = await post('/api/auth/sign-in/email', { email, password: word })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const cookies = answer.headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) expect(cookie).not.toMatch(/;\s*secure/i)
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ')
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = ''
    const hear = (chunk: Buffer) => {
      words += chunk
      if (words.includes('is ready: ')) resolve(words)
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${words}`)))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await exit
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
