import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeOut } from '#engine/takeout/takeout.ts'
import { systemSession } from '#engine/workspaces.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* A company that leaves and arrives, killed at each step of either: there is all of it or nothing. */

const arriving = ['bring.checked', 'bring.emptied', 'bring.page:1', 'bring.page:9', 'bring.filled', 'bring.committed']
const leaving = ['takeout.entry:1', 'takeout.entry:20']

let old: TestSampan
let fresh: TestSampan
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-killed-'))
  old = await startSampan()
  fresh = await startSampan()
  for (let i = 0; i < 4; i++)
    await old.call(old.admin, 'POST', '/api/v1/account/batch', {
      create: Array.from({ length: 1_000 }, (_, n) => ({ name: `客户 ${i}-${n}`, level: 'A' })),
    })
})
afterAll(async () => {
  await old.close()
  await fresh.close()
  rmSync(folder, { recursive: true })
})

test('an export that is killed leaves no file of its name, and the next one is whole', async () => {
  const path = join(folder, 'all.tar.gz')
  for (const point of leaving) {
    expect(await run(old, ['export', '--all', '--out', path], point), point).toBe('SIGKILL')
    expect(existsSync(path), point).toBe(false)
  }
  expect(await run(old, ['export', '--all', '--out', path])).toBe(0)
  expect(existsSync(`${path}.partial`)).toBe(false)
  expect(await run(old, ['export', '--all', '--out', path])).toBe(3)
})

test('an import that is killed leaves the workspace as empty as before; once it is in, doing it again lets people in', async () => {
  const path = join(folder, 'all.tar.gz')
  const before = await content(fresh)
  for (const point of arriving) {
    expect(await content(fresh), point).toEqual(before)
    expect(await run(fresh, ['import', '--all', path], point), point).toBe('SIGKILL')
  }
  expect(await run(fresh, ['import', '--all', path])).toBe(0)
  const [one, two] = [await content(old), await content(fresh)]
  expect(two).toEqual(one)
  expect((await fresh.runtime.catalogue.members(fresh.workspace.id)).map(({ userId }) => userId)).toEqual([
    old.admin.principal.id,
  ])
})

/** Runs the command in a process of its own, which may be told to end at a point; answers its exit code or signal. */
function run(sampan: TestSampan, args: readonly string[], crashAt = ''): Promise<number | NodeJS.Signals | null> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../bin/sampan.ts', import.meta.url)), ...args], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      SAMPAN_CRASH_AT: crashAt,
      DATABASE_URL: sampan.databaseUrl,
      SAMPAN_DATA: sampan.runtime.dataFolder,
    },
    stdio: 'ignore',
  })
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
}

/** The hash of every entry, but for the logs of exports and arrivals. */
async function content(sampan: TestSampan) {
  const session = systemSession(sampan.runtime.workspaces.get(sampan.workspace.id)!)
  const { stream, done } = takeOut(session, { dataFolder: sampan.runtime.dataFolder })
  stream.resume()
  const { entries } = await done
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !/^(history|origin)/.test(name)))
}
