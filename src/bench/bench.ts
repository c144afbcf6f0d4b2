import { mkdirSync } from 'node:fs'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { openSampan } from '#server'
import { coldStarts } from './cold.ts'
import { addCustomFields, measureAdding, type Pauses } from './custom.ts'
import { fill } from './fill/fill.ts'
import { measureImport } from './import.ts'
import { openLedger } from './ledger.ts'
import { measure, type Result } from './measure.ts'
import { operationsOf } from './operations.ts'
import { type Options, readOptions, usage } from './options.ts'
import { measureQuality } from './quality.ts'
import { table } from './report.ts'
import { measureSearch, measureToday } from './search.ts'
import type { BareReady } from './servers/bare.ts'
import { startChild } from './servers/child.ts'
import type { OursReady } from './servers/ours.ts'
import { measureSharing } from './sharing.ts'

/** Everything that a run found out; what `--json` prints. */
export type Report = {
  readonly records: number
  readonly results: readonly Result[]
  readonly search?: Awaited<ReturnType<typeof measureSearch>>
  readonly today?: Awaited<ReturnType<typeof measureToday>>
  readonly quality?: Awaited<ReturnType<typeof measureQuality>>
  readonly sharing?: Awaited<ReturnType<typeof measureSharing>>
  readonly imported?: Awaited<ReturnType<typeof measureImport>>
  readonly adding?: Pauses
  readonly memory: { readonly afterLoad: { readonly ours: number; readonly bare: number } }
  readonly cold?: Awaited<ReturnType<typeof coldStarts>>
}

/** Measures this program beside a bare server on the same database, and prints how they compare. Answers the exit code. */
export async function runBench(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if (argv.includes('--web')) return (await import('./web/web.ts')).runWebBench(argv.filter((word) => word !== '--web'))
  if (argv.includes('--pools'))
    return (await import('./pools/pools.ts')).runPoolsBench(argv.filter((word) => word !== '--pools'))
  if (argv.includes('--flows'))
    return (await import('./flows/flows.ts')).runFlowsBench(argv.filter((word) => word !== '--flows'))
  if (argv.includes('--enrolments'))
    return (await import('./due/due.ts')).runDueBench(argv.filter((word) => word !== '--enrolments'))
  const options = readOptions(argv)
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  mkdirSync(options.dataFolder, { recursive: true })
  const measured = await underLoad(options, say)
  const report: Report = options.quick ? measured : { ...measured, cold: await coldStarts(options.dataFolder, say) }
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : table(report))
  return 0
}

async function underLoad(options: Options, say: (text: string) => void): Promise<Omit<Report, 'cold'>> {
  const database = await startEmbedded({ dataFolder: options.dataFolder, log: say })
  try {
    await prepare(options, database.url, say)
    const ours = await startChild<OursReady>(new URL('servers/ours.ts', import.meta.url), [
      options.dataFolder,
      database.url,
    ])
    const bare = await startChild<BareReady>(new URL('servers/bare.ts', import.meta.url), [
      database.url,
      ours.ready.schema,
    ])
    const ledger = await openLedger(database.url, ours.ready.schema)
    try {
      const ports = { bare: bare.ready.port, admin: ours.ready.port, manager: ours.ready.port }
      const results: Result[] = []
      const subjects = await ledger.subjects()
      for (const operation of operationsOf(subjects, ours.ready.keys, options.custom)) {
        if (options.only.length > 0 && !options.only.includes(operation.key)) continue
        say(`Measuring ${operation.label} …`)
        results.push(await measure(operation, ports, options))
      }
      const adding =
        options.custom > 0 && !options.quick ? await measureAdding(ours.ready, subjects.opportunities, say) : undefined
      const search = options.quick ? undefined : await measureSearch(ours.ready, say)
      const today = options.quick ? undefined : await measureToday(ours.ready, say)
      const quality = options.quick
        ? undefined
        : await measureQuality(options.dataFolder, database.url, ours.ready, say)
      const sharing =
        options.quick && !options.only.includes('sharing')
          ? undefined
          : await measureSharing(database.url, ours.ready, say)
      const afterLoad = { ours: await ours.memory(), bare: await bare.memory() }
      const imported = options.quick ? undefined : await measureImport(options.dataFolder, database.url, say)
      return {
        records: options.records,
        results,
        ...(adding ? { adding } : {}),
        ...(quality ? { quality } : {}),
        ...(sharing ? { sharing } : {}),
        ...(search && today && imported ? { search, today, imported } : {}),
        memory: { afterLoad },
      }
    } finally {
      await Promise.all([ours.stop(), bare.stop()])
      await ledger.clear()
    }
  } finally {
    await database.stop()
  }
}

async function prepare(options: Options, databaseUrl: string, say: (text: string) => void): Promise<void> {
  const sampan = await openSampan(
    { dataFolder: options.dataFolder, databaseUrl, host: '127.0.0.1', port: 0 },
    { worker: false },
  )
  try {
    await fill(sampan.runtime, databaseUrl, options.records, say)
    await addCustomFields(sampan.runtime, databaseUrl, options.custom, say)
  } finally {
    await sampan.close()
  }
}
