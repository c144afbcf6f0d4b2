import { isComputed, typeOf } from '#kernel/fields/index.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { closest } from '#kernel/text/distance.ts'
import type { Rights } from '../access/principal.ts'

/** Canonical values by field key, and everything that is wrong with what was given. */
export type ParsedValues = { readonly values: Record<string, unknown>; readonly problems: Problem[] }

/**
 * Reads what a caller wants to write. A field the caller may not see is refused like one that does not exist.
 * @param rights null for rules, which may also write what only the system writes
 * @param currency of an amount that names none, where its field names none either
 */
export function parseValues(
  object: RegisteredObject,
  given: Readonly<Record<string, unknown>>,
  rights: Rights | null,
  currency?: string,
): ParsedValues {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [key, input] of Object.entries(given)) {
    if (input === undefined) continue
    const field = Object.hasOwn(object.fields, key) ? object.fields[key] : undefined
    if (!field || (rights && !rights.fields.has(key))) {
      problems.push(unknownField(object, key, rights))
      continue
    }
    if ((rights && rights.fields.get(key) !== 'write') || isComputed(field)) {
      problems.push(
        problem(
          key,
          { en: `${field.label.en} cannot be changed.`, zh: `「${field.label.zh}」不能修改。` },
          'read-only',
        ),
      )
      continue
    }
    if (input === null || input === '') {
      values[key] = null
      continue
    }
    const of = field.type === 'money' && currency ? { currency, ...field } : field
    const parsed = typeOf(field).parse(input, of)
    if ('wrong' in parsed) problems.push(problem(key, parsed.wrong))
    // Links have no order of their own; the same ones are the same value.
    else
      values[key] = field.type === 'relations' ? ((parsed.value as string[] | null)?.toSorted() ?? null) : parsed.value
  }
  return { values, problems }
}

function unknownField(object: RegisteredObject, key: string, rights: Rights | null): Problem {
  const known = rights ? [...rights.fields.keys()] : Object.keys(object.fields)
  const guess = closest(key, known)?.match
  return problem(
    key,
    {
      en: `${object.label.en} has no field '${key}'.${guess ? ` Did you mean '${guess}'?` : ''}`,
      zh: `「${object.label.zh}」没有字段「${key}」。${guess ? `你是想填「${guess}」吗？` : ''}`,
    },
    'unknown-field',
  )
}

/** Required fields that are empty after all derives. One that was empty before became required later, and may stay so. */
export function missingFields(
  object: RegisteredObject,
  record: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> | null,
): Problem[] {
  const empty = (value: unknown) => value === null || value === undefined
  return requiredOf(object).flatMap((key) => {
    if (!empty(record[key]) || (before && empty(before[key]))) return []
    const { label } = object.fields[key]!
    return [problem(key, { en: `${label.en} is required.`, zh: `请填写${label.zh}。` }, 'required')]
  })
}

const required = new WeakMap<RegisteredObject, readonly string[]>()

function requiredOf(object: RegisteredObject): readonly string[] {
  let keys = required.get(object)
  if (!keys) {
    keys = Object.entries(object.fields).flatMap(([key, field]) => (field.required && !field.system ? [key] : []))
    required.set(object, keys)
  }
  return keys
}
