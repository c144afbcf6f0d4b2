import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { openSampan } from '#server'
import { number } from '../options.ts'
import { grid } from '../report.ts'
import { fillEnrolments } from './fill.ts'
import { type Lag, measureDue } from './measure.ts'

/** `sampan bench --enrolments`: how soon what is due begins while a million wait. Answers the exit code. */
export async function runDueBench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      records: { type: 'string', default: '1000000' },
      data: { type: 'string' },
      explain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const records = number('records', values.records, 1_000, 10_000_000)
  const dataFolder = resolve(values.data ?? `data/bench-enrolments-${records}`)
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  mkdirSync(dataFolder, { recursive: true })
  const database = await startEmbedded({ dataFolder, log: say })
  try {
    const place = { dataFolder, databaseUrl: database.url, host: '127.0.0.1', port: 0 }
    const sampan = await openSampan(place, { worker: false })
    try {
      const workspace = await fillEnrolments(sampan.runtime, database.url, records, say)
      const lag = await measureDue(workspace, say)
      process.stdout.write(values.json ? `${JSON.stringify({ records, lag }, null, 2)}\n` : table(lag, records))
      if (values.explain) process.stdout.write(`${lag.plan.join('\n')}\n`)
      return lag.within === lag.due ? 0 : 1
    } finally {
      await sampan.close()
    }
  } finally {
    await database.stop()
  }
}

function table({ due, within, p50, p95, most, plan }: Lag, records: number): string {
  const ms = (value: number) => `${Math.round(value)} ms`
  const scans = plan.flatMap((line) => /(?:Index[\w ]*|Seq) Scan using \w+|Seq Scan on \w+/.exec(line)?.[0] ?? [])
  return [
    `${records.toLocaleString('en')} enrolments wait; of them ten come due each second.`,
    '',
    ...grid([
      ['due', 'within a second', 'p50', 'p95', 'at most', 'found by'],
      [String(due), String(within), ms(p50), ms(p95), ms(most), scans.join(', ')],
    ]),
    '',
  ].join('\n')
}
