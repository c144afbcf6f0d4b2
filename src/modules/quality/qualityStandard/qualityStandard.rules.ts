import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { wrongFilter } from '../wrongFilter.ts'
import { qualityStandard } from './qualityStandard.ts'

const most = 60

export const qualityStandardRules = [
  check(qualityStandard, 'a standard is of an object', ({ after, deleted }, tx) =>
    deleted || tx.isObject(after.object)
      ? null
      : problem('object', { en: 'There is no such object.', zh: '没有这个对象。' }, 'unknown'),
  ),
  check(qualityStandard, 'which records grow stale is a filter of the object', ({ after, changes, deleted }, tx) =>
    deleted || after.ages === null || !changes('ages') || !tx.isObject(after.object)
      ? null
      : wrongFilter(tx, after.object, 'ages', after.ages),
  ),
  check(qualityStandard, 'a standard names fields', ({ after }) => {
    const { fields } = after
    if (fields === null) return null
    const named = Array.isArray(fields) && fields.length <= most && fields.every((key) => typeof key === 'string')
    return named
      ? null
      : problem(
          'fields',
          { en: `A list of at most ${most} fields.`, zh: `应为不超过 ${most} 个字段的列表。` },
          'fields',
        )
  }),
]
