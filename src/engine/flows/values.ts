import { typeOf } from '#kernel/fields/index.ts'
import { type FlowTaken, isTaken } from '#kernel/flow.ts'
import { pathsOf, resultOf } from '#kernel/flow-read.ts'
import { afterSpan } from '#kernel/flow-time.ts'
import { say } from '#kernel/label.ts'
import type { Fields, Values } from '#kernel/object.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import { fillMerge } from '#kernel/text/merge.ts'
import { dayOf } from '#kernel/time.ts'
import { readPath } from '#kernel/where-path.ts'
import type { Writing } from '../records/op.ts'
import type { About, Reading } from './reading.ts'
import type { RunData } from './run.ts'

/** What a step's values are taken from: the record on which it acts, and what came with the run. */
export type Source = {
  readonly w: Writing
  readonly record: About | null
  readonly data: RunData
  readonly reading: Reading
}

/**
 * Fills in a step's values: constants as they stand, the others from the record as the flow's owner may read it.
 * Refuses with all problems at once, each at its field.
 */
export async function fillIn(given: Values, fields: Fields, source: Source): Promise<Values> {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [key, field] of Object.entries(fields)) {
    const raw = Object.hasOwn(given, key) ? given[key] : field.default
    if (raw === undefined) continue
    try {
      const value = await readValue(raw, field.type, source)
      if (value === null || value === '') values[key] = null
      else {
        const parsed = typeOf(field).parse(value, field)
        if ('wrong' in parsed) problems.push(problem(key, parsed.wrong))
        else values[key] = parsed.value
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems.map(({ message }) => problem(key, message)))
    }
  }
  for (const key of Object.keys(given))
    if (!Object.hasOwn(fields, key))
      problems.push(
        problem(key, { en: `There is no field '${key}' any more.`, zh: `字段「${key}」已不存在。` }, 'unknown'),
      )
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return values
}

async function readValue(given: unknown, type: string, source: Source): Promise<unknown> {
  if (isTaken(given)) return takenOf(given, type, source)
  return typeof given === 'string' && (type === 'text' || type === 'longText') ? written(given, source) : given
}

async function takenOf(taken: FlowTaken, type: string, source: Source): Promise<unknown> {
  if ('from' in taken) {
    const value = await readAt(taken.from, source)
    if (type === 'text' || type === 'longText') return value === null ? null : textOf(value)
    return type === 'date' && typeof value === 'string' && value.length > 10
      ? dayOf(value, source.w.session.principal.timeZone)
      : value
  }
  if ('is' in taken) return source.record && source.reading.computed(source.record, taken.is, resultOf(type))
  const { now, session } = source.w
  const { calendar } = session.workspace
  const unit = taken.working ? 'workingDay' : 'day'
  const at = afterSpan(now, { amount: taken.after, unit, at: taken.at ?? null }, calendar)
  return type === 'date' ? dayOf(at, calendar.timeZone) : at
}

/** A text with its `{{account.name}}` filled in, or with the words that stand there for where there is nothing. */
export async function written(text: string, source: Source): Promise<string> {
  const found = new Map<string, string>()
  for (const path of new Set(pathsOf(text))) found.set(path, await textAt(path, source))
  return fillMerge(text, ({ path, otherwise }) => found.get(path) || (found.has(path) ? (otherwise ?? '') : null))
}

/** A value of the record as people read it. */
export async function textAt(path: string, source: Source): Promise<string> {
  const value = await readAt(path, source, 'titles')
  const { language, workspace } = source.w.session
  if (value === null || value === undefined) return ''
  const object = source.record ? source.record.object : null
  const found = object && !path.startsWith('data.') ? readPath(object, path, workspace) : null
  const field = found && !('wrong' in found) ? found.columns[0]?.declared : null
  return field && !('to' in field) && typeof value !== 'string'
    ? typeOf(field).toText(value, field, language)
    : field?.type === 'select'
      ? optionText(field, String(value), language)
      : textOf(value)
}

function optionText(field: object, key: string, language: Parameters<typeof say>[1]): string {
  const { options = [] } = field as { options?: readonly { key: string; label: Parameters<typeof say>[0] }[] }
  const option = options.find((one) => one.key === key)
  return option ? say(option.label, language) : key
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('、')
  if (typeof value === 'object' && value !== null && 'amount' in value) return String(value.amount)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What stands at a path, with the owner's rights: relations as ids, or as titles. */
async function readAt(path: string, { record, data, reading }: Source, as: 'ids' | 'titles' = 'ids'): Promise<unknown> {
  if (path.startsWith('data.'))
    return path
      .slice(5)
      .split('.')
      .reduce(stepInto, data.given ?? null)
  if (!record) return null
  const select = path.endsWith('.id') ? path.slice(0, -3) : path
  const shown = path === 'id' ? { id: record.id } : await reading.shown(record, select)
  const value = select.split('.').reduce(stepInto, shown)
  return plain(value, as)
}

function stepInto(at: unknown, key: string): unknown {
  return typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Values)[key] : null
}

function plain(value: unknown, as: 'ids' | 'titles'): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one, as))
  if (typeof value !== 'object' || value === null) return value ?? null
  if ('hidden' in value) return null
  if ('id' in value) return as === 'ids' || !('title' in value) ? value.id : value.title
  return value
}
