import { problem, Refusal } from './problem.ts'

/** A piece of an expression; `at` is its character, from 1. */
export type Token = {
  readonly is: 'number' | 'text' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

/**
 * Cuts an expression into numbers, texts in single or double quotes (a doubled quote stands for one), names with dots, of
 * which each part may be a label in braces (`{金额}`), and signs. Throws `Refusal('invalid')` at the first character that begins none of these.
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const match = shape.exec(source.slice(at))
    const found = match?.groups
    if (!match || !found) {
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
      if (character === "'" || character === '"') throw wrongAt(at + 1, 'The text has no end.', '文字缺少结尾引号。')
      throw wrongAt(at + 1, `'${character}' means nothing here.`, `无法识别「${character}」。`)
    }
    const { number, text, name, sign } = found
    if (number !== undefined) tokens.push({ is: 'number', text: number, at: at + 1 })
    else if (name !== undefined) tokens.push({ is: 'name', text: name, at: at + 1 })
    else if (sign !== undefined) tokens.push({ is: 'sign', text: sign, at: at + 1 })
    else if (text !== undefined) {
      const quote = text.slice(0, 1)
      const inside = text.slice(1, -1).replaceAll(quote + quote, quote)
      if (inside.includes('\u0000') || !inside.isWellFormed())
        throw wrongAt(at + 1, 'This text holds a character that no text has.', '文字含有无效字符。')
      tokens.push({ is: 'text', text: inside, at: at + 1 })
    }
    at += match[0].length
  }
  return [...tokens, { is: 'end', text: '', at: source.length + 1 }]
}

const shape =
  /^(?:\s+|(?<number>\d{1,15}(?:\.\d{1,6})?)(?![\d.\p{L}_])|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<name>(?:[A-Za-z_]\w*|\{[^{}]{1,80}\})(?:\.(?:[A-Za-z_]\w*|\{[^{}]{1,80}\}))*)|(?<sign>==|!=|<>|<=|>=|[-+*/%=<>(),]))/u

/** The refusal that says at which character an expression goes wrong. */
export function wrongAt(at: number, en: string, zh: string): Refusal {
  return new Refusal(
    'invalid',
    [problem('is', { en: `At character ${at}: ${en}`, zh: `第 ${at} 个字符：${zh}` }, 'formula')],
    { at },
  )
}

/** The parts of a name: `account.{折扣 (%)}` → `account`, `{折扣 (%)}`. */
export function segmentsOf(path: string): string[] {
  return path.match(/\{[^{}]*\}|[^.{}]+/g) ?? []
}
