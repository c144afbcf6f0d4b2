import type { Action, Job, Rule, Subscriber } from './behaviour.ts'
import type { Field } from './fields/field.ts'
import { columnsOf, fieldTypes } from './fields/index.ts'
import type { Grant, Module, RoleSeed, Seed } from './module.ts'
import type { Fields, Identity, Index, ObjectDef, Trait, Views } from './object.ts'
import type { SourceProfile } from './source-profile.ts'
import { closest } from './text/distance.ts'
import { systemFields, traitFields } from './traits.ts'
import { wrongExpressions } from './where-check.ts'

/** An object as the engine sees it: every field that it has, whoever declared it. */
export type RegisteredObject = ObjectDef & {
  readonly module: string
  /** All fields by key: the system's, the traits', the object's, its extensions'. */
  readonly fields: Fields
  readonly traits: readonly Trait[]
  readonly views: Views
  readonly identity: Identity
  readonly indexes: readonly Index[]
  readonly rules: readonly Rule[]
  readonly actions: readonly Action[]
  /** Relations of other objects that point here. */
  readonly inverse: readonly { readonly object: string; readonly field: string; readonly name: string }[]
}

/** All that a workspace is made of. Everything in the engine and on the screen is drawn from it. */
export type Registry = {
  readonly modules: readonly Module[]
  readonly objects: ReadonlyMap<string, RegisteredObject>
  readonly subscribers: readonly Subscriber[]
  readonly jobs: readonly Job[]
  readonly roles: readonly RoleSeed[]
  readonly seeds: readonly Seed[]
  readonly profiles: readonly SourceProfile[]
  /** The object of that key; throws where there is none, which is a bug of the caller. */
  object(key: string): RegisteredObject
}

/**
 * Checks the declarations and makes one registry of them.
 * Throws one error whose message lists every wrong declaration, a sentence each.
 */
export function buildRegistry(given: readonly Module[]): Registry {
  const wrong: string[] = []
  const modules = inOrder(given, wrong)
  const objects = new Map<string, RegisteredObject>()
  for (const module of modules)
    for (const object of module.objects ?? []) {
      if (objects.has(object.key)) wrong.push(`The object '${object.key}' is declared twice.`)
      objects.set(object.key, register(object, module, modules, wrong))
    }
  for (const object of objects.values()) checkObject(object, objects, wrong)
  checkBehaviour(modules, objects, wrong)
  if (wrong.length === 0) wrong.push(...wrongExpressions({ modules, objects }))
  if (wrong.length > 0) throw new Error(`The declarations are wrong:\n${wrong.map((w) => `  - ${w}`).join('\n')}`)
  return {
    modules,
    objects: withInverses(objects),
    subscribers: modules.flatMap((m) => m.subscribers ?? []),
    jobs: modules.flatMap((m) => m.jobs ?? []),
    roles: modules.flatMap((m) => m.roles ?? []),
    seeds: modules.flatMap((m) => m.seeds ?? []),
    profiles: modules.flatMap((m) => m.profiles ?? []),
    object(key) {
      const found = this.objects.get(key)
      if (!found) throw new Error(`There is no object '${key}'.${suggestion(key, objects.keys())}`)
      return found
    },
  }
}

/** Modules sorted so that each comes after those that it requires. */
function inOrder(given: readonly Module[], wrong: string[]): Module[] {
  const byKey = new Map(given.map((m) => [m.key, m]))
  const done = new Set<string>()
  const sorted: Module[] = []
  const visit = (module: Module, path: readonly string[]) => {
    if (done.has(module.key)) return
    if (path.includes(module.key)) {
      wrong.push(`Modules require each other in a circle: ${[...path, module.key].join(' → ')}.`)
      return
    }
    for (const key of module.requires ?? []) {
      const needed = byKey.get(key)
      if (needed) visit(needed, [...path, module.key])
      else
        wrong.push(`The module '${module.key}' requires the unknown module '${key}'.${suggestion(key, byKey.keys())}`)
    }
    done.add(module.key)
    sorted.push(module)
  }
  for (const module of given) visit(module, [])
  return sorted
}

function register(object: ObjectDef, module: Module, modules: readonly Module[], wrong: string[]): RegisteredObject {
  const extensions = modules.flatMap((m) => m.extensions ?? []).filter((e) => e.object === object.key)
  const traits = object.traits ?? []
  const fields: Record<string, Field> = { ...systemFields }
  for (const more of [object.fields, ...traits.map(traitFields), ...extensions.map((e) => e.fields)])
    for (const [key, field] of Object.entries(more)) {
      if (fields[key]) wrong.push(`${object.key}.${key} is declared twice.`)
      fields[key] = field
    }
  return {
    ...object,
    module: module.key,
    fields,
    traits,
    views: object.views ?? {},
    identity: object.identity ?? [],
    indexes: [...(object.indexes ?? []), ...extensions.flatMap((e) => e.indexes ?? [])],
    rules: modules.flatMap((m) => m.rules ?? []).filter((rule) => rule.object === object.key),
    actions: modules.flatMap((m) => m.actions ?? []).filter((action) => action.object === object.key),
    inverse: [],
  }
}

/** What a filter means by these is fixed. */
const reserved = new Set(['id', 'and', 'or', 'not'])
/** Words that stand where the key of an object would in an address. */
const addresses = new Set(['search', 'meta', 'me', 'people', 'files', 'imports', 'events'])
/** Columns that the engine adds to the table of an object. */
const engineColumns = ['id', 'deleted_at', 'search', 'title_key']
const keyShape = /^[a-z][a-zA-Z0-9]{0,39}$/

function checkObject(object: RegisteredObject, objects: ReadonlyMap<string, RegisteredObject>, wrong: string[]): void {
  if (!keyShape.test(object.key))
    wrong.push(`The object key '${object.key}' should be camelCase of at most 40 letters and digits.`)
  if (addresses.has(object.key)) wrong.push(`The object key '${object.key}' is an address of the API already.`)
  const columns = new Map<string, string>()
  for (const [key, field] of Object.entries(object.fields)) {
    const where = `${object.key}.${key}`
    if (!keyShape.test(key))
      wrong.push(`The field key '${where}' should be camelCase of at most 40 letters and digits.`)
    if (reserved.has(key)) wrong.push(`The field key '${where}' is a word of the filter language.`)
    if (!fieldTypes[field.type]) {
      wrong.push(`${where} has the unknown type '${field.type}'.${suggestion(field.type, Object.keys(fieldTypes))}`)
      continue
    }
    if ('to' in field && !objects.has(String(field.to)))
      wrong.push(`${where} points at unknown object '${field.to}'.${suggestion(String(field.to), objects.keys())}`)
    for (const column of columnsOf(key, field)) {
      const other = columns.get(column.name)
      if (engineColumns.includes(column.name))
        wrong.push(`${where} would take the engine's own column '${column.name}'.`)
      else if (other) wrong.push(`${where} and ${object.key}.${other} would share the column '${column.name}'.`)
      columns.set(column.name, key)
    }
  }
  for (const key of [...object.indexes, ...object.identity].flat()) {
    const field = object.fields[key]
    if (field && fieldTypes[field.type] && columnsOf(key, field).length === 0)
      wrong.push(`${object.key}.${key} has no column, so it can neither be indexed nor tell two records apart.`)
  }
  const names: [string, readonly string[]][] = [
    ['title', [object.title]],
    ['views.list', object.views.list ?? []],
    ['views.sort', (object.views.sort ?? []).map((s) => s.replace(/^-/, ''))],
    ['views.create', object.views.create ?? []],
    ['views.header', object.views.header ?? []],
    [
      'views.board',
      [object.views.board?.by, object.views.board?.sum, ...(object.views.board?.card ?? [])].filter(
        (n) => n !== undefined,
      ),
    ],
    ['views.page', (object.views.page ?? []).flatMap((group) => group.fields)],
    ['identity', object.identity.flat()],
    ['indexes', object.indexes.flat().map((s) => s.replace(/^-/, ''))],
    ['happensAt', object.happensAt ? [object.happensAt] : []],
  ]
  for (const [place, keys] of names)
    for (const path of keys) {
      const key = path.split('.')[0] ?? path
      if (!object.fields[key])
        wrong.push(
          `${object.key}.${place} names the unknown field '${key}'.${suggestion(key, Object.keys(object.fields))}`,
        )
    }
}

function checkBehaviour(
  modules: readonly Module[],
  objects: ReadonlyMap<string, RegisteredObject>,
  wrong: string[],
): void {
  for (const module of modules) {
    for (const rule of [...(module.rules ?? []), ...(module.actions ?? []), ...(module.extensions ?? [])])
      if (!objects.has(rule.object))
        wrong.push(
          `The module '${module.key}' has behaviour for the unknown object '${rule.object}'.${suggestion(rule.object, objects.keys())}`,
        )
    const sentences = new Set<string>()
    for (const rule of module.rules ?? []) {
      const sentence = `${rule.object}: ${rule.name}`
      if (sentences.has(sentence)) wrong.push(`Two rules are called "${sentence}".`)
      sentences.add(sentence)
    }
    for (const subscriber of module.subscribers ?? [])
      for (const event of subscriber.events) {
        const [key = ''] = event.split('.')
        if (!objects.has(key))
          wrong.push(
            `The subscriber '${subscriber.name}' waits for '${event}', of an unknown object.${suggestion(key, objects.keys())}`,
          )
      }
    for (const { object } of module.seeds ?? [])
      if (!objects.has(object))
        wrong.push(
          `The module '${module.key}' seeds the unknown object '${object}'.${suggestion(object, objects.keys())}`,
        )
    for (const role of module.roles ?? [])
      for (const [key, grant] of Object.entries(role.grants)) checkGrant(role.key, key, grant, objects, wrong)
  }
  for (const object of objects.values())
    for (const key of doubles(object.actions.map((a) => a.key)))
      wrong.push(`The action '${object.key}.${key}' is declared twice.`)
  for (const object of objects.values())
    for (const { key } of object.actions)
      if (!keyShape.test(key) || verbs.has(key))
        wrong.push(
          `The action '${object.key}.${key}' needs another key: it would be lost among the addresses of the API.`,
        )
  for (const name of doubles(modules.flatMap((m) => m.subscribers ?? []).map((s) => s.name)))
    wrong.push(`Two subscribers are called '${name}': one would pass for the other.`)
}

/** Words that stand where the key of an action would in an address. */
const verbs = new Set(['batch', 'group', 'bulk', 'restore', 'page', 'timeline', 'shares', 'export', 'files'])

/** A misspelt field in a role would be hidden from nobody. */
function checkGrant(
  role: string,
  key: string,
  grant: Grant,
  objects: ReadonlyMap<string, RegisteredObject>,
  wrong: string[],
): void {
  if (key === '*') return
  const object = objects.get(key)
  if (!object) {
    wrong.push(`The role '${role}' grants the unknown object '${key}'.${suggestion(key, objects.keys())}`)
    return
  }
  for (const field of Object.keys(grant.fields ?? {}))
    if (!object.fields[field])
      wrong.push(
        `The role '${role}' names the unknown field '${key}.${field}'.${suggestion(field, Object.keys(object.fields))}`,
      )
  const known = object.actions.map((a) => a.key)
  for (const action of grant.actions === 'all' ? [] : (grant.actions ?? []))
    if (!known.includes(action))
      wrong.push(`The role '${role}' grants the unknown action '${key}.${action}'.${suggestion(action, known)}`)
}

function doubles(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}

function withInverses(objects: ReadonlyMap<string, RegisteredObject>): ReadonlyMap<string, RegisteredObject> {
  const pointing = [...objects.values()].flatMap((from) =>
    Object.entries(from.fields).flatMap(([field, f]) =>
      'to' in f && 'inverse' in f && f.inverse
        ? [{ to: String(f.to), object: from.key, field, name: String(f.inverse) }]
        : [],
    ),
  )
  return new Map(
    [...objects].map(([key, object]) => [key, { ...object, inverse: pointing.filter((p) => p.to === key) }]),
  )
}

function suggestion(word: string, known: Iterable<string>): string {
  const best = closest(word, [...known])
  return best ? ` Did you mean '${best.match}'?` : ''
}
