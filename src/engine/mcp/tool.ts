import type { JSONObject } from '@modelcontextprotocol/server'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { wordOf } from '../http/parameters.ts'

/** What an agent may do here: a name, words by which it chooses, what it takes, and the doing. */
export type Tool = {
  readonly name: string
  readonly title: string
  readonly description: (session: Session) => string
  /** Who has it; everybody where it does not say. */
  readonly isFor?: (session: Session) => boolean
  /** `read`: asks nothing of the person. `add` and `change`: an agent's program should ask her first. */
  readonly does: 'read' | 'add' | 'change'
  /** JSON Schema of the properties of its input, and which of them are needed. */
  readonly input: (session: Session) => { readonly properties: Properties; readonly required: readonly string[] }
  readonly run: (session: Session, input: Input) => Promise<unknown>
}
export type Properties = Record<string, JSONObject>
export type Input = Readonly<Record<string, unknown>>

/** The objects that the caller may read, those of settings last. */
export function readableObjects({ workspace, principal }: Session): RegisteredObject[] {
  return [...workspace.registry.objects.values()]
    .filter((object) => principal.rights(object.key).scopes.read.length > 0)
    .sort((a, b) => Number(a.nested ?? false) - Number(b.nested ?? false))
}

/** The object that an input names. One that may not be read is as unknown as one that does not exist. */
export function objectOf({ workspace, principal }: Session, input: Input): RegisteredObject {
  const object = workspace.registry.objects.get(wordOf(input['object']))
  const rights = object && principal.rights(object.key)
  if (!object || !rights || (rights.scopes.read.length === 0 && !rights.create)) throw notFound()
  return object
}

/** The property that names an object. */
export function objectProperty(session: Session) {
  return { type: 'string', enum: readableObjects(session).map(({ key }) => key), description: 'Key of the object.' }
}

/** A property of the input that is an object of values; refuses every other shape. */
export function valuesOf(input: Input, key: string): Input {
  const given = input[key] ?? {}
  if (typeof given === 'object' && !Array.isArray(given)) return given as Input
  throw refuse('malformed', key, { en: `'${key}' is an object of values.`, zh: `${key} 应为对象。` })
}

/** A property of the input that is a list of names; undefined where it is not given. */
export function namesOf(input: Input, key: string): string[] | undefined {
  const given = input[key]
  if (given === undefined || given === null) return undefined
  if (Array.isArray(given) && given.length <= 100 && given.every((one) => typeof one === 'string')) return given
  throw refuse('malformed', key, { en: `'${key}' is a list of names.`, zh: `${key} 应为名称列表。` })
}

/** A whole number of the input between 1 and `most`; `usual` where it is not given. */
export function countOf(input: Input, key: string, most: number, usual: number): number {
  const given = input[key] ?? usual
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= most) return given
  throw refuse('invalid', key, {
    en: `'${key}' is a number from 1 to ${most}.`,
    zh: `${key} 应为 1 到 ${most} 的整数。`,
  })
}
