import type { Schema } from './document.ts'

/** The shapes of a document as TypeScript: one exported type each, records with all of their fields. */
export function typesOf(schemas: Readonly<Record<string, Schema>>, records: ReadonlySet<string>): string {
  return Object.entries(schemas)
    .map(([name, schema]) => {
      const whole = records.has(name) ? { ...schema, required: Object.keys(schema.properties ?? {}) } : schema
      return `${comment(schema.description)}export type ${name} = ${typeOf(whole)}\n`
    })
    .join('\n')
}

/** A schema as a TypeScript type. */
export function typeOf(schema: Schema | undefined): string {
  if (!schema) return 'unknown'
  if (schema.$ref) return nameIn(schema.$ref)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.length > 0 ? schema.enum.map((one) => JSON.stringify(one)).join(' | ') : 'never'
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((one) => within(typeOf(one))).join(' | ')
  if (schema.allOf) return schema.allOf.map((one) => within(typeOf(one))).join(' & ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'string':
      return schema.format === 'binary' ? 'Blob' : 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly ${within(typeOf(schema.items))}[]`
    case 'object':
      return schema.properties ? objectOf(schema) : 'Readonly<Record<string, unknown>>'
    default:
      return 'unknown'
  }
}

/** What can be asked of a record in a filter: a type that names each field with the tests that fit it. */
export function whereOf(name: string, record: Schema): string {
  const fields = Object.entries(record.properties ?? {}).map(([key, schema]) => {
    return `  readonly ${keyOf(key)}?: ${testOf(schema)}\n`
  })
  return `export interface ${name} extends api.Logic<${name}> {\n${fields.join('')}}`
}

function testOf(schema: Schema): string {
  const [plain] = (schema.anyOf ?? []).filter((one) => one.type !== 'null')
  const of = plain ?? schema
  const name = of.$ref && nameIn(of.$ref)
  if (name === 'Reference')
    return ['user', 'team'].includes(of['x-sampan-object'] ?? '') ? 'api.PersonTest' : 'api.ReferenceTest'
  if (name === 'Money') return 'api.NumberTest'
  if (name === 'Phone') return 'api.TextTest'
  if (name === 'Address') return 'api.EmptyTest'
  if (of.enum) return `api.ChoiceTest<${typeOf(of)}>`
  switch (of.type) {
    case 'string':
      return of.format === 'date' || of.format === 'date-time'
        ? 'api.DayTest'
        : of.format === 'uuid'
          ? 'api.ReferenceTest'
          : 'api.TextTest'
    case 'number':
    case 'integer':
      return 'api.NumberTest'
    case 'boolean':
      return 'api.YesTest'
    case 'array':
      return `api.SeveralTest<${of.items?.enum ? typeOf(of.items) : 'string'}>`
    default:
      return 'api.AnyTest'
  }
}

function objectOf({ properties = {}, required = [] }: Schema): string {
  const lines = Object.entries(properties).map(
    ([key, schema]) =>
      `  ${comment(describing(schema), '  ')}readonly ${keyOf(key)}${required.includes(key) ? '' : '?'}: ${typeOf(schema)}\n`,
  )
  return `{\n${lines.join('')}}`
}

function describing(schema: Schema): string | undefined {
  return schema.description ?? schema.anyOf?.find((one) => one.description)?.description
}

/** Words of an administrator stand in here: nothing in them ends the comment. */
export function comment(words: string | undefined, indent = ''): string {
  const safe = words?.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim()
  return safe ? `/** ${safe} */\n${indent}` : ''
}

/** A name as a key of a type; in quotes where it is no identifier. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function within(type: string): string {
  return / [|&] |^readonly /.test(type) ? `(${type})` : type
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? ''
}
