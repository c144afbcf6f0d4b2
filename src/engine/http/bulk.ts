import type { BulkRequest, BulkSelection, BulkWork } from '#kernel/api-bulk.ts'
import { bulkLimits } from '#kernel/api-bulk.ts'
import { parseId } from '#kernel/fields/relation.ts'
import type { Values } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'

/** Reads `{ ids }` or `{ where, except? }`. What is neither selects nothing: it is refused. */
export function readSelection(given: unknown, field = 'selection'): BulkSelection {
  if (!isPlain(given)) throw wrong(field, 'This is a selection: ids, or a filter.', '这里应为所选记录：ids 或 where。')
  const { ids, where, except } = given
  if (ids !== undefined && where === undefined) {
    const list = readIds(ids, `${field}.ids`)
    if (list.length > 0) return { ids: list }
    throw wrong(`${field}.ids`, 'Name at least one record.', '请至少选择一条记录。')
  }
  if (ids === undefined && isPlain(where))
    return {
      where: where as Where,
      ...(except === undefined ? {} : { except: readIds(except, `${field}.except`, 1_000) }),
    }
  throw wrong(field, 'Give either ids or a filter.', '请在 ids 与 where 中二选一。')
}

/** Reads what a bulk write is to do, and to which records. */
export function readBulk(body: Values): BulkRequest {
  const given = body['selection']
  const selection = readSelection(given)
  const { count, hash } = given as Values
  if ('where' in selection && (!Number.isInteger(count) || typeof hash !== 'string'))
    throw wrong(
      'selection',
      'A selection by filter carries the count and hash that were confirmed.',
      '按条件选择时须附上确认过的 count 与 hash。',
    )
  const confirmed = {
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(hash === undefined ? {} : { hash: String(hash) }),
  }
  return { ...readWork(body), selection: { ...selection, ...confirmed } }
}

function readWork({ do: verb, values, add, remove, action, input }: Values): BulkWork {
  if (verb === 'delete') return { do: 'delete' }
  if (verb === 'update')
    return {
      do: 'update',
      ...readValues('values', values),
      ...readValues('add', add),
      ...readValues('remove', remove),
    }
  if (verb === 'action' && typeof action === 'string') return { do: 'action', action, ...readValues('input', input) }
  throw wrong('do', "'do' is update, delete or action.", 'do 只能是 update、delete 或 action。')
}

function readValues(key: string, given: unknown): Record<string, Values> {
  if (given === undefined) return {}
  if (isPlain(given)) return { [key]: given }
  throw wrong(key, 'These are values by field.', '这里应为字段与值的对象。')
}

function readIds(given: unknown, field: string, most: number = bulkLimits.records): string[] {
  if (!Array.isArray(given) || given.length > most)
    throw wrong(field, `This is a list of at most ${most} ids.`, `这里应为 id 列表，最多 ${most} 个。`)
  return given.map((one) => {
    const parsed = parseId(one)
    if ('wrong' in parsed) throw wrong(field, 'This is no id.', '这不是有效的 id。')
    return parsed.value
  })
}

function isPlain(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(field: string, en: string, zh: string) {
  return refuse('invalid', field, { en, zh })
}
