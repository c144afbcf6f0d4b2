import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Session } from '#engine/context.ts'
import type { Runtime } from '#engine/runtime.ts'
import type { ApiPlan, ApiRun } from '#kernel/api-configuration.ts'
import { refuse } from '#kernel/problem.ts'
import { type Common, command } from '../command.ts'
import { exit } from '../exit.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, strong, tell } from '../terminal.ts'
import { languageOf, words } from '../words.ts'
import { sessionAs } from './import.ts'

type Config = Common & {
  readonly out?: string
  readonly version?: string
  readonly reason?: string
  readonly as?: string
}

/** `sampan config`: what administrators have made, as one file: out, compared, in, published, rolled back. */
export function configCommand() {
  const about = {
    en: 'what administrators have made without code, as one file: out, compared, in, published, rolled back',
    zh: '自定义配置：导出为一个文件、比较、导入、发布、回滚',
  }
  const made = new Command('config').description(words(about))
  const sub = (name: string, label: { en: string; zh: string }) => {
    const one = command(name, label, ['workspace']).option(
      '--as <email>',
      words({ en: 'who does it, for the log', zh: '操作人，记入日志' }),
    )
    made.addCommand(one)
    return one
  }
  sub('export', { en: 'write what is live, or an earlier version, as YAML', zh: '导出当前或某个历史版本（YAML）' })
    .option(
      '--out <file>',
      words({ en: 'into a file; standard output where not said', zh: '写入文件，默认输出到标准输出' }),
    )
    .option('--version <number>', words({ en: 'of an earlier version', zh: '历史版本号' }))
    .action((options: Config) => run(options, exportFile))
  sub('diff', {
    en: 'what publishing a file, or the draft, would do; changes nothing',
    zh: '查看发布某个文件或草稿会带来的变化，不做任何修改',
  })
    .argument('[file]', words({ en: 'a file; the draft where not said', zh: '文件，默认为草稿' }))
    .action((file: string | undefined, options: Config) => run(options, (place) => diff(place, file)))
  sub('import', { en: 'read a file into the draft', zh: '将文件导入草稿' })
    .argument('<file>', words({ en: 'the file', zh: '文件' }))
    .action((file: string, options: Config) => run(options, (place) => importFile(place, file)))
  sub('publish', { en: 'publish the draft', zh: '发布草稿' })
    .option('--reason <text>', words({ en: 'why, for the log', zh: '原因，记入日志' }))
    .action((options: Config) => run(options, (place) => publishDraft(place)))
  sub('log', { en: 'every publication, newest first', zh: '发布记录，最新的在前' }).action((options: Config) =>
    run(options, log),
  )
  sub('rollback', {
    en: 'bring an earlier version back; 0 is none at all',
    zh: '回滚到某个历史版本，0 为没有任何自定义',
  })
    .argument('<version>', words({ en: 'its number', zh: '版本号' }))
    .option('--reason <text>', words({ en: 'why, for the log', zh: '原因，记入日志' }))
    .action((version: string, options: Config) => run(options, (place) => publishDraft(place, version)))
  return made
}

type Place = { readonly runtime: Runtime; readonly session: Session; readonly options: Config }

function run(options: Config, work: (place: Place) => Promise<void>): Promise<void> {
  return withWorkspace(options, async ({ runtime, workspace }) => {
    const session = await sessionAs(workspace, options.as)
    await work({ runtime, session: { ...session, language: languageOf(process.env) }, options })
  })
}

async function exportFile({ session, options }: Place): Promise<void> {
  const { exportYaml } = await import('#engine/custom/administration.ts')
  const yaml = await exportYaml(session, numberOf(options.version))
  if (!options.out) return void process.stdout.write(yaml)
  writeFileSync(options.out, yaml)
  answer(options.json, { file: options.out }, [options.out])
}

async function diff({ runtime, session, options }: Place, file: string | undefined): Promise<void> {
  const { describePlan, importYaml } = await import('#engine/custom/administration.ts')
  const plan = file
    ? (await importYaml(runtime.configurations, session, { yaml: textOf(file), dryRun: true })).plan
    : await describePlan(runtime.configurations, session)
  answer(options.json, plan, planLines(plan))
  if (plan.problems.length > 0) process.exitCode = exit.refused
}

async function importFile({ runtime, session, options }: Place, file: string): Promise<void> {
  const { importYaml } = await import('#engine/custom/administration.ts')
  const imported = await importYaml(runtime.configurations, session, { yaml: textOf(file), dryRun: false })
  answer(options.json, imported, planLines(imported.plan))
  tell({
    en: 'It is in the draft. Publish it: sampan config publish',
    zh: '已导入草稿。发布请运行：sampan config publish',
  })
  if (imported.plan.problems.length > 0) process.exitCode = exit.refused
}

async function publishDraft({ runtime, session, options }: Place, version?: string): Promise<void> {
  const { describeRun, publish } = await import('#engine/custom/administration.ts')
  const reason = options.reason ?? null
  const restores = numberOf(version)
  const begun = await publish(
    runtime.configurations,
    session,
    restores === undefined ? { reason } : { version: restores, reason },
  )
  await runtime.configurations.settle()
  const now = begun.state === 'running' ? await describeRun(session) : begun
  const done: ApiRun = now.state === 'idle' ? { ...now, state: 'done' } : now
  const lines = done.problems.map(({ section, key, detail }) => `${section} ${key}: ${detail}`)
  answer(options.json, done, [
    words({ en: `Version ${done.version} is live.`, zh: `当前生效版本：${done.version}。` }),
    ...lines,
  ])
  if (done.state === 'failed') process.exitCode = exit.refused
}

async function log({ session, options }: Place): Promise<void> {
  const { describeVersions } = await import('#engine/custom/administration.ts')
  const versions = await describeVersions(session)
  const rows = versions.map(({ version, at, by, reason, restores, changes }) => [
    String(version),
    at.slice(0, 16).replace('T', ' '),
    by.name,
    restores === null ? '' : words({ en: `brings ${restores} back`, zh: `恢复版本 ${restores}` }),
    words({ en: `${changes.length} changes`, zh: `${changes.length} 处更改` }),
    reason ?? '',
  ])
  answer(options.json, { data: versions }, columns(rows))
}

function planLines(plan: ApiPlan): string[] {
  const signs = { added: '+', changed: '~', removed: '-' }
  const changes = plan.changes.flatMap(({ change, section, key, label, differences, notes, uses }) => [
    `${signs[change]} ${section} ${key}  ${words(label)}`,
    ...(change === 'changed'
      ? Object.entries(differences).map(
          ([name, [from, to]]) => `    ${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
        )
      : []),
    ...notes.map((note) => `    ${note}`),
    ...uses.map((use) => `    ${use.in} ${use.key}  ${words(use.label)}`),
  ])
  const part = (label: { en: string; zh: string }, lines: readonly string[]) =>
    lines.length > 0 ? ['', strong(words(label)), ...lines] : []
  return [
    ...(changes.length > 0 ? changes : [words({ en: 'Nothing differs.', zh: '没有差异。' })]),
    ...part(
      { en: 'Mended with it', zh: '一并修正' },
      plan.repairs.map((use) => `  ${use.in} ${words(use.label)}`),
    ),
    ...part(
      { en: 'In the database', zh: '数据库' },
      plan.statements.map((text) => `  ${text.replace(/\s+/g, ' ')}`),
    ),
    ...part(
      { en: 'In the way', zh: '需要先处理' },
      plan.problems.map(({ section, key, detail }) => `  ${section} ${key}: ${detail}`),
    ),
  ]
}

function textOf(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  throw refuse('missing', null, { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` })
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw refuse('invalid', 'version', { en: `'${text}' is not the number of a version.`, zh: `「${text}」不是版本号。` })
}
