import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/* What docs/trust.md claims is held by tests that there are, and is said in both languages. */

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')
const documents = [read('trust.md'), read('trust.zh-CN.md')] as const
const named = (text: string) =>
  [...text.matchAll(/(?<=`(?:[A-Z]+=\S+ )*)[\w/*.-]+\.test\.ts(?=`)/g)].map(([path]) => path!)
const rows = (text: string) => [...text.matchAll(/^\| ([NI]\d+) \|/gm)].map(([, key]) => key)

test('every test that is named is there', () => {
  for (const path of new Set(documents.flatMap(named))) {
    const found = ['test', '', 'src'].flatMap((folder) => globSync(join(folder, path), { cwd: root }))
    expect(found, path).not.toEqual([])
  }
})

test('both languages tell the same of the same, and nothing is left open', () => {
  const [en, zh] = documents
  expect(rows(en)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `I${i + 1}`),
    ...Array.from({ length: 26 }, (_, i) => `N${i + 1}`),
  ])
  expect(rows(zh)).toEqual(rows(en))
  expect(named(zh).sort()).toEqual(named(en).sort())
  for (const text of documents) expect(text).not.toMatch(/@@|TODO/)
})

test('the way to it is in both readmes', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('(docs/trust.md)')
  expect(readFileSync(join(root, 'README.zh-CN.md'), 'utf8')).toContain('(docs/trust.zh-CN.md)')
})
