import { type CustomType, configurationLimits, customTypes, type Section } from './configuration.ts'
import { suggestion } from './declaration-problem.ts'
import { formulaLimits } from './formula.ts'
import type { Label } from './label.ts'
import { type Problem, problem } from './problem.ts'
import { isKey } from './registry-check.ts'

/** Reads one property of an item: its canonical form, or undefined with a problem noted at its path. */
export type Shape = (input: unknown, at: string, problems: Problem[]) => unknown

const limits = configurationLimits
/** Text that PostgreSQL cannot hold, and lone surrogates. */
const unfit = (text: string) => text.includes('\u0000') || !text.isWellFormed()

const wrong = (problems: Problem[], at: string, en: string, zh: string): undefined => {
  problems.push(problem(at, { en, zh }))
}

/** Text of 1 to `most` characters. */
function words(most: number): Shape {
  return (input, at, problems) => {
    if (typeof input !== 'string' || unfit(input)) return wrong(problems, at, 'This must be text.', '这里应填文字。')
    const text = input.trim()
    if (text === '') return wrong(problems, at, 'This is empty.', '这里不能为空。')
    if ([...text].length > most) return wrong(problems, at, `At most ${most} characters.`, `最多 ${most} 个字。`)
    return text
  }
}

/** `{ en, zh }`, or one text for both; one language stands in for the other where that is missing. */
function label(most: number): Shape {
  const text = words(most)
  return (input, at, problems) => {
    if (typeof input === 'string') {
      const read = text(input, at, problems)
      return read === undefined ? undefined : { en: read, zh: read }
    }
    if (!isPlain(input) || Object.keys(input).some((key) => key !== 'en' && key !== 'zh'))
      return wrong(problems, at, 'A label is { en, zh }, or one text.', '名称应为 { en, zh }，或一段文字。')
    const { en = input['zh'], zh = input['en'] } = input
    const read = { en: text(en, `${at}.en`, problems), zh: text(zh, `${at}.zh`, problems) }
    return read.en === undefined || read.zh === undefined ? undefined : (read as Label)
  }
}

const flag: Shape = (input, at, problems) =>
  typeof input === 'boolean' ? input : wrong(problems, at, 'This is true or false.', '应为 true 或 false。')

function whole(least: number, most: number): Shape {
  return (input, at, problems) =>
    typeof input === 'number' && Number.isInteger(input) && input >= least && input <= most
      ? input
      : wrong(problems, at, `A whole number from ${least} to ${most}.`, `应为 ${least} 到 ${most} 的整数。`)
}

const number: Shape = (input, at, problems) =>
  typeof input === 'number' && Number.isFinite(input) && Math.abs(input) <= 1e15
    ? input
    : wrong(problems, at, 'This is not a number.', '这不是有效的数字。')

function oneOf(values: readonly string[]): Shape {
  return (input, at, problems) => {
    if (typeof input === 'string' && values.includes(input)) return input
    const guess = suggestion(typeof input === 'string' ? input : '', values)
    return wrong(problems, at, `One of ${values.join(', ')}.${guess.en}`, `可选：${values.join('、')}。${guess.zh}`)
  }
}

const day: Shape = (input, at, problems) =>
  typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input) && !Number.isNaN(Date.parse(input))
    ? input
    : wrong(problems, at, 'This is not a date such as 2027-01-31.', '日期格式应为 2027-01-31。')

/** A key of an object or field. */
export const keyShape: Shape = (input, at, problems) => {
  if (typeof input === 'string' && isKey(input) && input.length <= 30) return input
  const known = typeof input === 'string' && input in {}
  return known
    ? wrong(problems, at, `'${input}' is a word of the programming language.`, `「${input}」是保留字，请换一个标识。`)
    : wrong(
        problems,
        at,
        'A key begins with a small letter and has only English letters and digits, at most 30: plateNumber.',
        '标识应以小写英文字母开头，只含英文字母和数字，最多 30 个，例如 plateNumber。',
      )
}

function list(of: Shape, most: number): Shape {
  return (input, at, problems) => {
    if (!Array.isArray(input) || input.length > most)
      return wrong(problems, at, `A list of at most ${most}.`, `应为不超过 ${most} 项的列表。`)
    const read = input.map((one, i) => of(one, `${at}.${i}`, problems))
    return read.includes(undefined) ? undefined : read
  }
}

/** An object of properties; what is not among them is refused. */
function record(properties: Readonly<Record<string, Shape>>, needed: readonly string[]): Shape {
  return (input, at, problems) => {
    if (!isPlain(input)) return wrong(problems, at, 'This must be an object.', '这里应为对象。')
    return readProperties(input, properties, needed, `${at}.`, problems)
  }
}

/** Reads the properties of an item, in the order in which they are declared. */
export function readProperties(
  input: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Shape>>,
  needed: readonly string[],
  prefix: string,
  problems: Problem[],
): Record<string, unknown> {
  for (const key of Object.keys(input))
    if (!Object.hasOwn(properties, key)) {
      const guess = suggestion(key, Object.keys(properties))
      wrong(problems, prefix + key, `There is no such property here.${guess.en}`, `这里没有这一项。${guess.zh}`)
    }
  const read: Record<string, unknown> = {}
  for (const [key, shape] of Object.entries(properties)) {
    const given = Object.hasOwn(input, key) ? input[key] : undefined
    if (given !== undefined && given !== null) {
      const value = shape(given, prefix + key, problems)
      if (value !== undefined) read[key] = value
    } else if (needed.includes(key)) wrong(problems, prefix + key, 'This is missing.', '请填写这一项。')
  }
  return read
}

const choices: Shape = (input, at, problems) => {
  const read = list(
    record({ key: choiceKey, label: label(limits.label), color: words(20) }, ['key', 'label']),
    limits.options,
  )(input, at, problems) as { key: string }[] | undefined
  const keys = read?.map(({ key }) => key) ?? []
  const double = keys.findIndex((key, i) => keys.indexOf(key) !== i)
  if (double >= 0) return wrong(problems, `${at}.${double}.key`, 'Another choice has this key.', '选项标识重复。')
  return read
}
const choiceKey: Shape = (input, at, problems) =>
  typeof input === 'string' && /^[\p{L}\p{N}_-]{1,60}$/u.test(input) && !(input in {})
    ? input
    : wrong(
        problems,
        at,
        'A key of a choice is 1 to 60 letters, digits, _ or -.',
        '选项标识应为 1 到 60 个文字、数字、_ 或 -。',
      )

/** A filter; whether its names and values fit is asked once the objects are known. */
const filter: Shape = (input, at, problems) => {
  if (!isPlain(input)) return wrong(problems, at, 'A filter is an object of conditions.', '筛选条件应为对象。')
  if (depthOf(input) > 20 || JSON.stringify(input).length > 20_000)
    return wrong(problems, at, 'This filter is too large.', '筛选条件过于复杂。')
  return input
}

/** Any plain value, such as the default of a field. */
const anything: Shape = (input, at, problems) =>
  depthOf(input) > 4 || JSON.stringify(input).length > 5_000 || unfit(JSON.stringify(input))
    ? wrong(problems, at, 'This is too large.', '内容过大。')
    : input

function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > 20) return depth
  return Math.max(depth + 1, ...Object.values(value).map((one) => depthOf(one, depth + 1)))
}

const kept = {
  owner: words(200),
  reason: words(limits.words),
  reviewAt: day,
  createdAt: words(40),
  createdBy: words(200),
}
const named = { label: label(limits.label) }
const help = { help: label(500) }
const path: Shape = (input, at, problems) =>
  typeof input === 'string' && /^-?[a-zA-Z][a-zA-Z0-9]*(\.[a-zA-Z][a-zA-Z0-9]*){0,3}$/.test(input)
    ? input
    : wrong(problems, at, 'This is not the key of a field.', '这不是字段标识。')
const paths = list(path, 200)
const roles = list(words(100), 100)
const formula = words(formulaLimits.characters)

/** What each section's items are made of; those of fields depend on their type. */
export const shapes: Readonly<Record<Exclude<Section, 'fields'>, { of: Record<string, Shape>; needs: string[] }>> = {
  objects: {
    of: {
      ...named,
      plural: words(limits.label),
      ...help,
      title: keyShape,
      icon: words(40),
      traits: list(oneOf(['owned', 'shared', 'timeline', 'importable', 'tagged']), 5),
      nested: flag,
      ...kept,
    },
    needs: ['label', 'plural', 'title'],
  },
  labels: { of: { ...named, plural: words(limits.label), ...help, ...kept }, needs: [] },
  choices: { of: { options: choices, ...kept }, needs: ['options'] },
  rules: {
    of: {
      object: keyShape,
      ...named,
      when: filter,
      must: filter,
      is: formula,
      message: label(500),
      field: keyShape,
      ...kept,
    },
    needs: ['object', 'label', 'message'],
  },
  conditions: { of: { requiredWhen: filter, visibleWhen: filter, ...kept }, needs: [] },
  scores: {
    of: {
      where: filter,
      rules: list(
        record(
          {
            label: label(limits.label),
            where: filter,
            points: whole(-10_000, 10_000),
            decay: record({ since: keyShape, by: oneOf(['half', 'linear']), days: whole(1, 3_660) }, [
              'since',
              'by',
              'days',
            ]),
          },
          ['label', 'points'],
        ),
        100,
      ),
      floor: whole(-10_000, 10_000),
      cap: whole(-10_000, 10_000),
      grades: list(record({ key: words(10), from: whole(-10_000, 10_000), color: words(20) }, ['key', 'from']), 12),
      learns: record(
        { won: filter, lost: filter, closedAt: keyShape, horizonDays: whole(1, 365), features: list(path, 40) },
        ['won', 'lost', 'closedAt', 'horizonDays', 'features'],
      ),
      ...kept,
    },
    needs: ['rules'],
  },
  layouts: {
    of: {
      object: keyShape,
      ...named,
      roles,
      order: whole(-1_000, 1_000),
      list: paths,
      sort: list(path, 3),
      create: paths,
      header: paths,
      page: list(record({ label: label(limits.label), fields: paths }, ['label', 'fields']), 50),
      ...kept,
    },
    needs: ['object', 'label'],
  },
  views: {
    of: {
      object: keyShape,
      ...named,
      roles,
      order: whole(-1_000, 1_000),
      where: filter,
      columns: paths,
      sort: list(path, 3),
      ...kept,
    },
    needs: ['object', 'label'],
  },
}

const everyField = {
  type: oneOf(customTypes),
  ...named,
  ...help,
  required: flag,
  sensitive: flag,
  personal: flag,
  fixed: flag,
}
const search = oneOf(['name', 'text', 'code'])
const bounds = { min: number, max: number }
const pointer = { to: keyShape, inverse: keyShape, where: filter }

/** The options of each type, beside what every field may say. */
const ofType: Readonly<Record<CustomType, Readonly<Record<string, Shape>>>> = {
  text: { unique: flag, index: flag, search, max: whole(1, 4_000), default: anything },
  longText: { search: oneOf(['text']), max: whole(1, 100_000) },
  email: { unique: flag, index: flag, search, default: anything },
  phone: { unique: flag, index: flag, search: oneOf(['code']) },
  url: { unique: flag, index: flag, search },
  number: { unique: flag, index: flag, integer: flag, scale: whole(0, 6), ...bounds, default: anything },
  money: { index: flag, min: number, currency: currencyShape, default: anything },
  percent: { index: flag, ...bounds, default: anything },
  boolean: { index: flag, default: anything },
  date: { unique: flag, index: flag, default: anything },
  datetime: { index: flag, default: anything },
  select: { options: choices, index: flag, default: anything },
  multiSelect: { options: choices, default: anything },
  relation: { ...pointer, timeline: flag },
  relations: pointer,
  user: { inverse: keyShape },
  team: { inverse: keyShape },
  address: {},
  files: { max: whole(1, 100) },
  autonumber: { prefix: words(20), digits: whole(1, 12), search: oneOf(['code']) },
  formula: { is: formula, result: oneOf(['number', 'text', 'boolean', 'date', 'money']) },
  score: { index: flag },
  rollup: {
    over: keyShape,
    through: keyShape,
    compute: oneOf(['count', 'sum', 'avg', 'min', 'max']),
    of: keyShape,
    where: filter,
  },
}

const neededBy: Readonly<Partial<Record<CustomType, readonly string[]>>> = {
  select: ['options'],
  multiSelect: ['options'],
  relation: ['to'],
  relations: ['to'],
  formula: ['is', 'result'],
  rollup: ['over', 'through', 'compute'],
}

/** What an item that is a field of that type is made of. */
export function shapeOfField(type: unknown): { of: Record<string, Shape>; needs: readonly string[] } {
  const known = customTypes.find((one) => one === type)
  const own = known ? ofType[known] : {}
  const computed = known && ['formula', 'rollup', 'autonumber', 'score'].includes(known)
  const { required: _required, fixed: _fixed, ...some } = everyField
  return {
    of: { ...(computed ? some : everyField), ...own, ...kept, column: columnShape },
    needs: ['type', 'label', ...((known && neededBy[known]) ?? [])],
  }
}

function currencyShape(input: unknown, at: string, problems: Problem[]): unknown {
  return typeof input === 'string' && /^[A-Z]{3}$/.test(input)
    ? input
    : wrong(problems, at, 'The currency is a code of three letters, such as CNY.', '币种应为三位代码，例如 CNY。')
}

/** Given out by the engine; only what it may have given. */
function columnShape(input: unknown, at: string, problems: Problem[]): unknown {
  return typeof input === 'string' && /^x_[a-z0-9_]{1,60}$/.test(input)
    ? input
    : wrong(problems, at, 'A column is given out by the engine.', '列由系统分配。')
}

function isPlain(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}
