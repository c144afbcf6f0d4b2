import { queryOptions } from '@tanstack/react-query'
import { ask } from '../client/fetch.ts'
import { language } from '../ui/language.ts'

/** As much of JSON Schema as the document of the API uses. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly 'x-sampan-object'?: string
}

type Parameter = {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly schema?: Schema
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

type Described = {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}

/** `/openapi.json`: the API of this workspace as its reader may use it. */
export type ApiDocument = {
  readonly tags: readonly {
    readonly name: string
    readonly description?: string
    readonly 'x-sampan-record'?: string
  }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export type Operation = Described & { readonly method: string; readonly path: string }

/** The operations of one page of the reference, and the record that it is about. */
export type Group = {
  readonly name: string
  readonly title: string
  /** Name of the record among the shapes; null for a group that is no object. */
  readonly record: string | null
  readonly operations: readonly Operation[]
}

export function documentQuery() {
  return queryOptions({
    queryKey: ['openapi', language()],
    queryFn: ({ signal }) => ask<ApiDocument>('GET', '/openapi.json', { signal }),
    staleTime: 300_000,
  })
}

const methods = ['get', 'post', 'patch', 'put', 'delete']

/** The groups of a document, in its order. */
export function groupsOf({ tags, paths }: ApiDocument): readonly Group[] {
  const all = Object.entries(paths).flatMap(([path, at]) =>
    methods.flatMap((method) => (at[method] ? [{ ...at[method], method, path }] : [])),
  )
  const byTag = Map.groupBy(all, ({ tags: [tag = ''] }) => tag)
  return tags.map(({ name, description = name, 'x-sampan-record': record = null }) => ({
    name,
    title: description,
    record,
    operations: byTag.get(name) ?? [],
  }))
}

/** What a schema is when its references are followed, and its name where it has one. */
export function resolved(
  schema: Schema,
  document: ApiDocument,
): { readonly schema: Schema; readonly name: string | null } {
  const only = choices(schema)
  const [one] = only
  if (only.length === 1 && one)
    return resolved({ ...one, description: one.description ?? schema.description }, document)
  if (!schema.$ref) return { schema, name: null }
  const name = schema.$ref.split('/').at(-1) ?? ''
  const found = document.components.schemas[name] ?? {}
  return { schema: { ...found, ...schema, description: schema.description ?? found.description }, name }
}

/** What a value may be, without null. */
export function choices({ anyOf, oneOf }: Schema): readonly Schema[] {
  return (anyOf ?? oneOf ?? []).filter((one) => one.type !== 'null')
}

/** Its properties, those of parts that belong together too. */
export function propertiesOf(schema: Schema, document: ApiDocument): readonly (readonly [string, Schema, boolean])[] {
  const { schema: whole } = resolved(schema, document)
  const parts = (whole.allOf ?? []).flatMap((part) => propertiesOf(part, document))
  const own = Object.entries(whole.properties ?? {}).map(
    ([key, one]) => [key, one, whole.required?.includes(key) ?? false] as const,
  )
  return [...parts, ...own]
}

/** A schema in a word: `string`, `date`, `Money`, `Reference → account`, `string[]`. */
export function typeWords(schema: Schema, document: ApiDocument): string {
  const several = choices(schema)
  if (several.length > 1) return several.map((one) => typeWords(one, document)).join(' | ')
  const { schema: found, name } = resolved(schema, document)
  const to = found['x-sampan-object']
  if (name) return to ? `${name} → ${to}` : name
  if (found.enum) return found.enum.map((one) => JSON.stringify(one)).join(' | ')
  if ('const' in found) return JSON.stringify(found.const)
  if (found.type === 'array') return `${typeWords(found.items ?? {}, document)}[]`
  const type = [found.type ?? 'any']
    .flat()
    .filter((one) => one !== 'null')
    .join(' | ')
  return found.format && type === 'string' ? found.format : type
}
