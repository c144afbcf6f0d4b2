import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modules } from '#app'
import { buildRegistry } from '#kernel/registry.ts'

test('every icon that is declared is one that the screens have, so that nothing stands there as a box', () => {
  const text = readFileSync(new URL('../src/web/ui/Icon.tsx', import.meta.url), 'utf8')
  const names = new Set([...text.matchAll(/^ {2}'?([\w-]+)'?: Icon\w+,$/gm)].map(([, name]) => name))
  const registry = buildRegistry(modules)
  const declared = [...registry.objects.values()].flatMap((object) => [
    [object.key, object.icon],
    ...object.actions.map((action) => [`${object.key}.${action.key}`, action.icon]),
  ])
  expect(names.size).toBeGreaterThan(20)
  expect(declared.filter(([, icon]) => icon !== undefined && !names.has(icon))).toEqual([])
})
