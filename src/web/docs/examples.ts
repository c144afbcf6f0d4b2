import { type ApiDocument, choices, type Operation, propertiesOf, resolved, type Schema } from './document.ts'

/** A request that could be sent as it stands, once the key is in its place. */
export function curlOf(operation: Operation, document: ApiDocument, origin: string): string {
  const { method, path, parameters = [], requestBody } = operation
  const address = `${origin}${path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`
  const json = requestBody?.content['application/json']?.schema
  const form = requestBody?.content['multipart/form-data']?.schema
  const query = parameters.filter((one) => one.in === 'query').map(({ name }) => name)
  const lines = [
    `curl ${flagOf(method, query.includes('where'))}"${address}"`,
    '-H "Authorization: Bearer $SAMPAN_KEY"',
    ...(query.includes('where') && method === 'get'
      ? [`--data-urlencode ${quoted(`where=${whereFor(operation, document)}`)}`, '--data-urlencode limit=20']
      : []),
    ...(parameters.some(({ name }) => name === 'Idempotency-Key') ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(json
      ? ['-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(exampleOf(json, document), null, 2))}`]
      : []),
    ...Object.keys(form?.properties ?? {}).map((name) => `-F ${name}=@file.csv`),
  ]
  return lines.join(' \\\n  ')
}

function flagOf(method: string, filtered: boolean): string {
  if (method === 'get') return filtered ? '--get ' : ''
  return `-X ${method.toUpperCase()} `
}

/** A filter that every reader understands, of fields that the object has. */
function whereFor({ tags: [key = ''] }: Operation, document: ApiDocument): string {
  const record = document.tags.find(({ name }) => name === key)?.['x-sampan-record'] ?? ''
  const fields = document.components.schemas[record]?.properties ?? {}
  return JSON.stringify(fields['owner'] ? { owner: { is: 'me' } } : { updatedAt: { within: 'thisMonth' } })
}

/** An example of a schema: of an object what is required, else the first of what there is. */
export function exampleOf(schema: Schema, document: ApiDocument, depth = 0): unknown {
  const { schema: found, name } = resolved(choices(schema)[0] ?? schema, document)
  if (name === 'Money') return { amount: '1000.00', currency: 'CNY' }
  if (found.enum) return found.enum[0]
  if ('const' in found) return found.const
  const [type] = [found.type ?? (found.allOf ? 'object' : 'any')].flat()
  switch (type) {
    case 'object': {
      if (depth > 2) return {}
      const all = propertiesOf(found, document)
      const needed = all.filter(([, , required]) => required)
      const shown = needed.length > 0 ? needed : all.filter(([key]) => key !== 'id').slice(0, 2)
      return Object.fromEntries(shown.map(([key, one]) => [key, exampleOf(one, document, depth + 1)]))
    }
    case 'array':
      return [exampleOf(found.items ?? {}, document, depth + 1)]
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'string':
      return texts[found.format ?? ''] ?? (found.description?.split(' — ')[0] || 'text')
    default:
      return null
  }
}

const texts: Readonly<Record<string, string>> = {
  uuid: '01890000-0000-7000-8000-000000000001',
  date: '2026-12-01',
  'date-time': '2026-12-01T08:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
}

/** For a shell: as it is, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
