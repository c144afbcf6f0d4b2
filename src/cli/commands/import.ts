import { existsSync, readFileSync } from 'node:fs'
import type { Session, Workspace } from '#engine/context.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { ImportPlan } from '#kernel/api-import.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { closest } from '#kernel/text/distance.ts'
import { type Common, command } from '../command.ts'
import { exit } from '../exit.ts'
import { importSet } from '../importSet.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, progress } from '../terminal.ts'
import { words } from '../words.ts'
import { personOf } from './user.ts'

type Import = Common & { readonly as?: string; readonly plan?: string; readonly list?: boolean; readonly all?: boolean }

/**
 * `sampan import OBJECT FILE`: a table as people have it becomes records, by the same path as in the screens.
 * `sampan import SET.zip …`: an archive, or several files, whose objects are found out and which are related by their ids.
 * `sampan import --all FILE`: what `sampan export --all` wrote, into an empty workspace.
 */
export function importCommand() {
  return command(
    'import',
    {
      en: 'import records from a table (CSV, Excel, vCard), or from an archive of them',
      zh: '从表格（CSV、Excel、vCard）或压缩包导入记录',
    },
    ['workspace'],
  )
    .argument(
      '<object>',
      words({
        en: 'what the rows are, such as account; or the first file of a set',
        zh: '对象，如 account；或整包导入的第一个文件',
      }),
    )
    .argument('[files...]', words({ en: 'the file, or the further files of a set', zh: '文件，或整包导入的其他文件' }))
    .option(
      '--all',
      words({
        en: 'an export of everything, into an empty workspace: same ids, authors, dates, history',
        zh: '将完整导出文件导入空的工作区，编号、作者、日期和历史均保持不变',
      }),
    )
    .option(
      '--list',
      words({
        en: 'of a set: say what its files are and in which order, and stop',
        zh: '整包导入：只列出各文件的对象和顺序',
      }),
    )
    .option(
      '--as <email>',
      words({
        en: 'who imports: her rights, and she owns what has no owner',
        zh: '以该成员的身份和权限导入，未指定负责人的记录归其名下',
      }),
    )
    .option(
      '--plan <file>',
      words({ en: 'JSON over the proposed plan: columns, duplicates, values', zh: '导入方案（JSON），覆盖自动建议' }),
    )
    .action((key: string, files: readonly string[], options: Import) => {
      if (options.all) return importAll(key, options)
      const set = existsSync(key) || /[/\\]|\.[a-z]{2,4}$/i.test(key) ? [key, ...files] : null
      const [path = ''] = files
      for (const file of set ?? [path])
        if (!existsSync(file))
          throw refuse('missing', null, { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` })
      if (!set && files.length > 1)
        throw refuse('invalid', null, {
          en: 'One file for one object; leave the object out to bring several files as a set.',
          zh: '指定对象时只能导入一个文件；一次导入多个文件请不要指定对象。',
        })
      if (set)
        return withWorkspace(options, async ({ runtime, workspace }) =>
          importSet(runtime, await sessionAs(workspace, options.as), set, options),
        )
      return withWorkspace(options, async ({ runtime, workspace }) => {
        const { importFile } = await import('#engine/import/import.ts')
        const object = objectOf(workspace, key)
        const bar = progress({ en: 'Importing', zh: '正在导入' }, null, options)
        const plan = options.plan ? (JSON.parse(readFileSync(options.plan, 'utf8')) as Partial<ImportPlan>) : undefined
        const done = await importFile(runtime, await sessionAs(workspace, options.as), {
          object: object.key,
          path,
          ...(plan ? { plan } : {}),
          onProgress: ({ created, updated, unchanged, skipped, refused }) =>
            bar.at(created + updated + unchanged + skipped + refused),
        })
        bar.end()
        const { report } = done
        const lines = counted.map(({ key: of, label }) => [words(label), String(report?.[of] ?? 0)])
        const reasons = (report?.reasons ?? []).map((reason) => [`  ${reason.message}`, String(reason.rows)])
        answer(options.json, done, columns([...lines, ...reasons]))
        if (done.status !== 'done' || (report?.refused ?? 0) > 0) process.exitCode = exit.refused
      })
    })
}

function importAll(path: string, options: Import): Promise<void> {
  if (!existsSync(path)) throw refuse('missing', null, { en: `There is no file ${path}.`, zh: `没有文件 ${path}。` })
  return withWorkspace(options, async ({ runtime, workspace }) => {
    const { bringIn } = await import('#engine/takeout/bring.ts')
    const bar = progress({ en: 'Importing', zh: '正在导入' }, null, options)
    const { manifest, enter } = await bringIn(runtime, workspace, path, bar.at)
    bar.end()
    const { records, events, files } = manifest
    const counts = Object.entries(records).filter(([, { live, deleted }]) => live + deleted > 0)
    answer(options.json, { workspace: workspace.id, records, events, files, enter }, [
      ...columns([
        ...counts.map(([key, { live, deleted }]) => [key, String(live + deleted)]),
        [words({ en: 'History', zh: '历史记录' }), String(events)],
        [words({ en: 'Files', zh: '文件' }), String(files.count)],
      ]),
      enter.length > 0
        ? words({ en: `Can sign in: ${enter.join(', ')}`, zh: `可以登录：${enter.join('、')}` })
        : words({
            en: 'Nobody can sign in yet. Let somebody in: npx sampan user reset-password EMAIL',
            zh: '目前还没有人可以登录。请运行：npx sampan user reset-password 邮箱',
          }),
    ])
  })
}

const counted = [
  { key: 'rows', label: { en: 'Rows', zh: '行数' } },
  { key: 'created', label: { en: 'Created', zh: '新建' } },
  { key: 'updated', label: { en: 'Updated', zh: '更新' } },
  { key: 'unchanged', label: { en: 'Unchanged', zh: '无变化' } },
  { key: 'skipped', label: { en: 'Skipped', zh: '跳过' } },
  { key: 'refused', label: { en: 'Refused', zh: '拒绝' } },
] as const

/** The session of a person, or of the system itself. */
export async function sessionAs(workspace: Workspace, email: string | undefined): Promise<Session> {
  const system = systemSession(workspace, 'cli')
  if (!email) return system
  const principal = await workspace.directory.person(await personOf(workspace, email))
  if (principal) return { ...system, principal }
  throw refuse('forbidden', null, { en: `${email} is disabled.`, zh: `${email} 已停用。` })
}

/** The object that the command line names; an unknown one is refused with the likeliest one. */
export function objectOf(workspace: Pick<Workspace, 'registry'>, key: string): RegisteredObject {
  const known = workspace.registry.objects
  const found = known.get(key)
  if (found) return found
  const guess = closest(key, [...known.keys()])?.match
  const list = [...known.keys()].join(', ')
  throw refuse('missing', null, {
    en: `There is no object '${key}'. ${guess ? `Did you mean '${guess}'?` : `There are: ${list}.`}`,
    zh: `没有对象「${key}」。${guess ? `你是想用「${guess}」吗？` : `现有：${list}。`}`,
  })
}
