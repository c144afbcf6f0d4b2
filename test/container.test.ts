import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'

/* What a container is made of, as plain files and commands: no image is built here, but all that one consists of works. */

const root = fileURLToPath(new URL('../', import.meta.url))
const lines = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
const after = (word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
const environment = Object.fromEntries(after('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('='))))
const commandOf = (line: string) => JSON.parse(line.slice(line.indexOf('['))) as string[]
const started = after('CMD').map(commandOf)[0]!
const asked = after('HEALTHCHECK').map(commandOf)[0]!

let data: string
let port: number
let server: ChildProcess | undefined
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'sampan-container-'))
  const probe = createServer()
  port = await new Promise<number>((resolve) =>
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port)),
  )
  await new Promise((resolve) => probe.close(resolve))
})
afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM')
    await new Promise((resolve) => server!.once('exit', resolve))
  }
  rmSync(data, { recursive: true })
})

const env = () => ({ ...process.env, ...environment, HOST: '127.0.0.1', PORT: String(port), SAMPAN_DATA: data })
const healthy = () => spawnSync(process.execPath, asked.slice(1), { env: env() }).status

test('it copies what there is, and what the program reads while it runs', () => {
  const copied = after('COPY')
    .filter((line) => !line.startsWith('--from'))
    .flatMap((line) => line.split(' ').slice(0, -1))
  for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true)
  for (const needed of ['src', 'bin', 'migrations', 'docs', 'package.json', 'package-lock.json'])
    expect(copied).toContain(needed)
  // what stays out of the image: data, keys, what is installed here
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n')
  expect(ignored[0]).toBe('**')
  expect(ignored.slice(1).sort()).toEqual(copied.map((path) => `!${path}`).sort())
  expect(globSync('bin/setup.mjs', { cwd: root })).toHaveLength(1)
})

test('it runs on the Node that the program needs, as nobody in particular, with its data on a volume', () => {
  expect(after('FROM').map((line) => line.split(' ')[0])).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim'])
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((l) => l.startsWith('RUN')))
  expect(after('VOLUME')).toEqual([environment['SAMPAN_DATA']])
  const { services, volumes } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'))
  const { sampan } = services
  expect(Object.keys(volumes)).toEqual(['data'])
  expect(sampan.volumes).toEqual([`data:${environment['SAMPAN_DATA']}`])
  expect(sampan.ports).toEqual([`127.0.0.1:${environment['PORT']}:${environment['PORT']}`])
  expect(sampan).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  expect(sampan).not.toHaveProperty('privileged')
  expect(Object.keys(sampan.environment)).toEqual(['SAMPAN_URL'])
})

test('its command serves, its question for health is answered, and the signal of a stop ends it', async () => {
  expect(healthy()).toBe(1)
  expect(started[0]).toBe('node')
  const child = spawn(process.execPath, started.slice(1), { cwd: root, env: env(), stdio: 'pipe' })
  server = child
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8')
    })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => said.includes('is ready') && resolve())
    child.once('exit', () => reject(new Error(said)))
  })
  expect(healthy()).toBe(0)
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(healthy()).toBe(1)
}, 240_000)
