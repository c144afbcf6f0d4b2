import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/* Every step at which the product can be ended has a test that ends it there, so that none is forgotten. */

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('each named step is one at which a test kills', () => {
  const sources = globSync('src/**/*.ts', { cwd: root }).map(read)
  const declared = sources.flatMap((text) => [...text.matchAll(/crashPoint\(([^)]+)\)/g)].map(([, at]) => at!))
  const named = declared.filter((at) => at.startsWith("'")).map((at) => at.slice(1, -1))
  expect(named.length).toBeGreaterThan(50)
  // The one that is put together, and the function itself.
  const rest = declared.filter((at) => !at.startsWith("'"))
  expect(rest.filter((at) => !at.startsWith('`configuration.'))).toHaveLength(1)
  expect(rest).toHaveLength(2)
  const [phases] = read('src/engine/custom/steps.ts').match(/(?<=readonly phase: ).*/) ?? []
  const made = [...phases!.matchAll(/'(\w+)'/g)].map(([, phase]) => `configuration.${phase}`)
  expect(made).toContain('configuration.columns')

  const tests = globSync('{test,src}/**/*.test.ts', { cwd: root })
    .filter((path) => join(root, path) !== import.meta.filename)
    .map(read)
    .join('\n')
  const killed = new Set([...tests.matchAll(/['`]([a-z-]+\.[a-z-]+)(?::\d+|:\$\{[^`]+\})?['`]/g)].map(([, at]) => at))
  expect([...new Set([...named, ...made])].filter((at) => !killed.has(at))).toEqual([])
})
