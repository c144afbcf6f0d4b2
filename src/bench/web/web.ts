import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { number, usage } from '../options.ts'
import { grid } from '../report.ts'
import { type Figure, measureScreens } from './screens.ts'
import { serveScreens } from './serve.ts'

/** `sampan bench --web`: how the screens do in a real Chromium whose processor is made slower. Answers the exit code. */
export async function runWebBench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      records: { type: 'string' },
      data: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      throttle: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const records = values.records === undefined ? null : number('records', values.records, 1_000, 10_000_000)
  const options = {
    records,
    dataFolder: resolve(values.data ?? (records === null ? 'data/bench-web' : `data/bench-${records}`)),
    rounds: number('rounds', values.rounds, 1, 50),
    throttle: number('throttle', values.throttle, 1, 20),
    say: (text: string) => void process.stderr.write(`${text}\n`),
  }
  mkdirSync(options.dataFolder, { recursive: true })
  const served = await serveScreens(options)
  try {
    const figures = await measureScreens(served, options)
    process.stdout.write(
      values.json ? `${JSON.stringify({ ...options, figures }, null, 2)}\n` : table(figures, options),
    )
  } finally {
    await served.close()
  }
  return 0
}

function table(
  figures: readonly Figure[],
  { records, throttle }: { records: number | null; throttle: number },
): string {
  const company = records === null ? 'The demo company' : `${records.toLocaleString('en')} opportunities`
  return [
    `${company}, in Chromium with its processor ${throttle} times slower. Middle of the rounds.`,
    '',
    ...grid([
      ['screen', 'measured', 'worst', 'target', ''],
      ...figures.map(({ what, value, worst, target, unit }) => [
        what,
        say(value, unit),
        worst === undefined ? '' : say(worst, unit),
        target === undefined ? '' : say(target, unit),
        target !== undefined && value > target ? 'missed' : '',
      ]),
    ]),
    '',
  ].join('\n')
}

function say(value: number, unit: Figure['unit']): string {
  return unit === 'KB' ? `${value.toFixed(0)} KB` : `${value.toFixed(0)} ms`
}
