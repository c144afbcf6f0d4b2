import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDataFolder, networkAddresses } from '../../src/surroundings.ts'

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

test('a server for this machine alone is in no network; one for all of them is reached by the addresses of the machine', () => {
  expect(networkAddresses({ host: '127.0.0.1', port: 7717 })).toEqual([])
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  expect(networkAddresses({ host: '0.0.0.0', port: 7717 })).toEqual(own.map(({ address }) => `http://${address}:7717`))
})
