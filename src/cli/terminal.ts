import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import type { Label } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import { words } from './words.ts'

/** Says something to the person: always on standard error, so that standard output holds results alone. */
export function tell(label: Label): void {
  process.stderr.write(`${words(label)}\n`)
}

/** The result of a command on standard output: as JSON where asked, else as lines for a person. */
export function answer(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''))
}

/** Rows as columns of even width; a Chinese character takes two cells. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, i) =>
    Math.max(...rows.map((row) => width(row[i] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(i < row.length - 1 ? widths[i]! - width(cell) : 0))
      .join('  ')
      .trimEnd(),
  )
}

export function width(text: string): number {
  return [...text].reduce((sum, c) => sum + (/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u.test(c) ? 2 : 1), 0)
}

/** Emphasis where the terminal takes it; NO_COLOR and pipes are respected (no-color.org). */
export function strong(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}
export function alarming(text: string): string {
  return styleText('red', text, { stream: process.stderr })
}

/** A line that shows how far the work is; nothing where nobody watches. */
export function progress(label: Label, total: number | null, options: { json?: boolean | undefined } = {}) {
  const watched = process.stderr.isTTY && !options.json
  let shown = 0
  const draw = (done: number) => {
    const share = total ? Math.min(1, done / total) : null
    const bar =
      share === null ? '' : ` [${'#'.repeat(Math.round(share * 24)).padEnd(24, '·')}] ${Math.floor(share * 100)}%`
    process.stderr.write(`\r\u001b[2K${words(label)}${bar} ${done.toLocaleString('en')}`)
  }
  return {
    at(done: number): void {
      const now = Date.now()
      if (!watched || now - shown < 80) return
      shown = now
      draw(done)
    },
    end(): void {
      if (watched) process.stderr.write('\r\u001b[2K')
    },
  }
}

/** Asks before something that cannot be taken back. Without a terminal to ask on, `--yes` has to say it. */
export async function confirm(question: Label, options: { yes?: boolean | undefined }): Promise<void> {
  if (options.yes) return
  if (!process.stdin.isTTY)
    throw refuse('forbidden', null, {
      en: `${question.en} There is nobody to ask: say --yes.`,
      zh: `${question.zh}当前无法确认，请加上 --yes。`,
    })
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const said = await asking.question(alarming(`${words(question)} ${words({ en: '(yes/no)', zh: '（yes/no）' })} `))
    if (!/^(y|yes|是|好)$/i.test(said.trim()))
      throw refuse('forbidden', null, { en: 'Nothing was done.', zh: '未做任何更改。' })
  } finally {
    asking.close()
  }
}

/** Asks for the name of what is about to be lost for ever: `--yes` is too easily said. */
export async function confirmName(warning: Label, name: string, given: string | undefined): Promise<void> {
  let said = given
  if (said === undefined && process.stdin.isTTY) {
    const asking = createInterface({ input: process.stdin, output: process.stderr })
    try {
      const ask = words({ en: `Write its name to go on (${name}): `, zh: `请输入名称以继续（${name}）：` })
      said = await asking.question(`${alarming(words(warning))}\n${ask}`)
    } finally {
      asking.close()
    }
  }
  if (said?.trim() === name) return
  throw refuse('forbidden', 'name', {
    en: `${warning.en} Say its name to go on: --name "${name}". Nothing was done.`,
    zh: `${warning.zh}请给出名称以继续：--name "${name}"。未做任何更改。`,
  })
}

/** All of standard input, such as a password that must not stand in a command line. */
export async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text.replace(/\r?\n$/, '')
}
