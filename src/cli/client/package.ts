import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type ApiDocument, type ClientObject, objectsOf } from './document.ts'
import { comment, keyOf, typeOf, typesOf, whereOf } from './types.ts'

/**
 * A client of a workspace's own API, made of its OpenAPI document: a package of TypeScript without dependencies, with
 * what Node and browsers run beside it. Answers its files by their names.
 */
export function clientPackage(document: ApiDocument, version: string): Readonly<Record<string, string>> {
  const objects = objectsOf(document)
  const sources = {
    client: readFileSync(new URL('./runtime.ts', import.meta.url), 'utf8'),
    objects: objectTypes(document, objects),
    index: index(objects),
  }
  const files = Object.entries(sources).flatMap(([name, text]) => [
    [`${name}.ts`, `${head}${text}`],
    [`${name}.js`, `${head}${plain(text)}`],
  ])
  return {
    'package.json': `${JSON.stringify(manifest(version), null, 2)}\n`,
    'README.md': readme(objects),
    ...Object.fromEntries(files),
  }
}

const head = '// Made by `npx sampan client` of /openapi.json. Make it anew instead of changing it.\n\n'

function manifest(version: string) {
  return {
    name: 'sampan-client',
    version,
    private: true,
    type: 'module',
    description: 'A typed client of one Sampan workspace',
    exports: { '.': { types: './index.ts', default: './index.js' } },
    sideEffects: false,
  }
}

/** The shapes of the document, and for each object what the client is told of it. */
function objectTypes({ components: { schemas } }: ApiDocument, objects: readonly ClientObject[]): string {
  const taken = new Set(Object.keys(schemas))
  const wheres = objects.map(({ record }) => [record, free(`${record}Where`, taken)] as const)
  const whereNames = new Map(wheres)
  const shapes = objects.map((object) => {
    const { key, label, record, may, actions } = object
    const inputs = actions.map((action) => {
      return `${comment(action.summary)}readonly ${keyOf(action.key)}: ${typeOf(action.input)}\n`
    })
    return `${comment(label)}readonly ${keyOf(key)}: {
  readonly record: ${record}
  readonly draft: ${may.create ? `${record}Draft` : 'never'}
  readonly patch: ${may.update ? `${record}Patch` : 'never'}
  readonly where: ${whereNames.get(record)}
  readonly actions: {\n${inputs.join('')}}
}\n`
  })
  return [
    "import type * as api from './client.js'\n",
    typesOf(schemas, new Set(objects.map(({ record }) => record))),
    ...wheres.map(([record, name]) => `${whereOf(name, schemas[record] ?? {})}\n`),
    `/** Every object, by its key. */\nexport type ${free('Objects', taken)} = {\n${shapes.join('')}}\n`,
  ].join('\n')
}

function index(objects: readonly ClientObject[]): string {
  return `import { connect, type ObjectClient, type Options, SampanError, type Shared } from './client.js'
import type { Objects } from './objects.js'

export type * from './objects.js'
export type { Options, Page, Reason, Wrong } from './client.js'
export { SampanError }

/** The workspace: one member for each object. */
export type Sampan = Shared & { readonly [K in keyof Objects]: ObjectClient<Objects[K]> }

/** Connects to the workspace that the key belongs to. */
export function createClient(options: Options): Sampan {
  return connect(options, ${JSON.stringify(objects.map(({ key }) => key))}) as unknown as Sampan
}
`
}

/** What runs of a TypeScript source: its types are blanked, so that line numbers stay. */
function plain(text: string): string {
  // Node says that this function is young; that is nothing to somebody who asks for a client.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(text).replace(/[ \t]+$/gm, '')
  } finally {
    process.emitWarning = emitWarning
  }
}

/** A name that no shape has yet. */
function free(name: string, taken: Set<string>): string {
  const found = taken.has(name) ? `${name}_` : name
  taken.add(found)
  return found
}

function readme(objects: readonly ClientObject[]): string {
  const { key = 'account' } = objects.find((one) => one.key === 'account') ?? objects[0] ?? {}
  return `# sampan-client

A typed client of one Sampan workspace, its own objects and fields included. No dependencies; Node 20 or newer, or a browser.

\`\`\`ts
import { createClient, SampanError } from 'sampan-client'

const sampan = createClient({ url: 'https://crm.example.com', key: process.env.SAMPAN_KEY! })

for await (const record of sampan${access(key)}.each({ where: { updatedAt: { within: 'thisWeek' } } })) console.log(record.id)

try {
  await sampan${access(key)}.update(id, patch, { version })
} catch (error) {
  if (error instanceof SampanError && error.reason === 'stale') console.log(error.problem.current)
  else throw error
}
\`\`\`

Each object has \`list\`, \`each\`, \`get\`, \`create\`, \`update\`, \`delete\`, \`restore\`, \`batch\`, \`group\`, \`act\` and \`timeline\`; \`$search\` searches all,
\`$request\` reaches everything else. A write carries an idempotency key, so that it may be sent again when no answer came; the client does that, and waits when
the server says 429 or 503.

Objects: ${objects.map((one) => `\`${one.key}\``).join(', ')}.
`
}

function access(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
