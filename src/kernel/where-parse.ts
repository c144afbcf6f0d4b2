import { dateType } from './fields/date.ts'
import { datetimeType } from './fields/datetime.ts'
import { decimal } from './fields/decimal.ts'
import type { FormulaField } from './fields/formula.ts'
import { typeOf } from './fields/index.ts'
import { parseId } from './fields/relation.ts'
import { type Option, parseOption } from './fields/select.ts'
import type { TextField } from './fields/text.ts'
import { parseFormula } from './formula.ts'
import type { Label } from './label.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import { cleanName, cleanText } from './text/fold.ts'
import { periodNames } from './time.ts'
import type { RelativePeriod } from './where.ts'
import { type Path, type PathContext, readPath } from './where-path.ts'
import { dayWords, type Leaf, type Operand, type PathColumn, type Test, type Tree } from './where-tree.ts'

/** How large a filter may be. */
export const whereLimits = { depth: 8, leaves: 200, values: 1_000, characters: 5_000 } as const

export type WhereContext = PathContext & {
  /** Key of the object whose records are filtered. */ readonly object: string
}

/**
 * Reads a filter (see `where.ts`) from untrusted input. `{}` is no filter and matches every record.
 * Throws `Refusal('invalid')` with all problems at once, each at its place (`where.or.0.amount`); what cannot be read
 * never matches anything, least of all everything.
 */
export function parseWhere(input: unknown, context: WhereContext): Tree {
  const reading: Reading = { context, leaves: 0, problems: [] }
  const tree = readGroup(input, 'where', 1, reading)
  if (reading.leaves > whereLimits.leaves)
    reading.problems.push(
      tooMuch('where', `At most ${whereLimits.leaves} conditions.`, `最多 ${whereLimits.leaves} 个条件。`),
    )
  if (reading.problems.length > 0) throw new Refusal('invalid', reading.problems.slice(0, 50))
  return tree
}

type Reading = { readonly context: WhereContext; leaves: number; readonly problems: Problem[] }

const nothing: Tree = { is: 'or', of: [] }

function readGroup(input: unknown, place: string, depth: number, reading: Reading): Tree {
  const wrong = (en: string, zh: string) => {
    reading.problems.push(tooMuch(place, en, zh))
    return nothing
  }
  if (!isPlain(input)) return wrong('A filter is an object of conditions.', '筛选条件应为对象。')
  if (depth > whereLimits.depth)
    return wrong(`Nested more than ${whereLimits.depth} deep.`, `嵌套不能超过 ${whereLimits.depth} 层。`)
  const entries = Object.entries(input)
  if (entries.length === 0 && depth > 1) return wrong('This condition is empty.', '条件为空。')
  const of = entries.map(([key, value]): Tree => {
    const inside = `${place}.${key}`
    if (reading.leaves > whereLimits.leaves) return nothing
    if (key === 'not') return { is: 'not', of: readGroup(value, inside, depth + 1, reading) }
    if (key !== 'and' && key !== 'or') return readCondition(key, value, inside, reading)
    if (!Array.isArray(value) || value.length === 0 || value.length > whereLimits.leaves) {
      reading.problems.push(tooMuch(inside, `'${key}' is a list of conditions.`, `「${key}」应为条件列表。`))
      return nothing
    }
    return { is: key, of: value.map((item, i) => readGroup(item, `${inside}.${i}`, depth + 1, reading)) }
  })
  return of.length === 1 && of[0] ? of[0] : { is: 'and', of }
}

/** One path with its bare value or its operators. */
function readCondition(path: string, input: unknown, place: string, reading: Reading): Tree {
  const found = withFormula(readPath(reading.context.object, path, reading.context), reading.context)
  if ('wrong' in found) {
    reading.leaves++
    reading.problems.push(problem(place, found.wrong, 'unknown'))
    return nothing
  }
  const bare = input === null || typeof input !== 'object'
  const given = bare ? { eq: input } : input
  const entries = isPlain(given) ? Object.entries(given) : []
  if (entries.length === 0) {
    reading.problems.push(tooMuch(place, 'This is not a condition.', '这不是有效的条件。'))
    return nothing
  }
  const of = entries.map(([op, operand]): Tree => {
    reading.leaves++
    const test = readTest(op, operand, found)
    if ('wrong' in test) {
      reading.problems.push(problem(bare ? place : `${place}.${op}`, test.wrong))
      return nothing
    }
    return test
  })
  return of.length === 1 && of[0] ? of[0] : { is: 'and', of }
}

/** A formula is read with all its fields; whether its reader may see them is asked when it is computed. */
function withFormula(found: Path | Wrong, { registry }: WhereContext): Path | Wrong {
  if ('wrong' in found || found.columns[0]?.declared?.type !== 'formula') return found
  const columns = found.columns.map((column) => ({
    ...column,
    formula: parseFormula(column.declared as FormulaField, { registry, object: column.object }),
  }))
  return { ...found, columns }
}

type Wrong = { readonly wrong: Label }

function readTest(op: string, input: unknown, { hops, columns }: Path): Tree | Wrong {
  const [column] = columns
  if (!column) throw new Error('A path without a column.')
  const leaf = (test: Test, at = column): Leaf => ({ is: 'leaf', hops, column: at, test })
  const empty = emptiness(op, input)
  if (empty !== null) {
    // a field of several parts is empty when all of them are
    const of = columns.map((part) => leaf({ op: empty ? 'empty' : 'filled' }, part))
    return of.length === 1 && of[0] ? of[0] : { is: empty ? 'and' : 'or', of }
  }
  if (op === 'empty') return { wrong: { en: "'empty' is true or false.", zh: '「empty」应为 true 或 false。' } }
  const allowed = operatorsOf(column)
  if (columns.length > 1 || !allowed.includes(op)) {
    const known = columns.length > 1 ? ['empty'] : [...allowed, 'empty']
    return {
      wrong: {
        en: `'${op}' does not fit here; use ${known.join(', ')}.`,
        zh: `这里不能用「${op}」，可用：${known.join('、')}。`,
      },
    }
  }
  if (op === 'is') {
    const who = readWho(input, column)
    return 'wrong' in who ? who : leaf(who)
  }
  if (op === 'within') {
    const period = readPeriod(input)
    return period
      ? leaf({ op, period })
      : { wrong: { en: 'This is not a period such as thisMonth.', zh: '这不是有效的时间段，例如 thisMonth。' } }
  }
  if (op === 'contains' || op === 'startsWith') {
    if (typeof input !== 'string' || input === '') return { wrong: { en: 'This must be text.', zh: '这里应填文字。' } }
    const value = readText(input, column, { whole: false })
    return typeof value === 'string' ? leaf({ op, value }) : value
  }
  if (op === 'in' || op === 'notIn' || op === 'hasAny' || op === 'hasAll') {
    if (!Array.isArray(input) || input.length > whereLimits.values)
      return {
        wrong: {
          en: `A list of at most ${whereLimits.values} values.`,
          zh: `应为不超过 ${whereLimits.values} 个值的列表。`,
        },
      }
    if (input.length === 0 && op === 'hasAll') return { wrong: { en: 'The list is empty.', zh: '列表为空。' } }
    const values = new Set<Operand>()
    for (const item of input) {
      const value = readOperand(item, column)
      if (typeof value === 'object') return value
      values.add(value)
    }
    return leaf({ op, values: [...values] } as Test)
  }
  const value = readOperand(input, column)
  if (typeof value === 'object') return value
  if (op === 'eq') return leaf({ op: 'in', values: [value] })
  if (op === 'ne') return leaf({ op: 'notIn', values: [value] })
  if (op === 'has') return leaf({ op: 'hasAll', values: [String(value)] })
  return leaf({ op: op as 'lt' | 'lte' | 'gt' | 'gte', value: String(value) })
}

/** True for what asks for empty, false for what asks for filled, null for anything else. */
function emptiness(op: string, input: unknown): boolean | null {
  if (op === 'empty') return typeof input === 'boolean' ? input : null
  return input === null && (op === 'eq' || op === 'ne') ? op === 'eq' : null
}

const equality = ['eq', 'ne', 'in', 'notIn']
const order = ['lt', 'lte', 'gt', 'gte']

function operatorsOf(column: PathColumn): readonly string[] {
  switch (column.kind) {
    case 'text':
      return isChoice(column) ? equality : [...equality, ...order, 'contains', 'startsWith']
    case 'number':
      return [...equality, ...order]
    case 'boolean':
      return equality
    case 'date':
    case 'datetime':
      return [...equality, ...order, 'within']
    case 'id':
      return column.to === 'user' || column.to === 'team' ? [...equality, 'is'] : equality
    case 'texts':
    case 'ids':
      return ['has', 'hasAny', 'hasAll']
    default:
      return []
  }
}

/** Reads one operand as the kind of its column. Never answers null: emptiness has its own operator. */
function readOperand(input: unknown, column: PathColumn): Operand | Wrong {
  if (input === null || input === undefined || input === '')
    return { wrong: { en: 'A value is missing.', zh: '缺少值。' } }
  switch (column.kind) {
    case 'number': {
      const value = decimal(input, { digits: 30, scale: 12 })
      return value ?? { wrong: { en: 'This is not a number.', zh: '这不是有效的数字。' } }
    }
    case 'boolean':
      return typeof input === 'boolean'
        ? input
        : { wrong: { en: 'This is true or false.', zh: '应为 true 或 false。' } }
    case 'date':
      if (typeof input === 'string' && Object.hasOwn(dayWords, input)) return input
      return taken(dateType.parse(input, { type: 'date', label: noLabel }))
    case 'datetime': {
      if (typeof input === 'string' && Object.hasOwn(dayWords, input)) return input
      const day = dateType.parse(input, { type: 'date', label: noLabel })
      return 'value' in day ? taken(day) : taken(datetimeType.parse(input, { type: 'datetime', label: noLabel }))
    }
    case 'id':
    case 'ids':
      return taken(parseId(input))
    case 'text':
    case 'texts':
      if (typeof input !== 'string' && typeof input !== 'number')
        return { wrong: { en: 'This must be text.', zh: '这里应填文字。' } }
      return readText(String(input), column, { whole: true })
    default:
      return { wrong: { en: 'This cannot be filtered by.', zh: '这一项不能用于筛选。' } }
  }
}

const noLabel: Label = { en: '', zh: '' }

/** Text as it would have been stored: choices by key, addresses in lower case, telephone numbers as E.164. */
function readText(input: string, column: PathColumn, { whole }: { whole: boolean }): string | Wrong {
  // PostgreSQL holds no U+0000, and UTF-8 no lone surrogate
  if (input.includes('\u0000') || !input.isWellFormed())
    return { wrong: { en: 'This holds a character that no text has.', zh: '含有无效字符。' } }
  if (input.length > whereLimits.characters)
    return {
      wrong: { en: `At most ${whereLimits.characters} characters.`, zh: `最多 ${whereLimits.characters} 个字。` },
    }
  const { declared } = column
  if (!declared || column.part !== '') return input
  if (isChoice(column))
    return taken(parseOption(input, (declared as unknown as { options: readonly Option[] }).options))
  if (declared.type === 'email') return cleanText(input).toLowerCase() || input
  if (declared.type === 'text')
    return (whole && (declared as TextField).nameOf === 'person' ? cleanName : cleanText)(input) || input
  if (declared.type !== 'phone') return input
  if (!whole) return cleanText(input).replace(/[\s()-]/g, '') || input
  const phone = typeOf(declared).parse(input, declared)
  return 'value' in phone && phone.value !== null ? String(typeOf(declared).toRow(phone.value, declared)[0]) : input
}

function isChoice({ declared }: PathColumn): boolean {
  return declared?.type === 'select' || declared?.type === 'multiSelect'
}

function readWho(input: unknown, { to }: PathColumn): Test | Wrong {
  if (input === 'myTeam' || input === 'myTeamAndBelow' || (input === 'me' && to === 'user'))
    return { op: 'is', who: input }
  const known = [...(to === 'user' ? ['me'] : []), 'myTeam', 'myTeamAndBelow']
  return { wrong: { en: `'is' takes ${known.join(', ')}.`, zh: `「is」可取 ${known.join('、')}。` } }
}

function readPeriod(input: unknown): RelativePeriod | null {
  if (typeof input === 'string') return periodNames.find((name) => name === input) ?? null
  if (!isPlain(input) || Object.keys(input).length !== 2) return null
  const { unit } = input
  if (unit !== 'day' && unit !== 'week' && unit !== 'month') return null
  const count = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= 1_000
  if (count(input.last)) return { last: input.last, unit }
  return count(input.next) ? { next: input.next, unit } : null
}

function taken(parsed: { readonly value: string | null } | Wrong): string | Wrong {
  if ('wrong' in parsed) return parsed
  return parsed.value ?? { wrong: { en: 'A value is missing.', zh: '缺少值。' } }
}

function isPlain(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

function tooMuch(place: string, en: string, zh: string): Problem {
  return problem(place, { en, zh })
}
