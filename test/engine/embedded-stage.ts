import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach } from 'vitest'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { canReach } from '#engine/db/embedded/home.ts'
import { isAlive } from '#engine/db/embedded/lock.ts'

/** The user as whom postgres runs when Sampan runs as root. */
export const nobody = { uid: 65534, gid: 65534 }

/** Some stories need two users, so somebody who may become either, and a checkout that both can read. */
export const canChangeUser = process.getuid?.() === 0 && canReach(import.meta.filename, nobody)

const undo: (() => unknown)[] = []

/** Removes what each story has made, newest first. */
export function cleanUp(): void {
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step()
  })
  afterAll(() => {
    if (original) rmSync(original, { recursive: true })
    original = undefined
  })
}

export function afterwards(step: () => unknown): void {
  undo.push(step)
}

/** A folder of one story, which others may pass. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sampan-story-'))
  chmodSync(path, 0o711)
  afterwards(() => rmSync(path, { recursive: true, force: true }))
  return path
}

let original: string | undefined

/** A data folder that Sampan has been started on before: a copy, since the first start is what takes time. */
export async function usedFolder(path = folder()): Promise<string> {
  original ??= await firstStart()
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  execFileSync('cp', ['-a', `${original}/.`, path])
  return path
}

async function firstStart(): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), 'sampan-story-'))
  chmodSync(path, 0o711)
  await (await startEmbedded({ dataFolder: path, settings: { fsync: 'off' } })).stop()
  return path
}

export type Told = { pid: number; url: string; refusal?: { en: string; zh: string } }

/** Starts a Sampan as a process of its own, perhaps as another user, and answers what it said first. */
export async function anotherSampan(
  dataFolder: string,
  user: { uid?: number; gid?: number } = {},
): Promise<{ process: ChildProcess; told: Told }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'embedded-child.ts'), dataFolder], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    child.once('close', () => resolve(text))
  })
  const told = JSON.parse(said || '{}') as Told
  if (told.pid) afterwards(() => gone(told.pid))
  afterwards(() => child.kill('SIGKILL'))
  return { process: child, told }
}

export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(10)
}

/** Asks one question on a connection of its own and answers its only value. */
export async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(question)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}
