import { Command } from 'commander'
import { parseId } from '#kernel/fields/relation.ts'
import { refuse } from '#kernel/problem.ts'
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
    .action((address: string, options: Common & { name: string }) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const userId = await personOf(workspace, address)
        const { id, key } = await runtime.catalogue.createApiKey({ workspaceId: workspace.id, userId }, options.name)
        tell({ en: 'Keep it: it is not shown again.', zh: '请妥善保存，之后不再显示。' })
        answer(options.json, { id, key, email: address, name: options.name }, [key])
      }),
    )
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
          { en: 'Revoked', zh: '吊销时间' },
        ]
        const [first, ...rest] = columns([
          head.map(words),
          ...rows.map((k) => [String(k.id), String(k.name), k.email, String(k.createdAt), String(k.revokedAt ?? '')]),
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
