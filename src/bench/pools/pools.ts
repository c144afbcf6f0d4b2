import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { openSampan } from '#server'
import { number, usage } from '../options.ts'
import { grid } from '../report.ts'
import { fillPools } from './fill.ts'
import { type Measured, measurePools } from './measure.ts'

/** `sampan bench --pools`: what goes on around owners and pools, at a million accounts. Answers the exit code. */
export async function runPoolsBench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      records: { type: 'string', default: '1000000' },
      data: { type: 'string' },
      explain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const records = number('records', values.records, 10_000, 10_000_000)
  const dataFolder = resolve(values.data ?? `data/bench-pools-${records}`)
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  mkdirSync(dataFolder, { recursive: true })
  const database = await startEmbedded({ dataFolder, log: say })
  try {
    const sampan = await openSampan(
      { dataFolder, databaseUrl: database.url, host: '127.0.0.1', port: 0 },
      { worker: false },
    )
    try {
      const workspace = await fillPools(sampan.runtime, database.url, records, say)
      const measured = await measurePools(workspace, say)
      process.stdout.write(
        values.json ? `${JSON.stringify({ records, measured }, null, 2)}\n` : table(measured, records),
      )
      if (values.explain) process.stdout.write(plans(measured))
    } finally {
      await sampan.close()
    }
  } finally {
    await database.stop()
  }
  return 0
}

function table(measured: readonly Measured[], records: number): string {
  return [
    `${records.toLocaleString('en')} accounts in 20 pools and with 100 people, 20 rules.`,
    '',
    ...grid([
      ['operation', 'ms (p50)', 'p95', 'a second', 'slowest statement', 'reads all of'],
      ...measured.map(({ what, p50, p95, perSecond, plan }) => [
        what,
        figure(p50),
        p95 === null ? '' : figure(p95),
        perSecond === null ? '' : Math.round(perSecond).toLocaleString('en'),
        plan ? `${figure(plan.ms)} ms` : '',
        plan ? [...new Set(plan.plan.flatMap((line) => /Seq Scan on (\w+)/.exec(line)?.[1] ?? []))].join(', ') : '',
      ]),
    ]),
    '',
  ].join('\n')
}

function plans(measured: readonly Measured[]): string {
  return measured
    .flatMap(({ what, plan }) => (plan ? ['', what, plan.text.slice(0, 2_000), ...plan.plan] : []))
    .join('\n')
}

function figure(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms.toFixed(0)
}
