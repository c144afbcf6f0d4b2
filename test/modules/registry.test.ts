import { expect, test } from 'vitest'
import { modules } from '#app'
import { buildRegistry } from '#kernel/registry.ts'

test('a module whose needs are missing is refused by name', () => {
  const alone = modules.filter((m) => m.key === 'sales')
  expect(() => buildRegistry(alone)).toThrow("The module 'sales' requires the unknown module 'customers'.")
})

test('the business as it is declared makes one registry', () => {
  const registry = buildRegistry(modules)
  expect([...registry.objects.keys()]).toEqual(
    expect.arrayContaining([
      'user',
      'team',
      'role',
      'account',
      'contact',
      'activity',
      'lead',
      'opportunity',
      'product',
      'file',
    ]),
  )
  expect(registry.object('account').inverse.map((i) => i.name)).toEqual(
    expect.arrayContaining(['contacts', 'employments', 'activities', 'opportunities', 'subsidiaries']),
  )
})

test('every form of quick entry asks for four things at most', () => {
  for (const object of buildRegistry(modules).objects.values()) {
    expect((object.views.create ?? []).length, object.key).toBeLessThanOrEqual(4)
  }
})

test('every field that is shown in a page group exists and stands there once', () => {
  for (const object of buildRegistry(modules).objects.values()) {
    const shown = (object.views.page ?? []).flatMap((group) => group.fields)
    expect(new Set(shown).size, object.key).toBe(shown.length)
  }
})
