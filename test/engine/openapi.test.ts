import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { openApi } from '#engine/http/openapi/document.ts'
import { eventSchemas } from '#engine/http/openapi/events.ts'
import { pascal } from '#engine/http/openapi/parts.ts'
import { sharedSchemas } from '#engine/http/openapi/shared-schemas.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { routesOf } from '../routes.ts'

/* What /openapi.json says is what the API does. */

type Schema = { [key: string]: unknown }
let sampan: TestSampan
let api: {
  paths: Record<string, Record<string, { operationId: string; responses: Schema }>>
  components: { schemas: Record<string, Schema> }
}
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
  api = (await sampan.call(sampan.admin, 'GET', '/openapi.json')).body
})
afterAll(() => sampan.close())

test('the document is valid OpenAPI 3.1, for the sky and for the whole business, in both languages', async () => {
  const whole = await startSampan()
  const sessions: Session[] = [sampan.admin, { ...whole.admin, language: 'zh-CN' }, { ...whole.admin, language: 'en' }]
  for (const session of sessions) {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(openApi(session))))
    expect(result.valid, JSON.stringify(result.errors, null, 1)?.slice(0, 2_000)).toBe(true)
  }
  await whole.close()
})

test('it is told in the language of the caller, to the last parameter', () => {
  const told = (language: 'zh-CN' | 'en') => [...wordsIn(openApi({ ...sampan.admin, language }))]
  const code = /`[^`]*`/g
  expect(
    told('zh-CN').filter((text) => /[a-z]{3}/.test(text.replace(code, '')) && !/\p{Script=Han}/u.test(text)),
  ).toEqual([])
  expect(told('en').filter((text) => /\p{Script=Han}/u.test(text.replace(code, '')))).toEqual([])
})

function* wordsIn(part: unknown): Generator<string> {
  if (typeof part !== 'object' || part === null) return
  for (const [key, value] of Object.entries(part))
    if (typeof value !== 'string') yield* wordsIn(value)
    else if (key === 'description' || key === 'summary') yield value
}

test('every object has its addresses, with a name of its own for each, and every reference leads somewhere', () => {
  for (const object of sampan.workspace.registry.objects.keys()) {
    expect(Object.keys(api.paths[`/api/v1/${object}`] ?? {}), object).toEqual(expect.arrayContaining(['get', 'post']))
    expect(Object.keys(api.paths[`/api/v1/${object}/{id}`] ?? {}), object).toEqual(['get', 'patch', 'delete'])
  }
  const ids = Object.values(api.paths).flatMap((path) => Object.values(path).map((op) => op.operationId))
  expect(new Set(ids).size).toBe(ids.length)
  const shapes = Object.keys({ ...sharedSchemas, ...eventSchemas })
  expect(shapes.map(pascal)).toEqual(shapes.map((name) => `${name}Object`))
  for (const [, to] of JSON.stringify(api).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(api.components.schemas).toHaveProperty(to!)
})

test('every route of the API is described, and nothing else is', () => {
  const described = new Set(
    Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${shapeOf(path)}`),
    ),
  )
  const served = new Set(
    routesOf(sampan.app)
      .filter(([, url]) => /^\/(?:api\/v1|p|hooks)\//.test(url))
      .map((route) => route.join(' ')),
  )
  const missing = [...served].filter((route) => !described.has(route))
  expect(missing).toEqual([])
  expect([...described].filter((route) => !served.has(route))).toEqual([])
})

/** `/api/v1/planet/{id}/heat` → `/api/v1/:object/:id/:action`, as the server writes it. */
function shapeOf(path: string): string {
  const objects = [...sampan.workspace.registry.objects.keys()].join('|')
  return path
    .replace(/\{(\w+)\}/g, ':$1')
    .replace(new RegExp(`^/api/v1/(${objects})(?=/|$)`), '/api/v1/:object')
    .replace(
      /^(\/api\/v1\/:object\/(?::id|bulk))\/(?!page|timeline|restore|shares|access|hold|files|comments|follow|mentionable|merges)\w+$/,
      '$1/:action',
    )
}

test('what the API answers is as described', async () => {
  const { call, admin } = sampan
  const { body: sun } = await call(admin, 'POST', '/api/v1/star', { name: 'Sun', mass: 2.5 })
  const { body: made } = await call(admin, 'POST', '/api/v1/planet', {
    name: 'Full',
    serial: 'x',
    note: 'a\nb',
    mail: 'a@b.cn',
    call: '138 0013 8000',
    site: 'https://sky.test',
    mass: 1.5,
    moonCount: 2,
    price: '10.50',
    water: 50,
    ringed: true,
    found: '2026-01-02',
    seen: '2026-01-02T03:04:05Z',
    kind: 'ice',
    tags: ['ice'],
    star: sun.id,
    keeper: admin.principal.id,
    place: { city: 'X' },
    settings: { a: 1 },
    secret: 1,
  })
  expect(made.id, JSON.stringify(made)).toBeTruthy()
  await call(admin, 'PATCH', `/api/v1/planet/${made.id}`, { neighbours: [made.id] })
  const answers: [string, unknown][] = [
    ['Planet', (await call(admin, 'GET', `/api/v1/planet/${made.id}`)).body],
    ['Planet', (await call(admin, 'POST', '/api/v1/planet', { name: 'Bare' })).body],
    ['PlanetList', (await call(admin, 'GET', '/api/v1/planet?count=exact&limit=1')).body],
    ['Star', sun],
    ['User', (await call(admin, 'GET', `/api/v1/user/${admin.principal.id}`)).body],
    ['Timeline', (await call(admin, 'GET', `/api/v1/planet/${made.id}/timeline`)).body],
    [
      'Groups',
      (await call(admin, 'POST', '/api/v1/planet/group', { by: ['star', 'kind'], measures: ['count', 'sum:price'] }))
        .body,
    ],
    ['Problem', (await call(admin, 'POST', '/api/v1/planet', {})).body],
    ['Problem', (await call(admin, 'GET', '/api/v1/planet/x')).body],
  ]
  for (const [name, answer] of answers)
    expect(wrong(api.components.schemas[name]!, answer, name), JSON.stringify(answer)).toEqual([])
  // the check itself finds what is wrong
  expect(wrong(api.components.schemas['Planet']!, { ...made, mass: '1.5', star: 'x', unknown: 1 }, 'Planet')).toEqual([
    'Planet.mass',
    'Planet.star',
    'Planet.unknown is not described',
  ])
})

/** Where a value is not what a schema says; enough of JSON Schema for what we write. Fields that are not described count as wrong. */
function wrong(schema: Schema, value: unknown, at: string): string[] {
  const { $ref, anyOf, oneOf, type, properties, items, required, pattern } = schema as {
    $ref?: string
    anyOf?: Schema[]
    oneOf?: Schema[]
    type?: string | string[]
    properties?: Record<string, Schema>
    items?: Schema
    required?: string[]
    pattern?: string
  }
  if ($ref) return wrong(api.components.schemas[$ref.split('/').at(-1)!]!, value, at)
  const choices = anyOf ?? oneOf
  if (choices) return choices.some((one) => wrong(one, value, at).length === 0) ? [] : [at]
  if ('const' in schema) return schema['const'] === value ? [] : [at]
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return [at]
  const types = type === undefined ? [] : [type].flat()
  if (types.length > 0 && !types.some((t) => isA(t, value))) return [at]
  if (
    typeof value === 'string' &&
    ((pattern && !new RegExp(pattern).test(value)) || !hasFormat(schema['format'], value))
  )
    return [at]
  if (Array.isArray(value)) return items ? value.flatMap((one, i) => wrong(items, one, `${at}.${i}`)) : []
  if (typeof value !== 'object' || value === null || !properties) return []
  return [
    ...(required ?? []).filter((key) => !(key in value)).map((key) => `${at}.${key} is missing`),
    ...Object.entries(value).flatMap(([key, one]) =>
      properties[key]
        ? wrong(properties[key], one, `${at}.${key}`)
        : at === 'Problem'
          ? []
          : [`${at}.${key} is not described`],
    ),
  ]
}

function isA(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

function hasFormat(format: unknown, value: string): boolean {
  if (format === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
  if (format === 'date') return /^\d{4}-\d\d-\d\d$/.test(value)
  if (format === 'date-time') return new Date(value).toISOString() === value
  return format !== 'uri' || URL.canParse(value)
}
