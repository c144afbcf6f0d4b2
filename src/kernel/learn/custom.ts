import type { Configuration, CustomLearning } from '../configuration.ts'
import { type Problem, problem } from '../problem.ts'
import type { RegisteredObject, Registry } from '../registry.ts'
import type { Feature, Learning } from './learning.ts'

/* Scores of an administrator that are learnt: what she named becomes a learning like those of modules. */

const sizes = new Set(['number', 'decimal', 'money', 'percent'])
const choices = new Set(['select', 'boolean'])
/** What is worked out, or kept in several places, cannot be looked up as it once was. */
const untold = new Set([
  'formula',
  'rollup',
  'deadline',
  'score',
  'relations',
  'multiSelect',
  'files',
  'json',
  'address',
])

/** The learnings that a configuration declares; its items have been checked. */
export function customLearnings(registry: Registry, scores: Configuration['scores']): Learning[] {
  return Object.entries(scores).flatMap(([path, { learns, owner }]): Learning[] => {
    const [key = '', score = ''] = path.split('.')
    const object = registry.objects.get(key)
    if (!learns || !object) return []
    const features = learns.features.flatMap((one) => featureOf(registry, object, one) ?? [])
    const { won, lost, closedAt, horizonDays } = learns
    return [
      {
        is: 'learning',
        object: key,
        score,
        won,
        lost,
        closedAt,
        horizonDays,
        features,
        saying: {},
        ...(owner ? { owner } : {}),
      },
    ]
  })
}

/** A field, or one of the record that a relation leads to (`account.level`), as something to learn from. */
export function featureOf(registry: Registry, object: RegisteredObject, path: string): Feature | null {
  const [first = '', second, more] = path.split('.')
  const near = Object.hasOwn(object.fields, first) ? object.fields[first] : undefined
  if (!near || more !== undefined) return null
  const to =
    second !== undefined && near.type === 'relation' && 'to' in near ? registry.objects.get(String(near.to)) : null
  const field = second === undefined ? near : to && Object.hasOwn(to.fields, second) ? to.fields[second] : undefined
  if (!field || untold.has(field.type)) return null
  const is = choices.has(field.type) ? 'choice' : sizes.has(field.type) ? 'size' : 'filled'
  const label =
    second === undefined
      ? field.label
      : { en: `${near.label.en}: ${field.label.en}`, zh: `${near.label.zh}的${field.label.zh}` }
  return {
    key: path.replace('.', '_'),
    label,
    is,
    field: second ?? first,
    ...(second === undefined ? {} : { of: first }),
  }
}

/** What is wrong with what an administrator wants learnt, at its place. */
export function wrongLearning(
  registry: Registry,
  object: RegisteredObject,
  score: string,
  learns: CustomLearning,
): Problem[] {
  const problems: Problem[] = []
  const field = object.fields[score]
  if (!field?.custom)
    problems.push(
      problem('learns', { en: 'Only a score of your own is learnt so.', zh: '只有自建的评分可以这样学习。' }),
    )
  const closed = Object.hasOwn(object.fields, learns.closedAt) ? object.fields[learns.closedAt] : undefined
  if (closed?.type !== 'date' && closed?.type !== 'datetime')
    problems.push(problem('learns.closedAt', { en: 'This is no field with a date.', zh: '这不是日期字段。' }))
  if (learns.features.length === 0)
    problems.push(
      problem('learns.features', { en: 'Name at least one field.', zh: '请至少选择一个字段。' }, 'required'),
    )
  learns.features.forEach((path, i) => {
    if (!featureOf(registry, object, path))
      problems.push(
        problem(`learns.features.${i}`, {
          en: `Nothing can be learnt from '${path}'.`,
          zh: `不能从「${path}」学习。`,
        }),
      )
  })
  return problems
}
