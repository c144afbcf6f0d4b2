import { givePassword } from '#engine/access/people.ts'
import type { Workspace } from '#engine/context.ts'
import { listRecords } from '#engine/query/list.ts'
import { queryOf } from '#engine/query/query.ts'
import type { Runtime } from '#engine/runtime.ts'
import { hasSampleFields, takeOutSample } from '#engine/sample/fields.ts'
import { sampleMark, sampleState } from '#engine/sample/mark.ts'
import { countSample } from '#engine/sample/remove.ts'
import { systemSession } from '#engine/workspaces.ts'
import { refuse } from '#kernel/problem.ts'
import { loadDemo } from '../../sample.ts'
import { type Common, command } from '../command.ts'
import { withWorkspace } from '../open.ts'
import { answer, columns, confirm, progress, tell } from '../terminal.ts'
import { words } from '../words.ts'
import { personOf } from './user.ts'

type Demo = Common & {
  readonly remove?: boolean
  readonly scale: string
  readonly as?: string
  readonly password?: string
}

/** `sampan demo`: fills a workspace with the demo company, or takes it out again. */
export function demoCommand() {
  return command(
    'demo',
    {
      en: 'load the demo company: two years of business of 40 people; --remove takes it out again',
      zh: '载入示例公司（40 人、两年的业务数据）；--remove 可移除',
    },
    ['workspace', 'yes'],
  )
    .option(
      '--remove',
      words({ en: 'remove the demo company; records of your own stay', zh: '移除示例数据，保留你自己的记录' }),
    )
    .option(
      '--as <email>',
      words({
        en: 'who takes the place of the sales director; the first administrator where not said',
        zh: '由谁担任销售总监，默认为第一位系统管理员',
      }),
    )
    .option(
      '--password <text>',
      words({
        en: 'lets the people of the demo company sign in with this password; without it they cannot',
        zh: '示例成员的登录密码；未提供则不能登录',
      }),
    )
    .option(
      '--scale <factor>',
      words({
        en: 'a smaller or larger company; 1 is 5,000 accounts and 60,000 activities',
        zh: '规模，1 表示 5,000 个客户、60,000 条跟进',
      }),
      '1',
    )
    .action((options: Demo) =>
      withWorkspace(options, ({ runtime, workspace }) =>
        options.remove ? remove(workspace, runtime, options) : load(workspace, runtime, options),
      ),
    )
}

async function load(workspace: Workspace, runtime: Runtime, options: Demo): Promise<void> {
  const scale = Number(options.scale)
  if (!(scale > 0 && scale <= 20))
    throw refuse('invalid', 'scale', {
      en: 'The scale is a number above 0 and up to 20.',
      zh: '规模应为大于 0、不超过 20 的数字。',
    })
  const director = options.as ? await personOf(workspace, options.as) : await firstAdministrator(workspace)
  const roles = Object.fromEntries((await rolesOf(workspace)).map(({ id, key }) => [key, id]))
  const bar = progress({ en: 'Loading the demo company', zh: '正在载入示例公司' }, Math.round(107_000 * scale), options)
  const began = Date.now()
  const counts = await loadDemo(runtime, workspace, {
    scale,
    roles,
    ...(director ? { director } : {}),
    onProgress: (done) => bar.at(done),
  })
  bar.end()
  if (options.password !== undefined) await letIn(workspace, runtime, options.password)
  runtime.announce(`access ${workspace.id}`)
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const seconds = Math.round((Date.now() - began) / 1_000)
  tell({
    en: `The demo company is in ${workspace.name}: ${total} records in ${seconds} s. Take it out again: npx sampan demo --remove`,
    zh: `示例公司已载入 ${workspace.name}：${total} 条记录，用时 ${seconds} 秒。如需移除：npx sampan demo --remove`,
  })
  answer(options.json, { workspace: workspace.id, records: counts }, countLines(workspace, counts))
}

async function remove(workspace: Workspace, runtime: Runtime, options: Demo): Promise<void> {
  if ((await sampleState(workspace)) === 'none' && !(await hasSampleFields(workspace)))
    throw refuse('missing', null, {
      en: `There is no demo company in ${workspace.name}.`,
      zh: `${workspace.name} 中没有示例数据。`,
    })
  const { records, changedSince } = await countSample(workspace)
  process.stderr.write(`${countLines(workspace, records).join('\n')}\n`)
  await confirm(
    {
      en: `Remove these for good from ${workspace.name}? ${changedSince} of them have been changed by you or your colleagues. Records of your own stay.`,
      zh: `要从 ${workspace.name} 永久移除以上记录吗？其中 ${changedSince} 条曾被修改过。你自己的记录会保留。`,
    },
    options,
  )
  const logins = await samplePeople(workspace)
  const done = await takeOutSample(runtime, systemSession(workspace))
  for (const userId of logins) await runtime.catalogue.removePerson({ workspaceId: workspace.id, userId })
  runtime.announce(`access ${workspace.id}`)
  tell({
    en: `The demo company is gone. ${done.detached} of your own records let go of it; ${done.kept} of its records and ${done.keptFields} of its fields are yours now, because yours cannot be without them.`,
    zh: `示例数据已移除。你的 ${done.detached} 条记录已解除与它的关联；另有 ${done.kept} 条示例记录、${done.keptFields} 个示例字段因被你的数据使用而保留。`,
  })
  answer(options.json, { workspace: workspace.id, ...done }, [])
}

function countLines(workspace: Workspace, counts: Readonly<Record<string, number>>): string[] {
  return columns(
    Object.entries(counts).map(([key, count]) => {
      const { plural, label } = workspace.registry.object(key)
      return [words({ en: plural, zh: label.zh }), count.toLocaleString('en')]
    }),
  )
}

async function letIn(workspace: Workspace, runtime: Runtime, password: string): Promise<void> {
  workspace.directory.forget()
  for (const id of await samplePeople(workspace))
    if (await workspace.directory.person(id)) await givePassword(runtime, workspace, id, password)
}

async function samplePeople(workspace: Workspace): Promise<string[]> {
  const { data } = await listRecords(queryOf(systemSession(workspace)), workspace.registry.object('user'), {
    where: { importId: sampleMark },
    select: ['name'],
    limit: 1_000,
  })
  return data.map((person) => String(person['id']))
}

async function rolesOf(workspace: Workspace): Promise<{ id: string; key: string; admin: boolean }[]> {
  const { data } = await listRecords(queryOf(systemSession(workspace)), workspace.registry.object('role'), {
    select: ['key', 'admin'],
    limit: 1_000,
  })
  return data.map((role) => ({ id: String(role['id']), key: String(role['key']), admin: role['admin'] === true }))
}

async function firstAdministrator(workspace: Workspace): Promise<string | null> {
  const admins = (await rolesOf(workspace)).filter((role) => role.admin).map((role) => role.id)
  const { data } = await listRecords(queryOf(systemSession(workspace)), workspace.registry.object('user'), {
    where: { active: true, roles: { hasAny: admins } },
    select: ['name'],
    sort: ['createdAt'],
    limit: 1,
  })
  return data[0] ? String(data[0]['id']) : null
}
