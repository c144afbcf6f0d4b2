import type { Tx } from './behaviour.ts'
import type { Field } from './fields/field.ts'
import type { ObjectDef } from './object.ts'
import { type Problem, problem } from './problem.ts'
import { mergeFields } from './text/merge.ts'

/** An object whose records are words that are used again: which object they are written from, and its texts. */
export type TemplateRecords = {
  readonly object: ObjectDef
  readonly about: string
  readonly texts: readonly string[]
}

/** What is wrong with the places in a text of a template that is written from records of `about`. */
export function templateProblems(tx: Tx, about: string, key: string, text: string): readonly Problem[] {
  const unknown = mergeFields(text).filter(({ path }) => !isPath(tx, about, path.split('.')))
  if (unknown.length === 0) return []
  const names = unknown.map(({ whole }) => whole)
  return [
    problem(
      key,
      { en: `There is no field for ${names.join(', ')}.`, zh: `没有这些字段：${names.join('、')}。` },
      'unknown-field',
    ),
  ]
}

/** Does a path lead from the object over its relations to a field? */
function isPath(tx: Tx, object: string, [key = '', ...rest]: readonly string[]): boolean {
  const field = tx.fieldsOf({ key: object } as ObjectDef)[key] as (Field & { to?: string }) | undefined
  if (!field) return false
  return rest.length === 0 || (field.to !== undefined && field.type !== 'relations' && isPath(tx, field.to, rest))
}
