import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holderOf, readLsof } from '../../src/port-holder.ts'
import { makeDataFolder, networkAddresses, portProblem, refuseTakenPort } from '../../src/surroundings.ts'

/* What a start says of the machine that it finds. */

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-start-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a data folder that cannot be is told in one sentence, with what to do', () => {
  writeFileSync(join(folder, 'taken'), '')
  for (const path of [join(folder, 'taken'), join(folder, 'taken', 'data'), '/proc/sampan/data'])
    expect(() => makeDataFolder(path)).toThrow(/^Cannot write to the data folder .* SAMPAN_DATA=\/path npm start/)
  makeDataFolder(join(folder, 'deep', 'data'))
  makeDataFolder(join(folder, 'deep', 'data'))
})

test('a port that is taken and an address of another machine are told before anything is opened', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const said = await refuseTakenPort({ host: '127.0.0.1', port }).catch(({ message }: Error) => message)
  const [, proposed] = /^Port \d+ is taken by (?:\S+ \(process \d+\)|another program)\. .*: PORT=(\d+) npm start$/.exec(
    said!,
  )!
  await refuseTakenPort({ host: '127.0.0.1', port: Number(proposed) })
  // Somebody may come between the look and the listening: that is said the same way.
  const late = await new Promise((resolve) => createServer().once('error', resolve).listen(port, '127.0.0.1'))
  expect(String(await portProblem(late, { host: '127.0.0.1', port }))).toContain(`Port ${port} is taken by`)
  expect(await portProblem(refuseTakenPort, { host: '127.0.0.1', port })).toBe(refuseTakenPort)
  await new Promise((resolve) => other.close(resolve))
  await refuseTakenPort({ host: '127.0.0.1', port })
  await expect(refuseTakenPort({ host: '203.0.113.1', port: 0 })).rejects.toThrow("HOST is '203.0.113.1'")
})

test('who holds a port is told by its process where the system says, and by nobody where it is free', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  if (existsSync('/proc/net/tcp')) expect(await holderOf(port)).toEqual({ pid: process.pid, name: 'node' })
  await new Promise((resolve) => other.close(resolve))
  expect(await holderOf(port)).toBeNull()
  expect(readLsof('p412\ncnginx\nf6\np413\ncnginx\n')).toEqual({ pid: 412, name: 'nginx' })
  expect(readLsof('p7\ng7\ncControl Center\n')).toEqual({ pid: 7, name: 'Control Center' })
  expect(readLsof('')).toBeNull()
})

test('a server for this machine alone is in no network; one for all of them is reached by the addresses of the machine', () => {
  expect(networkAddresses({ host: '127.0.0.1', port: 7717 })).toEqual([])
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  expect(networkAddresses({ host: '0.0.0.0', port: 7717 })).toEqual(own.map(({ address }) => `http://${address}:7717`))
})
