import { Command } from 'commander'
import { readKeyScope } from '#kernel/api-key.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, strong, tell } from '../terminal.ts'
import { words } from '../words.ts'
import { personOf } from './user.ts'

/** `sampan api-key …`: keys by which programs act as a person. */
export function apiKeyCommand(): Command {
  return new Command('api-key')
    .description(words({ en: 'keys for programs: create, list, revoke', zh: 'API 密钥：创建、列出、吊销' }))
    .addCommand(create())
    .addCommand(list())
    .addCommand(revoke())
}

function create() {
  return command(
    'create',
    { en: 'make a key with the rights of a person; shown once', zh: '创建密钥，权限与该成员相同，只显示一次' },
    ['workspace'],
  )
    .argument('<email>', words({ en: 'whose rights it has', zh: '成员邮箱' }))
    .option('--name <name>', words({ en: 'what it is for', zh: '用途' }), 'cli')
    .option('--read-only', words({ en: 'it may only read', zh: '只能读取' }))
    .option(
      '--objects <list>',
      words({ en: 'only these, such as account,contact', zh: '仅限这些对象，如 account,contact' }),
    )
    .option('--no-actions', words({ en: 'it runs no actions', zh: '不能执行动作' }))
    .option('--no-export', words({ en: 'it takes out no tables', zh: '不能导出' }))
    .option('--no-configure', words({ en: 'it changes no settings, people or roles', zh: '不能修改设置、成员和角色' }))
    .option('--days <number>', words({ en: 'it ends after so many days', zh: '有效天数' }))
    .action((address: string, options: Common & Narrowed) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const userId = await personOf(workspace, address)
        const { registry, clock } = workspace
        const { scope, problems } = readKeyScope(scopeFrom(options), (key) => registry.objects.has(key))
        if (problems.length > 0) throw new Refusal('invalid', problems)
        const expiresAt = endAfter(options.days, clock.now())
        const entry = { workspaceId: workspace.id, userId }
        const { id, key } = await runtime.catalogue.createApiKey(entry, options.name, { scope, expiresAt })
        tell({ en: 'Keep it: it is not shown again.', zh: '请妥善保存，之后不再显示。' })
        answer(options.json, { id, key, email: address, name: options.name, scope, expiresAt }, [key])
      }),
    )
}

type Narrowed = {
  readonly name: string
  readonly readOnly?: boolean
  readonly objects?: string
  readonly actions: boolean
  readonly export: boolean
  readonly configure: boolean
  readonly days?: string
}

/** Without any of the options the key may all that its person may. */
function scopeFrom({ readOnly, objects, ...may }: Narrowed) {
  const all = !readOnly && !objects && may.actions && may.export && may.configure
  if (all) return null
  return {
    write: !readOnly,
    actions: may.actions,
    export: may.export,
    configure: may.configure,
    ...(objects ? { objects: objects.split(',').map((key) => key.trim()) } : {}),
  }
}

function endAfter(days: string | undefined, now: Date): string | null {
  if (days === undefined) return null
  const count = Number(days)
  if (!Number.isInteger(count) || count < 1 || count > 3_650)
    throw refuse('invalid', 'days', { en: 'Days are a number from 1 to 3650.', zh: '有效天数应为 1 到 3650。' })
  return new Date(now.getTime() + count * 86_400_000).toISOString()
}

function list() {
  return command('list', { en: 'list keys', zh: '列出密钥' }, ['workspace'])
    .option('--email <email>', words({ en: 'only those of a person', zh: '只列出该成员的密钥' }))
    .action((options: Common & { email?: string }) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const keys = await runtime.catalogue.apiKeys(
          workspace.id,
          options.email ? await personOf(workspace, options.email) : null,
        )
        const rows = await Promise.all(
          keys.map(async (key) => ({
            ...key,
            email: (await workspace.directory.person(String(key.userId)))?.email ?? '–',
          })),
        )
        const head = [
          { en: 'Id', zh: '编号' },
          { en: 'Name', zh: '用途' },
          { en: 'Person', zh: '成员' },
          { en: 'Created', zh: '创建时间' },
          { en: 'Last used', zh: '最近使用' },
          { en: 'Ends', zh: '到期时间' },
          { en: 'Revoked', zh: '吊销时间' },
        ]
        const [first, ...rest] = columns([
          head.map(words),
          ...rows.map((k) => [
            k.id,
            k.name,
            k.email,
            k.createdAt,
            k.lastUsedAt ?? '',
            k.expiresAt ?? '',
            k.revokedAt ?? '',
          ]),
        ])
        answer(options.json, rows, [strong(first ?? ''), ...rest])
      }),
    )
}

function revoke() {
  return command('revoke', { en: 'revoke a key at once', zh: '立即吊销密钥' }, ['workspace'])
    .argument('<id>', words({ en: 'id of the key, from api-key list', zh: '密钥编号，见 api-key list' }))
    .action((id: string, options: Common) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const parsed = parseId(id)
        if ('wrong' in parsed || !(await runtime.catalogue.revokeApiKey(workspace.id, parsed.value, null)))
          throw refuse('missing', null, { en: `There is no live key ${id}.`, zh: `没有可用的密钥 ${id}。` })
        runtime.announce('forget')
        tell({ en: 'The key is revoked.', zh: '密钥已吊销。' })
        answer(options.json, { id, revoked: true }, [])
      }),
    )
}
