import { configure, customModule } from '#kernel/configuration-module.ts'
import type { Workspace } from '../context.ts'
import { tablesOf } from '../db/tables.ts'
import { type Finding, finding } from '../doctor/finding.ts'
import { type Have, readHave } from './have.ts'
import { readRun } from './publish.ts'
import { customPrefix, stepsAfter, stepsTo } from './steps.ts'
import { type Freed, readFreed, readLive } from './store.ts'

/** What is live, what is declared and what stands in the database say the same; what nobody has any more is known as such. */
export async function verifyConfiguration(workspace: Workspace): Promise<Finding> {
  const { db, schema, registry } = workspace
  const live = await readLive(db, workspace)
  const run = await readRun(workspace)
  const said = (state: Finding['state'], en: string, zh: string) => finding('configuration', state, en, zh)
  if (run?.detail.state === 'running')
    return said('warn', `version ${run.base + 1} is being published`, `正在发布版本 ${run.base + 1}`)
  if ((registry.version ?? 0) !== live.version)
    return said(
      'warn',
      `version ${live.version} is live, this process has ${registry.version ?? 0}`,
      `已发布版本 ${live.version}，本进程仍为 ${registry.version ?? 0}`,
    )
  const { problems } = configure(
    registry.modules.filter((module) => module.key !== customModule),
    live.document,
  )
  if (problems.length > 0) {
    const names = [...new Set(problems.map(({ section, key }) => `${section} ${key}`))].join(', ')
    return said('warn', `left out, since they no longer fit: ${names}`, `以下配置与当前程序不符，已暂不生效：${names}`)
  }
  const [have, wanted] = [await readHave(db, schema), tablesOf(registry)]
  const wrong = [
    ...[...stepsTo(have, wanted), ...stepsAfter(have, wanted)].map(({ text }) => text.replaceAll('{schema}.', '')),
    ...strays(have, wanted, await readFreed(db, workspace)),
  ]
  if (wrong.length > 0) return said('wrong', wrong.join('; '), wrong.join('；'))
  return said('ok', `version ${live.version}, its tables and columns agree`, `版本 ${live.version}，与数据表一致`)
}

/** Columns and tables of nobody: neither live nor noted as freed. A publication that failed may leave some; the next one uses them. */
function strays(have: Have, wanted: ReturnType<typeof tablesOf>, freed: readonly Freed[]): string[] {
  const known = new Map(wanted.map((table) => [table.name, new Set(table.columns.map((column) => column.name))]))
  const isFreed = (table: string, column: string) =>
    freed.some(
      (one) =>
        one.table === table && (one.column === '' || column === one.column || column.startsWith(`${one.column}_`)),
    )
  return [...have].flatMap(([table, { columns }]) => {
    const own = known.get(table)
    if (!own) return table.startsWith(customPrefix) && !isFreed(table, '') ? [`${table}: a table of nobody`] : []
    return [...columns.keys()]
      .filter((column) => column.startsWith(customPrefix) && !own.has(column) && !isFreed(table, column))
      .map((column) => `${table}.${column}: a column of nobody`)
  })
}
