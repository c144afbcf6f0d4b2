import { check, type Tx } from '#kernel/behaviour.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { ObjectDef } from '#kernel/object.ts'
import { problem } from '#kernel/problem.ts'
import { mergeFields } from '#kernel/text/merge.ts'
import { mailTemplate } from './mailTemplate.ts'

export const mailTemplateRules = [
  check(mailTemplate, 'every place in a template is a field', ({ after, changes }, tx) =>
    (['subject', 'body'] as const).flatMap((key) => {
      if (!changes(key) && !changes('about')) return []
      const unknown = mergeFields(after[key]).filter(({ path }) => !isPath(tx, after.about, path.split('.')))
      if (unknown.length === 0) return []
      const names = unknown.map(({ whole }) => whole)
      return [
        problem(
          key,
          { en: `There is no field for ${names.join(', ')}.`, zh: `没有这些字段：${names.join('、')}。` },
          'unknown-field',
        ),
      ]
    }),
  ),
]

/** Does a path lead from the object over its relations to a field? */
function isPath(tx: Tx, object: string, [key = '', ...rest]: readonly string[]): boolean {
  const field = tx.fieldsOf({ key: object } as ObjectDef)[key] as (Field & { to?: string }) | undefined
  if (!field) return false
  return rest.length === 0 || (field.to !== undefined && field.type !== 'relations' && isPath(tx, field.to, rest))
}
