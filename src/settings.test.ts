import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settingsFrom, unknownSettings, withSecrets } from './settings.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-settings-'))
  writeFileSync(join(folder, 'password'), 'from-a-file-1234\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a setting that cannot be is refused by its name, with what it should be', () => {
  expect(() => settingsFrom({ PORT: 'http' })).toThrow("PORT is 'http'; it should be a number from 0 to 65535.")
  expect(() => settingsFrom({ SAMPAN_URL: 'crm.example.com' })).toThrow(/^SAMPAN_URL is 'crm.example.com'/)
  expect(() => settingsFrom({ SAMPAN_ADMIN_EMAIL: 'a@example.com' })).toThrow(/^SAMPAN_ADMIN_PASSWORD is missing/)
  expect(() => settingsFrom({ SAMPAN_ADMIN_PASSWORD: 'secret-1234' })).toThrow(/^SAMPAN_ADMIN_EMAIL is missing/)
  const admin = { SAMPAN_ADMIN_EMAIL: 'a@example.com', SAMPAN_ADMIN_PASSWORD: 'secret-1234' }
  expect(() => settingsFrom({ ...admin, SAMPAN_LANGUAGE: 'de' })).toThrow(/^SAMPAN_LANGUAGE is 'de'/)
})

test('a secret may stand in a file, but not in two places', () => {
  const file = join(folder, 'password')
  const env = { SAMPAN_ADMIN_EMAIL: 'a@example.com', SAMPAN_ADMIN_PASSWORD_FILE: file, LANG: 'zh_TW.UTF-8' }
  expect(settingsFrom(env).admin).toEqual({
    email: 'a@example.com',
    password: 'from-a-file-1234',
    company: 'Sampan',
    language: 'zh-TW',
  })
  expect(withSecrets({ SAMPAN_METRICS_TOKEN_FILE: file })['SAMPAN_METRICS_TOKEN']).toBe('from-a-file-1234')
  expect(() => settingsFrom({ ...env, SAMPAN_ADMIN_PASSWORD: 'x' })).toThrow(/^Both SAMPAN_ADMIN_PASSWORD and/)
  expect(() => settingsFrom({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(/^DATABASE_URL_FILE names .*ENOENT/)
})

test('a variable that means nothing is told, with the one that was meant; no name in the README is unknown', () => {
  expect(unknownSettings({ SAMPAN_DATTA: 'x', SAMPAN_DATA: 'y', PATH: 'z', SAMPAN_KEY_FILE: 'k' })).toEqual([
    'SAMPAN_DATTA is no setting of Sampan and does nothing. Did you mean SAMPAN_DATA?',
  ])
  for (const name of ['README.md', 'README.zh-CN.md']) {
    const readme = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
    const named = Object.fromEntries((readme.match(/SAMPAN_[A-Z]+(?:_[A-Z]+)*/g) ?? []).map((one) => [one, 'x']))
    expect([name, unknownSettings(named)]).toEqual([name, []])
  }
})
