import { createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Session } from '#engine/context.ts'
import { importFile } from '#engine/import/import.ts'
import { systemSession } from '#engine/workspaces.ts'
import { openSampan } from '#server'
import { dice } from './fill/ids.ts'
import { places, syllables, trades } from './fill/words.ts'

/** Rows of the file that is imported. */
const rows = 50_000

/** Imports a file of new accounts as the system itself: read, checked, matched against what there is, written with their events. */
export async function measureImport(
  dataFolder: string,
  databaseUrl: string,
  say: (text: string) => void,
): Promise<{ rows: number; seconds: number; perSecond: number }> {
  say(`Measuring the import of ${rows.toLocaleString('en')} accounts …`)
  const path = join(dataFolder, 'bench-accounts.csv')
  await pipeline(Readable.from(lines()), createWriteStream(path))
  const sampan = await openSampan({ dataFolder, databaseUrl, host: '127.0.0.1', port: 0 }, { worker: false })
  try {
    const [workspace] = sampan.runtime.workspaces.opened()
    const session: Session = systemSession(workspace!)
    const began = performance.now()
    const done = await importFile(sampan.runtime, session, { object: 'account', path })
    const seconds = (performance.now() - began) / 1_000
    if (done.progress.created !== rows)
      throw new Error(`Of ${rows} rows ${done.progress.created} became accounts: ${JSON.stringify(done.progress)}`)
    return { rows, seconds, perSecond: rows / seconds }
  } finally {
    await sampan.close()
    rmSync(path)
  }
}

function* lines(): Generator<string> {
  yield '客户名称,电话,客户级别,员工人数,网站\n'
  const run = Date.now().toString(36)
  for (let i = 0; i < rows; i++) {
    const pick = (list: readonly string[], salt: number) => list[dice(i, salt, list.length)]!
    const name = `${pick(places, 1)}${pick(syllables, 2)}${pick(syllables, 3)}${pick(trades, 4)}${run}${i}有限公司`
    yield `${name},021-${50_000_000 + dice(i, 5, 9_999_999)},${pick(['A', 'B', 'C', 'D'], 6)},${10 + dice(i, 7, 900)},https://f${run}${i}.example.com\n`
  }
}
