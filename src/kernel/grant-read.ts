import type { Label } from './label.ts'
import type { Grant, Scope } from './module.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { closest } from './text/distance.ts'
import { parseWhere } from './where-parse.ts'

export type Grants = Readonly<Record<string, Grant>>

/** What a role's grants come to: as they can be used, and what is wrong, each at its place (`grants.contact.read`). */
export type GrantsRead = { readonly grants: Grants; readonly problems: readonly Problem[] }

const plainScopes = ['none', 'own', 'team', 'teamAndBelow', 'shared', 'all'] as const
const verbs = ['read', 'update', 'delete'] as const
const flags = ['create', 'export', 'import', 'merge'] as const
const levels = ['hidden', 'read', 'write'] as const

/**
 * Reads the grants of a role from untrusted input. A misspelt field would be hidden from nobody and a misspelt scope
 * would open nothing, so every word must be known; a filter must be one that lists can read.
 */
export function readGrants(input: unknown, registry: Pick<Registry, 'objects'>): GrantsRead {
  const problems: Problem[] = []
  const wrong = (place: readonly string[], message: Label) =>
    void problems.push(problem(['grants', ...place].join('.'), message, 'grant'))
  if (input === null || input === undefined) return { grants: {}, problems }
  if (!isPlain(input)) {
    wrong([], { en: 'Grants are an object, by the keys of objects.', zh: '权限应按对象填写。' })
    return { grants: {}, problems }
  }
  const grants = Object.entries(input).flatMap(([key, given]): [string, Grant][] => {
    const object = registry.objects.get(key)
    if (!object && key !== '*') {
      wrong([key], unknown(key, [...registry.objects.keys()], { en: 'object', zh: '对象' }))
      return []
    }
    if (!isPlain(given)) {
      wrong([key], { en: 'A grant is an object.', zh: '每个对象的权限应为一组设置。' })
      return []
    }
    return [[key, readGrant(key, given, object ?? null, registry, wrong)]]
  })
  return { grants: Object.fromEntries(grants), problems }
}

type Wrong = (place: readonly string[], message: Label) => void

function readGrant(
  key: string,
  given: Readonly<Record<string, unknown>>,
  object: RegisteredObject | null,
  registry: Pick<Registry, 'objects'>,
  wrong: Wrong,
): Grant {
  const known: readonly string[] = [...verbs, ...flags, 'actions', 'fields']
  for (const word of Object.keys(given))
    if (!known.includes(word)) wrong([key, word], unknown(word, known, { en: 'right', zh: '权限' }))
  const grant: Record<string, unknown> = {}
  for (const verb of verbs) {
    if (given[verb] === undefined || given[verb] === null) continue
    const list = Array.isArray(given[verb]) ? (given[verb] as unknown[]) : [given[verb]]
    const scopes = list.flatMap((scope) => readScope(scope, [key, verb], object, registry, wrong))
    grant[verb] = Array.isArray(given[verb]) ? scopes : (scopes[0] ?? 'none')
  }
  for (const flag of flags) {
    if (given[flag] === undefined || given[flag] === null) continue
    if (typeof given[flag] === 'boolean') grant[flag] = given[flag]
    else wrong([key, flag], { en: 'This is true or false.', zh: '这里只能是 true 或 false。' })
  }
  if (given['actions'] !== undefined && given['actions'] !== null)
    grant['actions'] = readActions(given['actions'], key, object, wrong)
  if (given['fields'] !== undefined && given['fields'] !== null)
    grant['fields'] = readFields(given['fields'], key, object, wrong)
  return grant
}

function readScope(
  scope: unknown,
  place: readonly string[],
  object: RegisteredObject | null,
  registry: Pick<Registry, 'objects'>,
  wrong: Wrong,
): Scope[] {
  if (typeof scope === 'string') {
    const found = plainScopes.find((one) => one === scope)
    if (found) return [found]
    wrong(place, unknown(scope, plainScopes, { en: 'scope', zh: '范围' }))
    return []
  }
  if (isPlain(scope) && isPlain(scope['where']) && Object.keys(scope).length === 1) {
    if (!object) {
      wrong(place, { en: 'A condition needs an object of its own.', zh: '自定义条件只能用于具体的对象。' })
      return []
    }
    try {
      parseWhere(scope['where'], { registry, object: object.key })
      return [{ where: scope['where'] }]
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const one of error.problems) wrong(place, one.message)
      return []
    }
  }
  wrong(place, { en: 'A scope is a word or a condition.', zh: '范围应为固定选项或自定义条件。' })
  return []
}

function readActions(given: unknown, key: string, object: RegisteredObject | null, wrong: Wrong): string[] | 'all' {
  if (given === 'all') return 'all'
  if (!Array.isArray(given)) {
    wrong([key, 'actions'], { en: 'Actions are a list, or all.', zh: '操作应为列表，或 all。' })
    return []
  }
  const known = object?.actions.map((action) => action.key) ?? []
  return given.flatMap((action) => {
    if (typeof action === 'string' && known.includes(action)) return [action]
    wrong([key, 'actions'], unknown(String(action), known, { en: 'action', zh: '操作' }))
    return []
  })
}

function readFields(
  given: unknown,
  key: string,
  object: RegisteredObject | null,
  wrong: Wrong,
): Record<string, 'hidden' | 'read' | 'write'> {
  if (!isPlain(given)) {
    wrong([key, 'fields'], { en: 'Fields are an object.', zh: '字段权限应按字段填写。' })
    return {}
  }
  const known = Object.keys(object?.fields ?? {})
  return Object.fromEntries(
    Object.entries(given).flatMap(([field, level]) => {
      if (!known.includes(field)) {
        wrong([key, 'fields', field], unknown(field, known, { en: 'field', zh: '字段' }))
        return []
      }
      const found = levels.find((one) => one === level)
      if (!found) wrong([key, 'fields', field], unknown(String(level), levels, { en: 'level', zh: '级别' }))
      return found ? [[field, found] as const] : []
    }),
  )
}

function unknown(word: string, known: readonly string[], what: Label): Label {
  const guess = closest(word, [...known])?.match
  return {
    en: `There is no ${what.en} '${word}'.${guess ? ` Did you mean '${guess}'?` : ''}`,
    zh: `没有${what.zh}「${word}」。${guess ? `是否指「${guess}」？` : ''}`,
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
