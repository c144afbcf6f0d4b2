import { hostileFormula, hostileWhere } from './language.ts'
import { type Dice, nasty, nastyTexts } from './words.ts'

/* Requests made of what /openapi.json says, some of them right, most of them not. */

type Schema = Readonly<Record<string, unknown>>
type Parameter = { readonly name: string; readonly in: string; readonly schema?: Schema }
type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

const methods = ['get', 'post', 'patch', 'put', 'delete']

/**
 * Makes requests without end.
 * @param ids of what there is under a path, most of the time
 * @param files what is sent where a form is asked for
 */
export function requestMaker(
  document: Document,
  dice: Dice,
  ids: (path: string) => readonly string[],
  files: () => Buffer,
): () => Request {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({ path, method, operation })),
  )
  return () => {
    // Some requests are right but for one thing, some are wrong all over.
    const spoil = dice.pick([0.01, 0.05, 0.3])
    const { path, method, operation } = dice.pick(operations)
    const url = path.replace(/\{(\w+)\}/g, () =>
      encodeURIComponent(
        dice.chance(1 - spoil) && ids(path).length > 0 ? dice.pick(ids(path)) : cut(dice.pick(nastyTexts), 300),
      ),
    )
    const query = new URLSearchParams()
    for (const parameter of operation.parameters ?? [])
      if (parameter.in === 'query' && dice.chance(0.4))
        for (let times = dice.chance(0.05) ? 2 : 1; times > 0; times--)
          query.append(
            parameter.name,
            parameter.name === 'where' && dice.chance(0.8)
              ? JSON.stringify(hostileWhere(dice)).slice(0, 6_000)
              : cut(asText(sample(document, dice, parameter.schema, 0, spoil)), 4_000),
          )
    if (dice.chance(0.05)) query.append(cut(dice.pick(nastyTexts), 100), 'x')
    const schema = operation.requestBody?.content?.['application/json']?.schema
    const body = schema || dice.chance(0.1) ? sample(document, dice, schema, 0, spoil) : undefined
    const headers: Record<string, string> = {}
    const form = operation.requestBody?.content?.['multipart/form-data'] && dice.chance(0.9)
    if (form) headers['content-type'] = 'multipart/form-data; boundary=fuzz'
    const fields = operation.requestBody?.content?.['application/x-www-form-urlencoded'] && dice.chance(0.9)
    if (fields) headers['content-type'] = 'application/x-www-form-urlencoded'
    if (dice.chance(0.1)) headers['if-match'] = ascii(dice.pick(nastyTexts))
    if (dice.chance(0.1)) headers['idempotency-key'] = ascii(dice.pick(nastyTexts))
    if (dice.chance(0.1)) headers['accept-language'] = ascii(dice.pick(nastyTexts))
    return {
      method: method.toUpperCase() as Request['method'],
      path,
      url: query.size > 0 ? `${url}?${query}` : url,
      headers,
      body: form ? formOf(files(), ascii(dice.pick(nastyTexts)).replaceAll('"', '')) : fields ? fieldsOf(dice) : body,
    }
  }
}

function formOf(bytes: Buffer, name: string): Buffer {
  const head = `--fuzz\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--fuzz--\r\n')])
}

/** What a form of a page sends: names and values of all kinds, some twice. */
function fieldsOf(dice: Dice): string {
  const fields = new URLSearchParams({ name: 'Ann', stamp: dice.pick(['', ...nastyTexts]) })
  for (let n = dice.under(6); n > 0; n--)
    fields.append(cut(dice.pick(['name', ...nastyTexts]), 300), cut(dice.pick(nastyTexts), 3_000))
  return String(fields)
}

/** A value for a schema: mostly one that fits, often one that does not. */
function sample(document: Document, dice: Dice, schema: Schema | undefined, depth: number, spoil: number): unknown {
  if (!schema || depth > 6 || dice.chance(spoil)) return nasty(dice)
  const reference = schema['$ref']
  if (typeof reference === 'string')
    return sample(document, dice, document.components.schemas[reference.split('/').at(-1)!], depth + 1, spoil)
  for (const several of ['oneOf', 'anyOf', 'allOf'])
    if (Array.isArray(schema[several]))
      return sample(document, dice, dice.pick(schema[several] as Schema[]), depth + 1, spoil)
  if (Array.isArray(schema['enum'])) return dice.pick(schema['enum'] as unknown[])
  const type = Array.isArray(schema['type']) ? dice.pick(schema['type'] as string[]) : schema['type']
  if (type === 'object' || schema['properties']) {
    const required = (schema['required'] ?? []) as readonly string[]
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
    return Object.fromEntries(
      properties
        .filter(([name]) => required.includes(name) || dice.chance(0.15))
        .map(([name, property]) => [
          name,
          name === 'where' && dice.chance(0.8)
            ? hostileWhere(dice)
            : name === 'is' && dice.chance(0.8)
              ? hostileFormula(dice)
              : sample(document, dice, property, depth + 1, spoil),
        ]),
    )
  }
  if (type === 'array')
    return Array.from({ length: dice.under(4) }, () =>
      sample(document, dice, schema['items'] as Schema, depth + 1, spoil),
    )
  if (type === 'integer' || type === 'number') return dice.pick([0, 1, 2, 50, -1, 1_000, 1.5, 2 ** 31])
  if (type === 'boolean') return dice.chance(0.5)
  if (type === 'null') return null
  return dice.pick([
    'Mars',
    '火星',
    '2026-05-05',
    '2026-05-05T10:00:00Z',
    '12.50',
    'name',
    '-name',
    'id',
    ...(dice.chance(spoil) ? nastyTexts : []),
  ])
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function cut(text: string, most: number): string {
  return [...text.slice(0, most)].filter((c) => !/[\ud800-\udfff]/.test(c) || c.length > 1).join('')
}

/** What a header may carry at all. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 300)
}
