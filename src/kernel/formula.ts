import type { FormulaResult } from './fields/formula.ts'
import { isComputed } from './fields/index.ts'
import { pathWithKeys } from './formula-keys.ts'
import { type Token, tokenize, wrongAt } from './formula-tokens.ts'
import { closest } from './text/distance.ts'
import { type PathContext, readPath } from './where-path.ts'
import type { Hop, PathColumn } from './where-tree.ts'

/**
 * The expression language of formula fields: `round(amount * probability / 100, 2)`, `if(account.region = '华东', 1, 0)`.
 *
 * Numbers are exact decimals; a product and a quotient are rounded to 6 places, half away from zero, so that memory and
 * database agree to the last digit. An empty operand makes an empty result; a division by zero is empty.
 * `and`, `or` and `not` take empty as unknown; `if` takes it as false; `min`, `max`, `coalesce` and `concat` leave it out.
 */
export type Formula = {
  readonly type: FormulaType
  readonly node: Node
  /** Every field that is read, to ask whether a reader may see it. */
  readonly reads: readonly FieldRef[]
  /** Where the currency of a money result stands; it is empty where they differ. */
  readonly currencies: readonly FieldRef[]
  readonly result: FormulaResult
}

export type FormulaType = 'number' | 'text' | 'boolean' | 'date' | 'datetime'
export type FieldRef = { readonly hops: readonly Hop[]; readonly column: PathColumn }

export type Node =
  | { readonly is: 'number' | 'text'; readonly value: string }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'null' }
  | ({ readonly is: 'field' } & FieldRef)
  | { readonly is: 'call'; readonly name: Operation; readonly of: readonly Node[]; readonly on: Type }

export type Operation = Arithmetic | Comparison | FunctionName | 'and' | 'or' | 'not' | 'negate'
type Arithmetic = '+' | '-' | '*' | '/' | '%'
type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='
/** `null` alone has no type until something beside it has one. */
type Type = FormulaType | 'null'

export const formulaLimits = { characters: 2_000, nodes: 200, depth: 40 } as const

export type FormulaContext = PathContext & {
  /** Key of the object whose field this is. */
  readonly object: string
}

/**
 * Reads an expression and checks its types. Throws `Refusal('invalid')` with one sentence that says at which character
 * it goes wrong (`detail.at`, from 1).
 */
export function parseFormula(
  source: { readonly is: string; readonly result: FormulaResult },
  context: FormulaContext,
): Formula {
  const parser = new Parser(source.is, context)
  const { node, type } = parser.whole()
  const wanted = source.result === 'money' ? 'number' : source.result
  if (type !== wanted)
    throw wrongAt(
      1,
      `This gives ${words[type].en}, but ${words[wanted].en} is wanted.`,
      `结果是${words[type].zh}，应为${words[wanted].zh}。`,
    )
  const currencies = source.result === 'money' ? parser.currencies() : []
  if (source.result === 'money' && currencies.length === 0)
    throw wrongAt(1, 'A result in money needs a field with money in it.', '金额结果至少要用到一个金额字段。')
  return { type, node, reads: [...parser.reads, ...currencies], currencies, result: source.result }
}

const words: Record<Type, { en: string; zh: string }> = {
  number: { en: 'a number', zh: '数字' },
  text: { en: 'text', zh: '文字' },
  boolean: { en: 'yes or no', zh: '是或否' },
  date: { en: 'a date', zh: '日期' },
  datetime: { en: 'a time', zh: '时间' },
  null: { en: 'nothing', zh: '空值' },
}

type Typed = { readonly node: Node; readonly type: Type; readonly at: number }

/** Types of the arguments in order; the last one repeats where `more`. `same` is any one type, the same for all. */
type Signature = {
  readonly takes: readonly (FormulaType | 'same' | 'any')[]
  readonly more?: true
  readonly least: number
  readonly gives: FormulaType | 'same'
}

const functions = {
  if: { takes: ['boolean', 'same', 'same'], least: 3, gives: 'same' },
  coalesce: { takes: ['same'], more: true, least: 1, gives: 'same' },
  min: { takes: ['same'], more: true, least: 1, gives: 'same' },
  max: { takes: ['same'], more: true, least: 1, gives: 'same' },
  concat: { takes: ['any'], more: true, least: 1, gives: 'text' },
  length: { takes: ['text'], least: 1, gives: 'number' },
  abs: { takes: ['number'], least: 1, gives: 'number' },
  round: { takes: ['number', 'number'], least: 1, gives: 'number' },
  today: { takes: [], least: 0, gives: 'date' },
  days: { takes: ['date', 'date'], least: 2, gives: 'number' },
  year: { takes: ['date'], least: 1, gives: 'number' },
  month: { takes: ['date'], least: 1, gives: 'number' },
  day: { takes: ['date'], least: 1, gives: 'number' },
} as const satisfies Record<string, Signature>

export type FunctionName = keyof typeof functions

/** The functions there are, for help and completion. */
export const formulaFunctions = Object.keys(functions) as readonly FunctionName[]

const binding: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '=': 4,
  '==': 4,
  '!=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}

class Parser {
  readonly reads: FieldRef[] = []
  private readonly tokens: readonly Token[]
  private readonly context: FormulaContext
  private next = 0
  private nodes = 0

  constructor(source: string, context: FormulaContext) {
    if (source.length > formulaLimits.characters)
      throw wrongAt(1, `At most ${formulaLimits.characters} characters.`, `最多 ${formulaLimits.characters} 个字。`)
    this.tokens = tokenize(source)
    this.context = context
  }

  whole(): { node: Node; type: FormulaType } {
    const { node, type } = this.expression(0, 0)
    const rest = this.peek()
    if (rest.is !== 'end')
      throw wrongAt(rest.at, `'${rest.text}' is not expected here.`, `这里不应出现「${rest.text}」。`)
    if (type === 'null') throw wrongAt(1, 'This gives nothing.', '没有结果。')
    return { node, type }
  }

  currencies(): FieldRef[] {
    return this.reads
      .filter(({ column }) => column.declared?.type === 'money' && column.part === '')
      .map(({ hops, column }) => ({
        hops,
        column: { ...column, part: 'currency', name: `${column.name}_currency`, kind: 'text', sql: 'text' },
      }))
  }

  /** Precedence climbing: takes operators that bind tighter than `least`. */
  private expression(least: number, depth: number): Typed {
    if (depth > formulaLimits.depth) throw wrongAt(this.peek().at, 'This is nested too deep.', '嵌套过深。')
    let left = this.operand(depth)
    let compared = false
    for (;;) {
      const token = this.peek()
      const power = token.is === 'sign' || token.is === 'name' ? (binding[token.text] ?? 0) : 0
      if (power <= least) return left
      if (power === 4 && compared)
        throw wrongAt(token.at, 'Comparisons cannot be chained; use and.', '比较不能连写，请用 and。')
      compared = power === 4
      this.next++
      left = this.binary(token, left, this.expression(power, depth + 1))
    }
  }

  private binary(token: Token, left: Typed, right: Typed): Typed {
    const name = (token.text === '==' ? '=' : token.text === '<>' ? '!=' : token.text) as Operation
    if (name === 'and' || name === 'or')
      return this.call(name, [this.want('boolean', left), this.want('boolean', right)], 'boolean', 'boolean', token.at)
    if ((binding[token.text] ?? 0) > 4)
      return this.call(name, [this.want('number', left), this.want('number', right)], 'number', 'number', token.at)
    const type = this.same([left, right])
    if (type === 'null') throw wrongAt(token.at, 'Two empty values cannot be compared.', '不能比较两个空值。')
    return this.call(name, [left, right], type, 'boolean', token.at)
  }

  private operand(depth: number): Typed {
    const token = this.peek()
    this.next++
    const { at, text } = token
    if (token.is === 'number') return this.made({ is: 'number', value: text }, 'number', at)
    if (token.is === 'text') return this.made({ is: 'text', value: text }, 'text', at)
    if (token.is === 'sign' && text === '-')
      return this.call('negate', [this.want('number', this.expression(6, depth + 1))], 'number', 'number', at)
    if (token.is === 'sign' && text === '(') {
      const inside = this.expression(0, depth + 1)
      this.expect(')')
      return inside
    }
    if (token.is !== 'name') {
      if (token.is === 'end') throw wrongAt(at, 'The formula ends too early.', '公式不完整。')
      throw wrongAt(at, `'${text}' is not expected here.`, `这里不应出现「${text}」。`)
    }
    if (text === 'true' || text === 'false') return this.made({ is: 'boolean', value: text === 'true' }, 'boolean', at)
    if (text === 'null') return this.made({ is: 'null' }, 'null', at)
    if (text === 'not')
      return this.call('not', [this.want('boolean', this.expression(3, depth + 1))], 'boolean', 'boolean', at)
    return this.peek().text === '(' && this.peek().is === 'sign'
      ? this.functionCall(text, at, depth)
      : this.field(text, at)
  }

  private functionCall(name: string, at: number, depth: number): Typed {
    if (!Object.hasOwn(functions, name)) {
      const best = closest(name, formulaFunctions)?.match
      throw wrongAt(
        at,
        `There is no function '${name}'.${best ? ` Did you mean '${best}'?` : ''}`,
        `没有函数「${name}」。${best ? `是否指「${best}」？` : ''}`,
      )
    }
    const { takes, least, gives, ...rest }: Signature = functions[name as FunctionName]
    this.expect('(')
    const args: Typed[] = []
    while (this.peek().text !== ')' || this.peek().is !== 'sign') {
      if (args.length > 0) this.expect(',')
      args.push(this.expression(0, depth + 1))
    }
    this.expect(')')
    if (args.length < least || (!rest.more && args.length > takes.length))
      throw wrongAt(
        at,
        `'${name}' takes ${least === takes.length ? least : `${least} or more`} values.`,
        `「${name}」的参数数量不对。`,
      )
    const same: Typed[] = []
    args.forEach((arg, i) => {
      const type = takes[Math.min(i, takes.length - 1)] as Signature['takes'][number]
      if (type === 'same') same.push(arg)
      else if (type === 'any') this.printable(arg)
      else this.want(type, arg)
    })
    const on = same.length > 0 ? this.same(same) : (args[0]?.type ?? 'null')
    if ((name === 'min' || name === 'max') && on !== 'number' && on !== 'date')
      throw wrongAt(at, `'${name}' takes numbers or dates.`, `「${name}」只能用于数字或日期。`)
    if (name === 'round' && args[1] && !(args[1].node.is === 'number' && /^[0-6]$/.test(args[1].node.value)))
      throw wrongAt(args[1].at, 'Round to 0 to 6 places.', '小数位数应为 0 到 6。')
    return this.call(name as FunctionName, args, on, gives === 'same' ? on : gives, at)
  }

  private field(path: string, at: number): Typed {
    const found = readPath(this.context.object, pathWithKeys(path, at, this.context), this.context)
    if ('wrong' in found) throw wrongAt(at, found.wrong.en, found.wrong.zh)
    const { hops, columns } = found
    const [column] = columns
    const type = column && columns.length === 1 ? typeOfColumn(column) : null
    if (!column || !type || hops.some((hop) => hop.many))
      throw wrongAt(at, `'${path}' cannot be used in a formula.`, `「${path}」不能用在公式里。`)
    this.reads.push({ hops, column })
    return this.made({ is: 'field', hops, column }, type, at)
  }

  private printable(arg: Typed): void {
    if (arg.type === 'boolean' || arg.type === 'datetime')
      throw wrongAt(arg.at, 'This cannot be joined to a text.', '这一项不能拼接为文字。')
  }

  private want(type: FormulaType, given: Typed): Typed {
    if (given.type === type) return given
    throw wrongAt(
      given.at,
      `This should be ${words[type].en} and is ${words[given.type].en}.`,
      `这里应为${words[type].zh}，实际是${words[given.type].zh}。`,
    )
  }

  /** The one type of all of them, empty ones apart. */
  private same(given: readonly Typed[]): Type {
    const first = given.find(({ type }) => type !== 'null')
    for (const one of given) if (first && one.type !== 'null') this.want(first.type as FormulaType, one)
    return first?.type ?? 'null'
  }

  private call(name: Operation, of: readonly Typed[], on: Type, type: Type, at: number): Typed {
    return this.made({ is: 'call', name, of: of.map(({ node }) => node), on }, type, at)
  }

  private made(node: Node, type: Type, at: number): Typed {
    if (++this.nodes > formulaLimits.nodes) throw wrongAt(at, 'The formula is too large.', '公式过长。')
    return { node, type, at }
  }

  private peek(): Token {
    return this.tokens[this.next] ?? (this.tokens.at(-1) as Token)
  }

  private expect(sign: string): void {
    const token = this.peek()
    if (token.is !== 'sign' || token.text !== sign)
      throw wrongAt(token.at, `'${sign}' is missing.`, `缺少「${sign}」。`)
    this.next++
  }
}

function typeOfColumn({ kind, declared }: PathColumn): FormulaType | null {
  if (declared === null || isComputed(declared)) return null
  return kind === 'number' || kind === 'text' || kind === 'boolean' || kind === 'date' || kind === 'datetime'
    ? kind
    : null
}
