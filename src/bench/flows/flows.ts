import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { personByEmail } from '#engine/access/people.ts'
import type { Session, Workspace } from '#engine/context.ts'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { openSampan } from '#server'
import { administrator, makePeople } from '../fill/people.ts'
import { number, usage } from '../options.ts'
import { grid } from '../report.ts'
import { type Line, measureChanges, measureDates, measureWaiting } from './measure.ts'

/**
 * `sampan bench --flows`: a million runs that wait, a thousand changes a second through fifty live flows, and a hundred
 * thousand dates of a signal. Answers the exit code.
 */
export async function runFlowsBench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: 'string', default: '1000000' },
      dates: { type: 'string', default: '100000' },
      rate: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '10' },
      changes: { type: 'boolean', default: false },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const runs = number('runs', values.runs, 1_000, 10_000_000)
  const dates = number('dates', values.dates, 1_000, 10_000_000)
  const rate = number('rate', values.rate, 10, 100_000)
  const seconds = number('seconds', values.seconds, 1, 600)
  const dataFolder = resolve(values.data ?? `data/bench-flows-${runs}`)
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  mkdirSync(dataFolder, { recursive: true })
  const database = await startEmbedded({ dataFolder, log: say })
  const open = (worker: boolean) =>
    openSampan({ dataFolder, databaseUrl: database.url, host: '127.0.0.1', port: 0 }, { worker })
  const lines: Line[] = []
  try {
    const measures = [
      [false, (session: Session) => measureDates(session, dates, say)],
      [true, (session: Session) => measureWaiting(session, runs, say)],
      [true, (session: Session) => measureChanges(session, { rate, seconds }, say)],
    ] as const
    for (const [worker, measure] of values.changes ? measures.slice(-1) : measures) {
      const sampan = await open(worker)
      try {
        const [there] = await sampan.runtime.workspaces.all()
        const workspace = there ?? (await makePeople(sampan.runtime)).workspace
        lines.push(...(await measure(await asAdministrator(workspace))))
      } finally {
        await sampan.close()
      }
    }
  } finally {
    await database.stop()
  }
  process.stdout.write(values.json ? `${JSON.stringify(lines, null, 2)}\n` : `${grid(rowsOf(lines)).join('\n')}\n`)
  return 0
}

function rowsOf(lines: readonly Line[]): string[][] {
  return [['what', 'figures'], ...lines.map(({ what, figures }) => [what, figures.join(' · ')])]
}

async function asAdministrator(workspace: Workspace): Promise<Session> {
  const id = await personByEmail(workspace, administrator)
  const principal = id ? await workspace.directory.person(id) : null
  if (!principal) throw new Error('This data folder holds something else. Name another one by --data.')
  return { workspace, principal, origin: { via: 'api' }, language: 'zh-CN' }
}
