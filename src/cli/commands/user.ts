import { Command } from 'commander'
import { addPerson, givePassword, personByEmail } from '#engine/access/people.ts'
import type { Workspace } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { listRecords } from '#engine/query/list.ts'
import { queryOf } from '#engine/query/query.ts'
import { writeRecords } from '#engine/records/records.ts'
import type { Runtime } from '#engine/runtime.ts'
import { tellSecurity } from '#engine/security/tell.ts'
import { systemSession } from '#engine/workspaces.ts'
import { refuse } from '#kernel/problem.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { type PasswordOptions, passwordFrom, passwordOptions } from '../password.ts'
import { answer, columns, confirm, strong, tell } from '../terminal.ts'
import { words } from '../words.ts'

/** `sampan user …`: the people of a workspace. */
export function userCommand(): Command {
  return new Command('user')
    .description(
      words({ en: 'people: add, list, disable, give a new password', zh: '成员管理：添加、列出、停用、重设密码' }),
    )
    .addCommand(add())
    .addCommand(list())
    .addCommand(disable())
    .addCommand(resetPassword())
    .addCommand(removeSecondFactor())
}

const email = words({ en: 'e-mail address', zh: '邮箱' })

type Add = Common & PasswordOptions & { readonly name?: string; readonly role: string; readonly team?: string }

function add() {
  const made = command('add', { en: 'add a person who may sign in', zh: '添加可以登录的成员' }, ['workspace'])
    .argument('<email>', email)
    .option('--name <name>', words({ en: 'her name', zh: '姓名' }))
    .option(
      '--role <key>',
      words({ en: 'key of her role, such as administrator or sales', zh: '角色，如 administrator 或 sales' }),
      'sales',
    )
    .option('--team <name>', words({ en: 'her team', zh: '所属团队' }))
  return passwordOptions(made).action(async (address: string, options: Add) => {
    const { password, made: generated } = await passwordFrom(options)
    await withWorkspace(options, async ({ runtime, workspace }) => {
      const teamId = options.team ? await teamNamed(workspace, options.team) : null
      const id = await addPerson(runtime, systemSession(workspace, 'cli'), {
        name: options.name ?? address.split('@')[0]!,
        email: address,
        role: options.role,
        password,
        teamId,
      })
      runtime.announce('forget')
      tell({ en: `${address} may sign in to ${workspace.name}.`, zh: `${address} 现在可以登录 ${workspace.name}。` })
      answer(options.json, { id, email: address, ...(generated ? { password } : {}) }, generated ? [password] : [])
    })
  })
}

function list() {
  return command('list', { en: 'list people', zh: '列出成员' }, ['workspace']).action((options: Common) =>
    withWorkspace(options, async ({ workspace }) => {
      const query = queryOf(systemSession(workspace))
      const user = workspace.registry.object('user')
      const { data } = await listRecords(query, user, {
        select: ['name', 'email', 'team', 'roles', 'active'],
        limit: 1_000,
      })
      const titleOf = (value: unknown) => (value as { title?: string } | null)?.title ?? ''
      const people = data.map((person) => ({
        id: String(person['id']),
        name: String(person['name']),
        email: String(person['email']),
        team: titleOf(person['team']),
        roles: ((person['roles'] as unknown[] | null) ?? []).map(titleOf),
        active: person['active'] === true,
      }))
      const head = [
        { en: 'Name', zh: '姓名' },
        { en: 'E-mail', zh: '邮箱' },
        { en: 'Team', zh: '团队' },
        { en: 'Roles', zh: '角色' },
        { en: 'Active', zh: '启用' },
      ].map(words)
      const [first, ...rest] = columns([
        head,
        ...people.map((p) => [
          p.name,
          p.email,
          p.team,
          p.roles.join(', '),
          words(p.active ? { en: 'yes', zh: '是' } : { en: 'no', zh: '否' }),
        ]),
      ])
      answer(options.json, people, [strong(first ?? ''), ...rest])
    }),
  )
}

function disable() {
  return command(
    'disable',
    { en: 'keep a person from signing in; her records stay', zh: '停用成员，其名下记录保持不变' },
    ['workspace', 'yes'],
  )
    .argument('<email>', email)
    .action((address: string, options: Common) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const id = await personOf(workspace, address)
        const owned = await ownedBy(workspace, id)
        const what = owned.map(({ label, count }) => `${count} ${words(label)}`).join(', ') || '0'
        await confirm(
          {
            en: `Disable ${address} in ${workspace.name}? She owns: ${what}. They stay hers; hand them over in the screens.`,
            zh: `要停用 ${workspace.name} 的 ${address} 吗？其名下有：${what}。记录仍归其名下，可在界面中移交。`,
          },
          options,
        )
        await writeRecords(systemSession(workspace, 'cli'), workspace.registry.object('user'), [
          { do: 'update', id, values: { active: false } },
        ])
        await runtime.catalogue.endSessions({ workspaceId: workspace.id, userId: id })
        runtime.announce('forget')
        tell({ en: `${address} can no longer sign in.`, zh: `${address} 已停用，不能再登录。` })
        answer(options.json, { id, owned: Object.fromEntries(owned.map(({ object, count }) => [object, count])) }, [])
      }),
    )
}

function resetPassword() {
  const made = command(
    'reset-password',
    { en: 'give a person a new password and end her sessions', zh: '重设密码，并退出其所有登录' },
    ['workspace'],
  ).argument('<email>', email)
  return passwordOptions(made).action(async (address: string, options: Common & PasswordOptions) => {
    const { password, made: generated } = await passwordFrom(options)
    await withWorkspace(options, async ({ runtime, workspace }) => {
      const userId = await personOf(workspace, address)
      await setPassword(runtime, workspace, userId, password)
      tell({ en: `${address} has a new password.`, zh: `${address} 的密码已重设。` })
      answer(options.json, { id: userId, ...(generated ? { password } : {}) }, generated ? [password] : [])
    })
  })
}

/** For the last administrator who has lost phone and recovery codes: the operator alone may let her in again. */
function removeSecondFactor() {
  return command(
    'remove-second-factor',
    {
      en: 'take away codes and passkeys that a person has lost; her sessions end',
      zh: '移除成员丢失的两步验证与通行密钥，并退出其所有登录',
    },
    ['workspace', 'yes'],
  )
    .argument('<email>', email)
    .action((address: string, options: Common) =>
      withWorkspace(options, async ({ runtime, workspace }) => {
        const userId = await personOf(workspace, address)
        const entry = { workspaceId: workspace.id, userId }
        const loginId = await runtime.doors.loginOfPerson(entry)
        if (!loginId)
          throw refuse('missing', null, { en: `${address} has no login yet.`, zh: `${address} 还没有登录账号。` })
        await confirm(
          {
            en: `Remove the second factor of ${address}? Her password alone opens then.`,
            zh: `要移除 ${address} 的两步验证吗？之后仅凭密码即可登录。`,
          },
          options,
        )
        await runtime.doors.removeFactors(loginId)
        await runtime.catalogue.endSessions(entry)
        runtime.announce('forget')
        await tellSecurity(workspace, 'secondFactorRemoved', userId, { actorId: null, via: 'cli' })
        tell({ en: `${address} has no second factor any more.`, zh: `${address} 的两步验证已移除。` })
        answer(options.json, { id: userId }, [])
      }),
    )
}

async function setPassword(runtime: Runtime, workspace: Workspace, userId: string, password: string): Promise<void> {
  await givePassword(runtime, workspace, userId, password, { anywhere: true })
  await runtime.catalogue.endSessions({ workspaceId: workspace.id, userId })
  runtime.announce('forget')
}

/** The id of a person by her address; refuses an unknown one. */
export async function personOf(workspace: Workspace, address: string): Promise<string> {
  const id = await personByEmail(workspace, address)
  if (id) return id
  throw refuse('missing', null, {
    en: `There is nobody with the address ${address} in ${workspace.name}. See: npx sampan user list`,
    zh: `${workspace.name} 中没有邮箱为 ${address} 的成员。可运行 npx sampan user list 查看。`,
  })
}

async function teamNamed(workspace: Workspace, name: string): Promise<string> {
  const { data } = await listRecords(queryOf(systemSession(workspace)), workspace.registry.object('team'), {
    select: ['name'],
    limit: 1_000,
  })
  const team = data.find((t) => t['name'] === name || t['id'] === name)
  if (team) return String(team['id'])
  const known = data.map((t) => String(t['name'])).join(', ') || '–'
  throw refuse('missing', null, {
    en: `There is no team '${name}'. There are: ${known}.`,
    zh: `没有团队「${name}」。现有：${known}。`,
  })
}

/** How many live records of each object a person owns. */
async function ownedBy(workspace: Workspace, id: string) {
  const query = queryOf(systemSession(workspace))
  const counts = []
  for (const object of workspace.registry.objects.values()) {
    if (!object.fields['owner']) continue
    const [row] = await workspace.db.rows(
      sql`select count(*) from ${query.from(object.key, 'r')} where ${query.reach(object, { where: { owner: id } })}`,
    )
    const count = Number(row?.[0] ?? 0)
    if (count > 0) counts.push({ object: object.key, label: { en: object.plural, zh: object.label.zh }, count })
  }
  return counts
}
