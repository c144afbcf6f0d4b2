import { mkdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { tableOf, type Workspace } from '#engine/context.ts'
import { startEmbedded } from '#engine/db/embedded/embedded.ts'
import { sql } from '#engine/db/sql.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import type { Stored } from '#engine/records/codec.ts'
import type { Runtime } from '#engine/runtime.ts'
import { openSampan } from '#server'
import { copyRows, withoutIndexes } from '../fill/copy.ts'
import { filledColumns, rowOf } from '../fill/fill.ts'
import { dice } from '../fill/ids.ts'
import { makePeople } from '../fill/people.ts'
import { recordsOf } from '../fill/rows.ts'
import { measureMeanwhile } from './meanwhile.ts'
import { measureSearch, searchedSoFar } from './search.ts'

const minutes = Number(process.env['MINUTES'] ?? 60)

/**
 * Measures the search for duplicates in a folder of data; a new one is filled with a company for each name of the file, every
 * tenth written twice. With MEANWHILE=1 also what people who use the program notice of it.
 */
export async function runSearch(dataFolder: string, file?: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true })
  const database = await startEmbedded({ dataFolder, log: () => {} })
  try {
    const sampan = await openSampan(
      { dataFolder, databaseUrl: database.url, host: '127.0.0.1', port: 0 },
      { worker: false },
    )
    try {
      const [there] = await sampan.runtime.workspaces.all()
      const workspace = there ?? (await fillCompanies(sampan.runtime, database.url, namesOf(file)))
      if (process.env['MEANWHILE']) return await showMeanwhile(sampan.runtime, workspace)
      const searched = await measureSearch(workspace, console.error, { firstMs: minutes * 60_000, changed: 1_000 })
      console.table(
        Object.fromEntries(
          searched.map(({ what, records, ms, nodeMs, databaseMs }) => [
            what,
            {
              records,
              seconds: Math.round(ms / 1_000),
              'a second': Math.round((records * 1_000) / ms),
              'ms each, here': (nodeMs / records).toFixed(2),
              'ms each, database': databaseMs === null ? '' : (databaseMs / records).toFixed(2),
            },
          ]),
        ),
      )
      await countGroups(workspace)
    } finally {
      await sampan.close()
    }
  } finally {
    await database.stop()
  }
}

async function countGroups(workspace: Workspace): Promise<void> {
  const [row] = await workspace.db.rows(sql`select count(*) from ${tableOf(workspace, 'duplicate')}`)
  console.log(`${String(row![0])} groups of likely duplicates.`)
}

/** The first search to its end, and what people in the same process notice of it. */
async function showMeanwhile(runtime: Runtime, workspace: Workspace): Promise<void> {
  console.error('Writing the keys of older accounts, the first time only …')
  await fillMatchKeys(workspace)
  const [[all] = []] = await workspace.db.rows(sql`select count(*) from ${tableOf(workspace, 'account')}`)
  const [began, before] = [process.cpuUsage(), Date.now()]
  const { asked, searchedMs, deafMs } = await measureMeanwhile(runtime, workspace, async () => {
    const seen = await searchedSoFar(workspace)
    console.error(`${seen} of ${String(all)} accounts after ${Math.round((Date.now() - before) / 1_000)} s`)
    return seen >= Number(all) || Date.now() - before > minutes * 60_000
  })
  const ms = (value: number) => value.toFixed(1)
  console.table(
    Object.fromEntries(
      asked.flatMap(({ what, searching, idle }) =>
        Object.entries({ idle, searching }).map(([turn, of]) => [
          `${what}, ${turn}`,
          { requests: of.requests, 'p50 ms': ms(of.p50), 'p95 ms': ms(of.p95), 'longest ms': ms(of.max) },
        ]),
      ),
    ),
  )
  const used = process.cpuUsage(began)
  console.log(
    `Searched for ${Math.round(searchedMs / 1_000)} s; this process used ${Math.round((used.user + used.system) / 1e6)} s, requests included. ` +
      `At the worst it answered nobody for ${ms(deafMs.searching)} ms while searching, ${ms(deafMs.idle)} ms otherwise.`,
  )
  await countGroups(workspace)
}

function namesOf(file: string | undefined): string[] {
  if (!file) throw new Error('The folder is new: name a file of companies, one a line.')
  const names = readFileSync(file, 'utf8').split('\n')
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '')
}

async function fillCompanies(runtime: Runtime, databaseUrl: string, names: readonly string[]): Promise<Workspace> {
  const { workspace, owners } = await makePeople(runtime)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const account = workspace.registry.object('account')
    const table = tableOf(workspace, 'account').compile().text
    await withoutIndexes(client, workspace.schema, ['account'], () =>
      copyRows(client, table, filledColumns(account), rows()),
    )
    await client.query('vacuum analyze')

    function* rows() {
      const written = names.flatMap((name, i) =>
        i % 10 === 0 ? [legal(name, i), legal(name, i + 1)] : [legal(name, i)],
      )
      const size = { account: written.length, contact: 0, opportunity: 0, activity: 0 }
      const { count, record } = recordsOf('account', size, owners)
      for (let i = 0; i < count; i += 1) {
        const made: Stored = { ...record(i), name: written[i], shortName: null }
        yield rowOf(account, made)
      }
    }
  } finally {
    await client.end()
  }
  return workspace
}

/** A short name as it stands on a licence; whose place and form are others each time. */
function legal(name: string, i: number): string {
  const pick = (list: readonly string[], salt: number) => list[dice(i, salt, list.length)]!
  return `${pick(places, 1)}${name}${pick(trades, 2)}${pick(forms, 3)}`
}
const places = ['', '', '北京', '上海市', '深圳市', '广东', '浙江省', '杭州', '苏州市', '成都市', '武汉']
const trades = ['', '', '科技', '贸易', '实业', '信息技术', '电子商务', '餐饮管理', '文化传媒', '食品', '服饰']
const forms = ['有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司']
