import { join } from 'node:path'
import { Command } from 'commander'
import { addPerson } from '#engine/access/people.ts'
import { backupFolder, keepBackup } from '#engine/backup/kept.ts'
import type { WorkspaceRow } from '#engine/catalogue/catalogue.ts'
import type { Runtime } from '#engine/runtime.ts'
import {
  deleteWorkspace,
  findWorkspace,
  graceDays,
  makeWorkspace,
  purgeWorkspace,
  renameWorkspace,
  resumeWorkspace,
  sizeOf,
  suspendWorkspace,
} from '#engine/workspace/lifecycle.ts'
import { systemSession } from '#engine/workspaces.ts'
import { languages } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import type { Settings } from '../../settings.ts'
import { type Common, command } from '../command.ts'
import { withSampan } from '../open.ts'
import { type PasswordOptions, passwordFrom, passwordOptions } from '../password.ts'
import { answer, columns, confirm, confirmName, strong, tell } from '../terminal.ts'
import { version } from '../version.ts'
import { words } from '../words.ts'
import { bringBack, move } from './workspace-places.ts'

/** `sampan workspace …`: the companies of an installation. Only who has the machine can run it; no key and no role can. */
export function workspaceCommand(): Command {
  return new Command('workspace')
    .description(
      words({
        en: 'workspaces: create, list, rename, suspend, resume, move, restore, delete, purge',
        zh: '工作区管理：创建、列出、重命名、暂停、恢复、迁移、从备份恢复、删除、清除',
      }),
    )
    .addCommand(create())
    .addCommand(list())
    .addCommand(rename())
    .addCommand(suspend())
    .addCommand(resume())
    .addCommand(move())
    .addCommand(bringBack())
    .addCommand(remove())
    .addCommand(purge())
}

const name = words({ en: 'its name or id', zh: '工作区名称或编号' })

/** Finds the workspace and runs; the runtime and its settings come along. */
function on(
  options: Common,
  which: string,
  run: (at: { runtime: Runtime; settings: Settings; row: WorkspaceRow }) => Promise<void>,
): Promise<void> {
  return withSampan(options, async ({ runtime, settings }) =>
    run({ runtime, settings, row: await findWorkspace(runtime, which) }),
  )
}

type Create = Common & PasswordOptions & { readonly admin?: string; readonly language: string }

function create() {
  const made = command('create', { en: 'make a workspace of its own', zh: '创建新的工作区' })
    .argument('<name>', words({ en: 'the name of the company', zh: '公司名称' }))
    .option('--admin <email>', words({ en: 'its first administrator', zh: '首位管理员的邮箱' }))
    .option('--language <code>', words({ en: 'zh-CN, zh-TW or en', zh: 'zh-CN、zh-TW 或 en' }), 'zh-CN')
  return passwordOptions(made).action(async (title: string, options: Create) => {
    const language = languages.find((one) => one === options.language)
    if (!language)
      throw refuse('invalid', 'language', {
        en: `There is no language '${options.language}': ${languages.join(', ')}.`,
        zh: `没有语言「${options.language}」，可选：${languages.join('、')}。`,
      })
    const given = options.admin ? await passwordFrom(options) : null
    await withSampan(options, async ({ runtime }) => {
      // Somebody who has a login keeps her password: only a new one is given one.
      const known = options.admin ? await runtime.catalogue.loginOf(options.admin) : null
      const id = await makeWorkspace(runtime, title, language)
      if (options.admin) {
        const session = systemSession(runtime.workspaces.get(id)!, 'cli')
        const person = { name: options.admin.split('@')[0]!, email: options.admin, role: 'administrator', language }
        const userId = await addPerson(runtime, session, known ? person : { ...person, password: given!.password })
        if (known) await runtime.catalogue.addMembership(known, { workspaceId: id, userId })
        runtime.announce('forget')
      }
      tell({ en: `${title} is ready.`, zh: `工作区「${title}」已就绪。` })
      const shown = given?.made && !known ? given.password : null
      answer(options.json, { id, name: title, ...(shown ? { password: shown } : {}) }, [id, ...(shown ? [shown] : [])])
    })
  })
}

function list() {
  return command('list', { en: 'list workspaces with their size', zh: '列出工作区及其大小' }).action(
    (options: Common) =>
      withSampan(options, async ({ runtime }) => {
        const rows = []
        for (const row of await runtime.catalogue.workspaces()) {
          const { bytes, people } = await sizeOf(runtime, row)
          rows.push({
            id: row.id,
            name: row.name,
            status: row.status,
            people,
            bytes,
            cluster: row.cluster ?? 'home',
            purgeAt: row.purgeAt,
          })
        }
        const head = [
          { en: 'Name', zh: '名称' },
          { en: 'Id', zh: '编号' },
          { en: 'State', zh: '状态' },
          { en: 'People', zh: '人数' },
          { en: 'Size', zh: '大小' },
          { en: 'Cluster', zh: '所在数据库' },
        ].map(words)
        const [first, ...rest] = columns([
          head,
          ...rows.map((row) => [
            row.name,
            row.id,
            row.purgeAt ? `${stateOf(row.status)} (${row.purgeAt.slice(0, 10)})` : stateOf(row.status),
            String(row.people),
            `${(row.bytes / 1e6).toFixed(1)} MB`,
            row.cluster,
          ]),
        ])
        answer(options.json, rows, [strong(first ?? ''), ...rest])
      }),
  )
}

function stateOf(status: string): string {
  const zh = { creating: '创建中', live: '正常', suspended: '已暂停', deleted: '已删除' }[status]
  return words({ en: status, zh: zh ?? status })
}

function rename() {
  return command('rename', { en: 'give a workspace another name', zh: '重命名工作区' })
    .argument('<workspace>', name)
    .argument('<name>', words({ en: 'its new name', zh: '新名称' }))
    .action((which: string, title: string, options: Common) =>
      on(options, which, async ({ runtime, row }) => {
        await renameWorkspace(runtime, row, title)
        tell({ en: `${row.name} is called ${title} now.`, zh: `「${row.name}」已更名为「${title}」。` })
        answer(options.json, { id: row.id, name: title }, [])
      }),
    )
}

function suspend() {
  return command(
    'suspend',
    { en: 'let nobody in and run no jobs; keep everything', zh: '暂停使用：禁止登录并停止任务，数据保留' },
    ['yes'],
  )
    .argument('<workspace>', name)
    .action((which: string, options: Common) =>
      on(options, which, async ({ runtime, row }) => {
        const { people } = await sizeOf(runtime, row)
        await confirm(
          {
            en: `Suspend ${row.name}? Its ${people} people are refused at once; nothing is lost.`,
            zh: `要暂停「${row.name}」吗？其 ${people} 位成员将立即无法使用，数据不受影响。`,
          },
          options,
        )
        await suspendWorkspace(runtime, row)
        tell({ en: `${row.name} is suspended.`, zh: `「${row.name}」已暂停。` })
        answer(options.json, { id: row.id, status: 'suspended' }, [])
      }),
    )
}

function resume() {
  return command('resume', {
    en: 'open a suspended or deleted workspace again',
    zh: '恢复已暂停或已删除的工作区',
  })
    .argument('<workspace>', name)
    .action((which: string, options: Common) =>
      on(options, which, async ({ runtime, row }) => {
        await resumeWorkspace(runtime, row)
        tell({ en: `${row.name} is open again.`, zh: `「${row.name}」已恢复使用。` })
        answer(options.json, { id: row.id, status: 'live' }, [])
      }),
    )
}

function remove() {
  return command(
    'delete',
    {
      en: `back a workspace up and close it; it can be taken back for ${graceDays} days`,
      zh: `备份并关闭工作区，${graceDays} 天内可恢复`,
    },
    ['yes'],
  )
    .argument('<workspace>', name)
    .action((which: string, options: Common) =>
      on(options, which, async ({ runtime, settings, row }) => {
        const { bytes, people } = await sizeOf(runtime, row)
        await confirm(
          {
            en: `Delete ${row.name} (${people} people, ${(bytes / 1e6).toFixed(1)} MB)? It is backed up, closed at once, and can be taken back for ${graceDays} days.`,
            zh: `要删除「${row.name}」（${people} 人，${(bytes / 1e6).toFixed(1)} MB）吗？系统会先备份并立即关闭，${graceDays} 天内可恢复。`,
          },
          options,
        )
        if (row.status === 'live') await suspendWorkspace(runtime, row)
        const { file } = await keepBackup({
          databaseUrl: runtime.directUrl,
          dataFolder: settings.dataFolder,
          folder: backupFolder(settings.dataFolder),
          version,
          now: new Date().toISOString(),
          kind: 'deleted',
          only: row.id,
        })
        const purgeAt = await deleteWorkspace(runtime, { ...row, status: 'suspended' })
        tell({
          en: `${row.name} is deleted. Until ${purgeAt.slice(0, 10)}: npx sampan workspace resume ${row.id}. After that: npx sampan workspace purge ${row.id}`,
          zh: `「${row.name}」已删除。${purgeAt.slice(0, 10)} 之前可恢复：npx sampan workspace resume ${row.id}。之后可清除：npx sampan workspace purge ${row.id}`,
        })
        answer(options.json, { id: row.id, status: 'deleted', purgeAt, backup: file }, [file])
      }),
    )
}

function purge() {
  return command('purge', {
    en: 'remove a deleted workspace for good: records, files, jobs, ways in',
    zh: '彻底清除已删除的工作区：记录、文件、任务和登录关系',
  })
    .argument('<workspace>', name)
    .option('--now', words({ en: 'before its 30 days are over', zh: '不等 30 天期满' }))
    .option(
      '--name <name>',
      words({ en: 'its name, written out, instead of being asked', zh: '直接给出名称，不再询问' }),
    )
    .action((which: string, options: Common & { now?: boolean; name?: string }) =>
      on(options, which, async ({ runtime, settings, row }) => {
        const { bytes } = await sizeOf(runtime, row)
        await confirmName(
          {
            en: `This removes ${row.name} for good (${(bytes / 1e6).toFixed(1)} MB, in ${row.cluster ?? join(settings.dataFolder)}). Nobody can bring it back but from a backup.`,
            zh: `即将彻底清除「${row.name}」（${(bytes / 1e6).toFixed(1)} MB，位于 ${row.cluster ?? join(settings.dataFolder)}）。除备份外无法找回。`,
          },
          row.name,
          options.name,
        )
        const { files } = await purgeWorkspace({ ...runtime, databaseUrl: runtime.directUrl }, row, {
          now: options.now === true,
        })
        tell({ en: `${row.name} is gone, with ${files} files.`, zh: `「${row.name}」已清除，包括 ${files} 个文件。` })
        answer(options.json, { id: row.id, purged: true, files }, [])
      }),
    )
}
