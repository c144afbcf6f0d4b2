import { resolve } from 'node:path'
import { restoreWorkspace } from '#engine/backup/restore-one.ts'
import { readMigrations } from '#engine/db/migrate.ts'
import { addressOf } from '#engine/workspace/clusters.ts'
import { findWorkspace, sizeOf } from '#engine/workspace/lifecycle.ts'
import { moveWorkspace } from '#engine/workspace/move.ts'
import { type Common, command } from '../command.ts'
import { withSampan } from '../open.ts'
import { answer, confirm, tell } from '../terminal.ts'
import { words } from '../words.ts'

/** `sampan workspace move NAME --to URL`: to another PostgreSQL cluster, while people work. */
export function move() {
  return command(
    'move',
    {
      en: 'move a workspace to another PostgreSQL cluster while people work',
      zh: '在线将工作区迁移到另一个 PostgreSQL',
    },
    ['yes'],
  )
    .argument('<workspace>', words({ en: 'its name or id', zh: '工作区名称或编号' }))
    .requiredOption(
      '--to <url>',
      words({
        en: 'the connection string of a database there, or home',
        zh: '目标数据库的连接地址，或 home（迁回主库）',
      }),
    )
    .action((which: string, options: Common & { to: string }) =>
      withSampan(options, async ({ runtime }) => {
        const row = await findWorkspace(runtime, which)
        const to = options.to === 'home' ? 'home' : addressOf(options.to)
        const { bytes } = await sizeOf(runtime, row)
        const megabytes = (bytes / 1e6).toFixed(1)
        await confirm(
          {
            en: `Move ${row.name} (${megabytes} MB) from ${row.cluster ?? 'home'} to ${to}? People go on working; writers wait for a moment at the end.`,
            zh: `要将「${row.name}」（${megabytes} MB）从 ${row.cluster ?? 'home'} 迁移到 ${to} 吗？期间可以正常使用，最后写入会短暂等待。`,
          },
          options,
        )
        const moved = await moveWorkspace(runtime, row, { to: options.to })
        const pause = Math.round(moved.pauseMs)
        tell({
          en: `${row.name} lies in ${moved.cluster} now: ${moved.rows} rows, compared one by one; writers waited ${pause} ms.`,
          zh: `「${row.name}」已位于 ${moved.cluster}：共 ${moved.rows} 行，已逐行核对；写入等待 ${pause} 毫秒。`,
        })
        answer(options.json, { id: row.id, cluster: moved.cluster, rows: moved.rows, pauseMs: pause }, [])
      }),
    )
}

/** `sampan workspace restore FILE NAME`: one workspace of a backup, into the installation that goes on running. */
export function bringBack() {
  return command(
    'restore',
    {
      en: 'bring one workspace of a backup back, beside the others',
      zh: '从备份中单独恢复一个工作区，不影响其他工作区',
    },
    ['yes'],
  )
    .argument('<file>', words({ en: 'the archive', zh: '备份文件' }))
    .argument('<workspace>', words({ en: 'its name in the backup', zh: '备份中的工作区名称' }))
    .option(
      '--as <name>',
      words({ en: 'as a copy of that name, where it is there already', zh: '已存在时，以此名称恢复为副本' }),
    )
    .action((file: string, workspace: string, options: Common & { as?: string }) =>
      withSampan(options, async ({ runtime }) => {
        const title = options.as ?? workspace
        await confirm({ en: `Restore ${title} from ${file}?`, zh: `要从 ${file} 恢复「${title}」吗？` }, options)
        const root = new URL('../../../migrations/', import.meta.url)
        const back = await restoreWorkspace({
          path: resolve(file),
          workspace,
          ...(options.as === undefined ? {} : { as: options.as }),
          databaseUrl: runtime.directUrl,
          dataFolder: runtime.dataFolder,
          migrations: {
            catalogue: readMigrations(new URL('catalogue/', root)),
            workspace: readMigrations(new URL('workspace/', root)),
          },
          now: new Date().toISOString(),
        })
        await runtime.workspaces.migrate()
        runtime.announce('workspaces')
        tell({
          en: `${title} is back: ${back.rows} rows, compared with the backup.`,
          zh: `「${title}」已恢复：共 ${back.rows} 行，已与备份核对。`,
        })
        answer(options.json, { id: back.id, schema: back.schema, rows: back.rows }, [])
      }),
    )
}
