import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildScreens } from './screens-built.ts'

type Chunk = { readonly file: string; readonly imports?: readonly string[]; readonly isDynamicEntry?: boolean }

let folder: string
let chunks: Readonly<Record<string, Chunk>>

beforeAll(async () => {
  // where journeys run too, theirs stands already
  folder = process.env.SAMPAN_TEST_WEB ?? (await buildScreens())
  chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
})

afterAll(() => {
  if (folder !== process.env.SAMPAN_TEST_WEB) rmSync(folder, { recursive: true, force: true })
})

test('the first screen needs at most 220 KB of program, the words of one language with it', () => {
  expect(kilobytes([...firstScreen(), ...reach('app/words/zh-CN.ts')])).toBeLessThanOrEqual(220)
})

test('Traditional Chinese brings the labels of declarations with its words, and at most 20 KB for them', () => {
  const first = firstScreen()
  const more =
    kilobytes([...first, ...reach('app/words/zh-TW.ts')]) - kilobytes([...first, ...reach('app/words/zh-CN.ts')])
  expect(more).toBeLessThanOrEqual(20)
})

test('every further screen needs at most 60 KB more', () => {
  const here = reach('index.html')
  const screens = Object.keys(chunks).filter((key) => chunks[key]?.isDynamicEntry)
  expect(screens.length).toBeGreaterThan(8)
  for (const screen of screens) {
    const more = [...reach(screen)].filter((key) => !here.has(key))
    expect([screen, kilobytes(more) <= 60]).toEqual([screen, true])
  }
})

/** The program and Today, which may have a file of its own or lie in that of the program. */
function firstScreen(): readonly string[] {
  const today = 'app/Today.tsx'
  return [...reach('index.html'), ...(chunks[today] ? reach(today) : [])]
}

/** A chunk and all that it imports before it can run. */
function reach(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of chunks[key]?.imports ?? []) reach(next, seen)
  return seen
}

function kilobytes(keys: Iterable<string>): number {
  const files = new Set([...keys].map((key) => chunks[key]!.file))
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0) / 1024
}
