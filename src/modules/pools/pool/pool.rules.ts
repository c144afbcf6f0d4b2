import { check } from '#kernel/behaviour.ts'
import { columnsOf, isComputed } from '#kernel/fields/index.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import { problem, Refusal } from '#kernel/problem.ts'
import { asPooled } from '../pooled.ts'
import { pooledObjects } from '../pooledObjects.ts'
import { pool } from './pool.ts'

export const poolRules = [
  check(pool, 'what is covered in a pool is kept in the record itself and does not name it', ({ after, changes }) =>
    (['hiddenFields', 'maskedFields'] as const).flatMap((at) => {
      if (!changes(at) || after[at] === null) return []
      const object = pooledObjects.find(({ key }) => key === after.object)
      const wrong = Array.isArray(after[at])
        ? after[at].filter((key) => typeof key !== 'string' || !object || !mayCover(object, key))
        : [after[at]]
      return wrong.map((key) =>
        problem(at, { en: `'${String(key)}' cannot be covered.`, zh: `「${String(key)}」不能隐藏或遮蔽。` }, 'field'),
      )
    }),
  ),

  check(pool, 'the filter of a pool can be read', async ({ after, changes }, tx) => {
    const object = pooledObjects.find(({ key }) => key === after.object)
    if (!changes('where') || after.where === null || !object) return
    try {
      await tx.all.list(object, { where: after.where as Where, limit: 1 })
      return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.problems.map(({ message }) => problem('where', message, 'filter'))
    }
  }),

  check(pool, 'a period has its days and its limit', ({ after }) => {
    if ((after.claimsPerPeriod === null) === (after.periodDays === null)) return
    return problem(
      after.periodDays === null ? 'periodDays' : 'claimsPerPeriod',
      { en: 'A limit and the days that it holds for go together.', zh: '周期上限和周期天数要一起填写。' },
      'required',
    )
  }),

  check(pool, 'a pool that goes is empty', async ({ after, deleted }, tx) => {
    const object = pooledObjects.find(({ key }) => key === after.object)
    if (!deleted || !object) return
    const left = await tx.all.count(asPooled(object), { pool: after.id })
    if (left === 0) return
    return problem(
      null,
      { en: `Move its ${left} records elsewhere first.`, zh: `池中还有 ${left} 条记录，请先移走。` },
      'in-use',
    )
  }),
]

/** Fields of the record's own columns, other than its name. What is worked out from a covered one is empty with it. */
export function mayCover({ fields, title }: Pick<ObjectDef, 'fields' | 'title'>, key: string): boolean {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  return (
    field !== undefined &&
    key !== title &&
    !field.system &&
    !isComputed(field) &&
    field.type !== 'files' &&
    columnsOf(key, field).length > 0
  )
}
