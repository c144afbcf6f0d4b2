import { expect } from 'vitest'
import type { Grant } from '#kernel/module.ts'
import type { TestSampan } from '../harness.ts'
import { dice, type ObjectKey, type Person, type Raw, readable, sees, visible, type World } from './leak-sky.ts'

/* What an administrator adds to the sky while it runs, and the slow, plain answer to what it reads for whom. */

export const ring = 'ring' as ObjectKey
export const hidden = ['tone', 'loud', 'moonMass', 'heavyMoons', 'ringHush'] as const
const config = '/api/v1/configuration'
const label = (en: string) => ({ en, zh: en })

/** Publishes an object, fields, rollups and formulas, lets roles see more or less of them, and fills them. */
export async function pourRings(sampan: TestSampan, w: World): Promise<void> {
  await publish(sampan)
  await grant(sampan, w)
  await fill(sampan, w)
}

async function admin(sampan: TestSampan, method: 'POST' | 'PATCH', url: string, body: unknown) {
  const answer = await sampan.call(sampan.admin, method, url, body)
  expect(answer.status, `${url} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body
}

async function publish(sampan: TestSampan): Promise<void> {
  const add = (section: string, item: object) => admin(sampan, 'POST', `${config}/draft/${section}`, item)
  await add('objects', { key: 'ring', label: label('Ring'), plural: 'Rings', title: 'name', traits: ['owned'] })
  const planet = { object: 'planet' }
  for (const field of [
    { object: 'ring', key: 'planet', type: 'relation', to: 'planet', inverse: 'rings' },
    { object: 'ring', key: 'hush', type: 'number' },
    { ...planet, key: 'tone', type: 'number' },
    { ...planet, key: 'loud', type: 'formula', is: 'tone + mass', result: 'number' },
    { ...planet, key: 'moonMass', type: 'rollup', over: 'moon', through: 'planet', compute: 'sum', of: 'mass' },
    {
      ...planet,
      key: 'heavyMoons',
      type: 'rollup',
      over: 'moon',
      through: 'planet',
      compute: 'count',
      where: { mass: { gte: 5 } },
    },
    { ...planet, key: 'ringHush', type: 'rollup', over: 'ring', through: 'planet', compute: 'max', of: 'hush' },
  ])
    await add('fields', { ...field, label: label(`The ${field.key}`) })
  const run = await admin(sampan, 'POST', `${config}/publish`, { reason: 'Rings' })
  expect(run).toMatchObject({ state: 'done', problems: [] })
}

/** Roles of all kinds get to see the new things, more or less. */
async function grant(sampan: TestSampan, w: World): Promise<void> {
  const d = dice(21)
  const some = (keys: readonly string[]) =>
    Object.fromEntries(keys.flatMap((key) => (d.chance(0.4) ? [[key, d.pick(['hidden', 'read'] as const)]] : [])))
  const computed = (fields: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(fields).filter(([key, level]) => key === 'tone' || level === 'hidden'))
  for (const role of new Set(w.people.flatMap((p) => p.roles))) {
    const { planet } = role.grants
    if (planet) role.grants['planet'] = { ...planet, fields: { ...planet.fields, ...computed(some(hidden)) } as never }
    if (d.chance(0.7))
      role.grants['ring'] = {
        read: d.pick(['own', 'team', 'all', 'all', 'none']),
        update: 'own',
        create: true,
        export: true,
        fields: some(['hush', 'planet']),
      } as Grant
    await admin(sampan, 'PATCH', `/api/v1/role/${role.id}`, { grants: role.grants })
  }
}

async function fill(sampan: TestSampan, w: World): Promise<void> {
  const d = dice(22)
  for (const planet of w.records.planet.filter((p) => !p.deleted)) {
    planet['tone'] = d.chance(0.8) ? d.below(10) : null
    await admin(sampan, 'PATCH', `/api/v1/planet/${planet.id}`, { tone: planet['tone'] })
  }
  w.records[ring] = []
  for (let i = 0; i < 24; i++) {
    const values = {
      name: `Ring${i}`,
      hush: d.below(10),
      planet: d.pick(w.records.planet.slice(0, 10)).id,
      owner: d.pick(w.people).id,
    }
    const { id } = await admin(sampan, 'POST', '/api/v1/ring', values)
    w.records[ring].push({ id, ...values })
  }
}

/** What a field reads for her, over what she may see alone. */
export function readsAs(w: World, me: Person, planet: Raw, field: (typeof hidden)[number]): number | null {
  const over = (object: ObjectKey, ...reads: string[]) =>
    readable(me, object) && reads.every((f) => sees(me, object, f))
      ? visible(w, me, object).filter((r) => r['planet'] === planet.id)
      : null
  const number = (key: string) => (sees(me, 'planet', key) ? ((planet[key] as number | null) ?? null) : null)
  if (field === 'tone') return number('tone')
  if (field === 'loud') {
    const [tone, mass] = [number('tone'), number('mass')]
    return tone === null || mass === null ? null : tone + mass
  }
  if (field === 'heavyMoons') {
    const moons = over('moon', 'planet', 'mass')
    return moons ? moons.filter((m) => Number(m['mass'] ?? 0) >= 5).length : null
  }
  const [object, of] = field === 'moonMass' ? (['moon', 'mass'] as const) : ([ring, 'hush'] as const)
  const all = over(object, 'planet', of)?.flatMap((r) => (r[of] === null ? [] : [Number(r[of])])) ?? []
  if (all.length === 0) return null
  return field === 'moonMass' ? all.reduce((a, b) => a + b) : Math.max(...all)
}
