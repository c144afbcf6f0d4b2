import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Session } from '#engine/context.ts'
import type { TakeoutManifest } from '#engine/takeout/format.ts'
import { refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, progress, tell } from '../terminal.ts'
import { words } from '../words.ts'
import { objectOf, sessionAs } from './import.ts'

type Export = Common & {
  readonly format?: string
  readonly out?: string
  readonly where?: string
  readonly select?: string
  readonly sort?: string
  readonly objects?: string
  readonly all?: boolean
  readonly as?: string
}

/**
 * `sampan export OBJECT`: records as a table, on standard output or into a file. `sampan export SET.zip`: several objects
 * as an archive of tables that comes in again without a change. `sampan export --all`: everything there is, files included.
 */
export function exportCommand() {
  return command('export', { en: 'export records as CSV or Excel', zh: '将记录导出为 CSV 或 Excel' }, ['workspace'])
    .argument(
      '[object]',
      words({
        en: 'what to export, such as account; or a .zip for a set',
        zh: '对象，如 account；或 .zip 文件名，整包导出',
      }),
    )
    .option(
      '--all',
      words({
        en: 'everything of the workspace, files and history included, as a .tar.gz',
        zh: '导出整个工作区的全部数据、历史和文件（.tar.gz）',
      }),
    )
    .option(
      '--objects <keys>',
      words({
        en: 'of a set: which, separated by commas; all where not said',
        zh: '整包导出的对象，以逗号分隔，默认全部',
      }),
    )
    .option(
      '--out <file>',
      words({ en: 'into a file; standard output where not said', zh: '写入文件，默认输出到标准输出' }),
    )
    .option(
      '--format <format>',
      words({ en: 'csv or xlsx; by the ending of the file where not said', zh: 'csv 或 xlsx，默认按文件扩展名' }),
    )
    .option('--where <json>', words({ en: 'a filter, as in the API', zh: '筛选条件（JSON），与 API 相同' }))
    .option('--select <fields>', words({ en: 'fields, separated by commas', zh: '字段，以逗号分隔' }))
    .option(
      '--sort <fields>',
      words({ en: 'fields to sort by, - before one for descending', zh: '排序字段，降序时前面加 -' }),
    )
    .option('--as <email>', words({ en: 'with the rights of that person', zh: '使用该成员的权限' }))
    .action((key: string | undefined, options: Export) =>
      withWorkspace(options, async ({ workspace, settings }) => {
        if (options.all) {
          const out = wholeInto(key, options.out)
          return exportAll(await sessionAs(workspace, options.as), settings.dataFolder, { ...options, ...out })
        }
        if (!key)
          throw refuse('invalid', 'object', {
            en: 'Say what to export, such as account, or --all for everything.',
            zh: '请指定要导出的对象，如 account；导出全部请加 --all。',
          })
        if (/\.zip$/i.test(key)) return exportArchive(key, await sessionAs(workspace, options.as), options)
        const { exportObject } = await import('#engine/export/export.ts')
        const object = objectOf(workspace, key)
        const format = options.format ?? (options.out?.endsWith('.xlsx') ? 'xlsx' : 'csv')
        if (format !== 'csv' && format !== 'xlsx')
          throw refuse('invalid', 'format', { en: 'The format is csv or xlsx.', zh: '格式应为 csv 或 xlsx。' })
        const list = (text: string | undefined) =>
          text
            ?.split(',')
            .map((s) => s.trim())
            .filter((s) => s !== '')
        const [select, sort] = [list(options.select), list(options.sort)]
        const table = exportObject(await sessionAs(workspace, options.as), object.key, {
          format,
          ...(options.where ? { where: parseFilter(options.where) } : {}),
          ...(select ? { select } : {}),
          ...(sort ? { sort } : {}),
        })
        const [, { rows }] = await Promise.all([
          options.out
            ? pipeline(table.stream, createWriteStream(options.out))
            : pipeline(table.stream, process.stdout, { end: false }),
          table.done,
        ])
        tell({ en: `${rows} rows.`, zh: `共 ${rows} 行。` })
        if (options.out) answer(options.json, { file: options.out, rows }, [options.out])
      }),
    )
}

/** Where everything goes: the file of `--out`, or one that is named as a set's is. Refuses an object, and to fill a screen with it. */
function wholeInto(named: string | undefined, out: string | undefined): { out?: string } {
  const file = out ?? named
  if (named && (out || !/\.(tar\.gz|tgz)$/i.test(named)))
    throw refuse('invalid', 'object', {
      en: '--all exports everything into one .tar.gz; leave the object out.',
      zh: '--all 会把全部数据导出到一个 .tar.gz 文件，请不要再指定对象。',
    })
  if (file) return { out: file }
  if (process.stdout.isTTY)
    throw refuse('invalid', 'out', {
      en: 'Say into which file: --out company.tar.gz',
      zh: '请指定导出到哪个文件：--out company.tar.gz',
    })
  return {}
}

/** The file appears under its name only when it is whole. */
async function exportAll(session: Session, dataFolder: string, options: Export): Promise<void> {
  const { takeOut } = await import('#engine/takeout/takeout.ts')
  const { out } = options
  if (out && existsSync(out)) throw refuse('conflict', null, { en: `${out} is there already.`, zh: `${out} 已存在。` })
  const bar = progress({ en: 'Exporting', zh: '正在导出' }, null, options)
  const takeout = takeOut(session, { dataFolder, onProgress: bar.at })
  const partial = `${out}.partial`
  const sink = out ? createWriteStream(partial, { mode: 0o600, flush: true }) : process.stdout
  try {
    const [, manifest] = await Promise.all([pipeline(takeout.stream, sink, { end: Boolean(out) }), takeout.done])
    bar.end()
    if (!out) return
    renameSync(partial, out)
    answer(options.json, { file: out, ...manifest, entries: undefined }, takenOut(manifest, out))
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

function takenOut({ records, events, files, missingFiles }: TakeoutManifest, out: string): string[] {
  const counts = Object.entries(records).filter(([, { live, deleted }]) => live + deleted > 0)
  return [
    out,
    ...columns([
      ...counts.map(([key, { live, deleted }]) => [
        key,
        String(live),
        deleted > 0 ? words({ en: `and ${deleted} deleted`, zh: `另有已删除 ${deleted}` }) : '',
      ]),
      [words({ en: 'History', zh: '历史记录' }), String(events), ''],
      [words({ en: 'Files', zh: '文件' }), String(files.count), `${(files.bytes / 1e6).toFixed(1)} MB`],
    ]),
    ...missingFiles.map((hash) => words({ en: `Missing file: ${hash}`, zh: `缺失文件：${hash}` })),
  ]
}

async function exportArchive(path: string, session: Session, options: Export): Promise<void> {
  const { exportSet } = await import('#engine/export/set.ts')
  const objects = options.objects?.split(',').map((key) => key.trim())
  const set = exportSet(session, objects ? { objects } : {})
  const [, { rows }] = await Promise.all([pipeline(set.stream, createWriteStream(path)), set.done])
  answer(options.json, { file: path, rows }, columns(Object.entries(rows).map(([key, n]) => [key, String(n)])))
}

function parseFilter(text: string): Where {
  try {
    return JSON.parse(text) as Where
  } catch {
    throw refuse('malformed', 'where', { en: `This is no JSON: ${text}`, zh: `不是有效的 JSON：${text}` })
  }
}
