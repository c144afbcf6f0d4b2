import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addKey, isSealed, keyFile, keysForBackup, makeKey, openSecrets } from './secrets.ts'

const folders: string[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-key-'))
  folders.push(folder)
})
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true })
})
const place = { column: 'identity_provider.client_secret', id: 'a' } as const

test('without a key nothing is sealed, opened or backed up, and the words say what to do', () => {
  const secrets = openSecrets(folder, {})
  for (const act of [() => secrets.seal('x', place), () => secrets.keyIds(), () => keysForBackup(folder, {})])
    expect(act).toThrow('The key of this installation is missing')
  for (const key of ['short', ' ', 'AAAA', 'x'.repeat(44)])
    expect(() => openSecrets(folder, { SAMPAN_KEY: key }).seal('x', place), key).toThrow('A key is 32 bytes')
})

test('a sealed text opens at its place and nowhere else, and not when a single character changed', () => {
  makeKey(folder, {})
  const secrets = openSecrets(folder, {})
  const sealed = secrets.seal('密码 p@ss', place)
  expect(isSealed(sealed)).toBe(true)
  expect(sealed).not.toContain('p@ss')
  expect(secrets.seal('密码 p@ss', place)).not.toBe(sealed)
  expect(secrets.open(sealed, place)).toBe('密码 p@ss')
  expect(secrets.open(secrets.seal('', place), place)).toBe('')
  expect(() => secrets.open(sealed, { ...place, id: 'b' })).toThrow('cannot be opened')
  const at = sealed.length - 10
  const forged = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  for (const wrong of [forged, sealed.slice(0, -4), 'p@ss', '', 'sealed1.00000000.'])
    expect(() => secrets.open(wrong, place), wrong).toThrow('cannot be opened')
})

test('the key is made once, for its owner alone, and given keys come before it', () => {
  makeKey(folder, {})
  const text = readFileSync(join(folder, keyFile), 'utf8')
  makeKey(folder, {})
  expect(readFileSync(join(folder, keyFile), 'utf8')).toBe(text)
  if (process.platform !== 'win32') expect(statSync(join(folder, keyFile)).mode & 0o777).toBe(0o600)
  const elsewhere = join(folder, 'elsewhere')
  writeFileSync(elsewhere, `${Buffer.alloc(32, 7).toString('base64')}\n`)
  const [made, fromFile, fromWords] = [
    {},
    { SAMPAN_KEY_FILE: elsewhere },
    { SAMPAN_KEY: Buffer.alloc(32, 8).toString('base64') },
  ].map((env) => openSecrets(folder, env).keyIds()[0])
  expect(new Set([made, fromFile, fromWords]).size).toBe(3)
})

test('a new key seals from now on, the earlier one still opens, and a process that runs learns of it', () => {
  makeKey(folder, {})
  const running = openSecrets(folder, {})
  const old = running.seal('x', place)
  const id = addKey(folder, {})
  const after = openSecrets(folder, {})
  expect(after.keyIds()).toEqual([id, running.keyIds()[0]])
  const young = after.reseal(old, place)!
  expect(after.reseal(young, place)).toBeNull()
  expect([running.open(young, place), after.open(old, place)]).toEqual(['x', 'x'])
  expect(() => addKey(folder, { SAMPAN_KEY: 'x' })).toThrow('SAMPAN_KEY')
  rmSync(join(folder, keyFile))
  makeKey(folder, {})
  expect(() => openSecrets(folder, {}).open(old, place)).toThrow(`The key ${after.keyIds()[1]} is missing`)
})
