import { columnsOf } from '#kernel/fields/index.ts'
import { refuse } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { shortName, tableName } from '../db/tables.ts'

/**
 * Turns a violated constraint into words at its field; hands back every other error as it is.
 * Decides by SQLSTATE and the constraint's name alone (growth.md, rule 11); never shows what the server says.
 */
export function explainViolation(registry: Registry, error: unknown): unknown {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string }
  if (code === '57014')
    return refuse('throttled', null, { en: 'This took too long and was stopped.', zh: '操作耗时过长，已停止。' })
  if (code === '22P05' || code === '22021')
    return refuse('invalid', null, {
      en: 'This holds a character that cannot be stored.',
      zh: '内容含有无法保存的字符。',
    })
  if (code !== '23505' && code !== '23503') return error
  const name = (constraint ?? /"([^"]+)"/.exec(message ?? '')?.[1] ?? '').replace(/_\d+$/, '')
  for (const object of registry.objects.values())
    for (const [key, field] of Object.entries(object.fields)) {
      const column = columnsOf(key, field)[0]?.name
      if (!column) continue
      if (code === '23505' && name === shortName(tableName(object), column, 'key'))
        return refuse(
          'invalid',
          key,
          { en: `${field.label.en}: another record has this already.`, zh: `${field.label.zh}已被其他记录使用。` },
          'taken',
        )
      if (code === '23503' && name === shortName(tableName(object), column, 'fk'))
        return refuse(
          'invalid',
          key,
          { en: `${field.label.en}: there is no such record.`, zh: `${field.label.zh}：没有找到这条记录。` },
          'no-such-record',
        )
    }
  if (code === '23505' && name.endsWith('_pk'))
    return refuse(
      'conflict',
      'id',
      { en: 'There is a record with this id already.', zh: '已存在相同编号的记录。' },
      'taken',
    )
  return error
}
