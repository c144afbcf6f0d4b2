import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { lean } from './overlays.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../words/zh-TW/${name}.json`, import.meta.url), 'utf8')) as Record<string, string>

test('what is left out of the overlays of the browser reads as it stands all the same', async () => {
  vi.resetModules()
  const { learn, traditional } = await import('#kernel/traditional.ts')
  const whole = Object.assign({}, ...['kernel', 'modules', 'helps', 'screens', 'pages'].map(read)) as Record<
    string,
    string
  >
  learn(lean(whole))
  const left = Object.keys(whole).filter((text) => whole[text] === text && !/\{\d+\}/.test(text))
  expect(left.length).toBeGreaterThan(100)
  expect(left.filter((text) => traditional(text) !== text)).toEqual([])
})
