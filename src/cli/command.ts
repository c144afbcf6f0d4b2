import { Command } from 'commander'
import type { Label } from '#kernel/label.ts'
import { words } from './words.ts'

/** Options that every command takes. */
export type Common = {
  readonly data?: string
  readonly json?: boolean
  readonly workspace?: string
  readonly yes?: boolean
}

type Use = 'workspace' | 'yes'

/** Makes a command with the options that all have, and those of `uses`. */
export function command(name: string, label: Label, uses: readonly Use[] = []): Command {
  const made = new Command(name)
    .description(words(label))
    .option(
      '--data <folder>',
      words({ en: 'the data folder (SAMPAN_DATA, ./data)', zh: '数据目录（SAMPAN_DATA，默认 ./data）' }),
    )
    .option('--json', words({ en: 'results as JSON on standard output', zh: '以 JSON 格式输出结果' }))
  if (uses.includes('workspace'))
    made.option(
      '--workspace <name>',
      words({ en: 'its name or id, where there are several', zh: '工作区名称或编号（有多个时必填）' }),
    )
  if (uses.includes('yes')) made.option('--yes', words({ en: 'do not ask', zh: '不再确认' }))
  return made
}
