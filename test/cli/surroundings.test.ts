import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDataFolder, networkAddresses, refuseTakenPort } from '../../src/surroundings.ts'

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
  await expect(refuseTakenPort({ host: '127.0.0.1', port })).rejects.toThrow(`Port ${port} is taken`)
  await new Promise((resolve) => other.close(resolve))
  await refuseTakenPort({ host: '127.0.0.1', port })
  await expect(refuseTakenPort({ host: '203.0.113.1', port: 0 })).rejects.toThrow("HOST is '203.0.113.1'")
})

test('a server for this machine alone is in no network; one for all of them is reached by the addresses of the machine', () => {
  expect(networkAddresses({ host: '127.0.0.1', port: 7717 })).toEqual([])
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  expect(networkAddresses({ host: '0.0.0.0', port: 7717 })).toEqual(own.map(({ address }) => `http://${address}:7717`))
})
