import { Command, type Help } from 'commander'
import type { Label } from '#kernel/label.ts'
import { apiKeyCommand } from './commands/api-key.ts'
import { backupCommand } from './commands/backup.ts'
import { benchCommand } from './commands/bench.ts'
import { clientCommand } from './commands/client.ts'
import { configCommand } from './commands/config.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { migrateCommand } from './commands/migrate.ts'
import { restoreCommand } from './commands/restore.ts'
import { setupLinkCommand } from './commands/setup-link.ts'
import { userCommand } from './commands/user.ts'
import { workspaceCommand } from './commands/workspace.ts'
import { endOf, exit } from './exit.ts'
import { version } from './version.ts'
import { words } from './words.ts'

/** Runs one command of `sampan`. @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 refused or not found, 4 unsound data */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('sampan')
    .description(words({ en: 'Sampan, from the command line.', zh: '同舟（Sampan）命令行工具。' }))
    .version(version)
    .addHelpText('after', () => `\n${words(exits)}`)
  for (const make of commands) program.addCommand(make())
  for (const one of [program, ...program.commands.flatMap((c) => [c, ...c.commands])])
    one
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp({ styleTitle })
      .helpOption('-h, --help', words({ en: 'show this help', zh: '显示帮助' }))
  if (args.length === 0) {
    program.outputHelp()
    return 0
  }
  // A command that did its work and found something to tell leaves its code there.
  process.exitCode = exit.ok
  try {
    await program.parseAsync([...args], { from: 'user' })
    return Number(process.exitCode)
  } catch (error) {
    return endOf(error)
  } finally {
    process.exitCode = exit.ok
  }
}

const commands = [
  demoCommand,
  workspaceCommand,
  userCommand,
  apiKeyCommand,
  clientCommand,
  setupLinkCommand,
  importCommand,
  exportCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  doctorCommand,
  explainCommand,
  configCommand,
  benchCommand,
]

const exits: Label = {
  en: 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused or not found, 4 doctor found data that is not sound.',
  zh: '退出码：0 成功，1 出错，2 用法错误，3 被拒绝或不存在，4 doctor 发现数据不一致。',
}

const titles: readonly Label[] = [
  { en: 'Usage:', zh: '用法：' },
  { en: 'Arguments:', zh: '参数：' },
  { en: 'Options:', zh: '选项：' },
  { en: 'Commands:', zh: '命令：' },
]

const styleTitle: Help['styleTitle'] = (title) =>
  words(titles.find(({ en }) => en === title) ?? { en: title, zh: title })
