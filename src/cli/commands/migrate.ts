import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { modules } from '#app'
import { draftMigration, type Snapshot } from '#engine/db/draft.ts'
import { refuse } from '#kernel/problem.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { type Common, command } from '../command.ts'
import { withSampan } from '../open.ts'
import { answer, tell } from '../terminal.ts'
import { words } from '../words.ts'

/** `sampan migrate`: brings the data up to date; with `--draft` writes the migration that today's declarations need. */
export function migrateCommand() {
  return command('migrate', {
    en: 'bring the data up to date, or draft a migration',
    zh: '升级数据结构，或起草迁移文件',
  })
    .option(
      '--draft <name>',
      words({
        en: 'write the migration from the committed ones to the declarations, for review',
        zh: '根据当前声明起草迁移文件，供审阅后提交',
      }),
    )
    .action((options: Common & { draft?: string }) =>
      options.draft === undefined ? migrate(options) : draft(options.draft, options),
    )
}

async function migrate(options: Common): Promise<void> {
  // Opening migrates; what is left to tell is where everything stands.
  await withSampan(options, async ({ runtime }) => {
    const schemas = await runtime.workspaces.migrate()
    tell({ en: 'The data is up to date.', zh: '数据结构已是最新。' })
    answer(
      options.json,
      schemas,
      schemas.map(({ schema }) => schema),
    )
  })
}

const folder = new URL('../../../migrations/workspace/', import.meta.url)

function draft(name: string, options: Common): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    throw refuse('invalid', 'draft', {
      en: 'Name it in small letters, digits and hyphens: add-contracts',
      zh: '名称请使用小写字母、数字和连字符，如 add-contracts',
    })
  const snapshot = new URL('tables.json', folder)
  const committed = existsSync(snapshot) ? (JSON.parse(readFileSync(snapshot, 'utf8')) as Snapshot) : null
  const drafted = draftMigration(buildRegistry(modules), committed)
  if (!drafted) {
    tell({
      en: 'The declarations and the committed migrations agree; there is nothing to draft.',
      zh: '声明与已提交的迁移一致，无需起草。',
    })
    answer(options.json, { file: null }, [])
    return
  }
  const last = readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .at(-1)
  const number = String(Number(last?.slice(0, 4) ?? 0) + 1).padStart(4, '0')
  const file = new URL(`${number}-${name}.sql`, folder)
  writeFileSync(file, drafted.text, { flag: 'wx' })
  writeFileSync(snapshot, `${JSON.stringify(drafted.tables, null, 1)}\n`)
  tell({
    en: 'Read it, mend it, commit it together with tables.json.',
    zh: '请审阅、修改后，与 tables.json 一并提交。',
  })
  answer(options.json, { file: file.pathname }, [file.pathname])
}
