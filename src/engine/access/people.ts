import { v7 as uuid } from 'uuid'
import type { Language } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import type { Auth } from '../catalogue/auth.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Session, Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { writeRecords } from '../records/records.ts'
import { systemSession } from '../workspaces.ts'

export type NewPerson = {
  readonly name: string
  readonly email: string
  /** Without one she cannot sign in until an administrator sets it. */
  readonly password?: string
  readonly role: string
  readonly teamId?: string | null
  readonly language?: Language
  readonly timeZone?: string
}

/**
 * Adds a person: her record in the workspace, then her login in the catalogue, then the tie between them.
 * The two lie in different places and cannot commit together, so each step finds what an earlier try has left.
 */
export async function addPerson(
  parts: { catalogue: Catalogue; auth: Auth },
  session: Session,
  person: NewPerson,
): Promise<string> {
  const { workspace } = session
  const password = person.password
  if (password !== undefined && ([...password].length < 8 || password.length > 128))
    throw refuse('invalid', 'password', {
      en: 'A password has 8 to 128 characters.',
      zh: '密码长度应为 8 到 128 个字符。',
    })
  const email = person.email.trim().toLowerCase()
  const roleId = await roleOf(workspace, person.role)
  if (await personByEmail(workspace, email))
    throw refuse('invalid', 'email', { en: 'Somebody has this address already.', zh: '该邮箱已被使用。' }, 'taken')
  const [record] = await writeRecords(session, workspace.registry.object('user'), [
    {
      do: 'create',
      id: uuid(),
      values: {
        name: person.name,
        email,
        active: true,
        roles: [roleId],
        language: person.language ?? workspace.language,
        timeZone: person.timeZone ?? workspace.settings.timeZone,
        ...(person.teamId ? { team: person.teamId } : {}),
      },
    },
  ])
  const userId = String(record!['id'])
  crashPoint('person.recorded')
  const login = await parts.catalogue.loginOf(email)
  // Who works in another workspace too has her password from there, and it is not this one's to change.
  if (login && (await parts.catalogue.leadsElsewhere(login, workspace.id)))
    await parts.catalogue.addMembership(login, { workspaceId: workspace.id, userId })
  else if (password !== undefined) await givePassword(parts, workspace, userId, password)
  return userId
}

/**
 * Lets a person sign in with a password; makes her login where she has none. Refuses where her login leads to another
 * workspace too: its people would be at the mercy of this one's administrators. The operator alone may (`anywhere`).
 */
export async function givePassword(
  parts: { catalogue: Catalogue; auth: Auth },
  workspace: Workspace,
  userId: string,
  password: string,
  { anywhere = false }: { anywhere?: boolean } = {},
): Promise<void> {
  const person = await workspace.directory.person(userId)
  if (!person) throw refuse('invalid', 'user', { en: 'There is no such active person.', zh: '没有找到该在职人员。' })
  const known = await parts.catalogue.loginOf(person.email)
  if (known && !anywhere && (await parts.catalogue.leadsElsewhere(known, workspace.id)))
    throw refuse('conflict', 'password', {
      en: 'She signs in to other workspaces too, so she alone changes her password.',
      zh: '该成员还使用其他工作区，密码只能由本人修改。',
    })
  if (known) await parts.auth.setPassword(known, password)
  const loginId = known ?? (await parts.auth.createLogin({ name: person.name, email: person.email, password }))
  crashPoint('person.login')
  await parts.catalogue.addMembership(loginId, { workspaceId: workspace.id, userId })
}

/** The id of the person with that address, disabled or not; null where there is none. */
export async function personByEmail(workspace: Workspace, email: string): Promise<string | null> {
  const user = workspace.registry.object('user')
  const query = queryOf(systemSession(workspace))
  const [row] = await workspace.db.rows(
    sql`select r.id from ${query.from(user.key, 'r')} where ${query.reach(user, { where: { email: email.trim().toLowerCase() } })} limit 1`,
  )
  return row ? String(row[0]) : null
}

async function roleOf(workspace: Workspace, key: string): Promise<string> {
  const role = workspace.registry.object('role')
  const query = queryOf(systemSession(workspace))
  const rows = await workspace.db.rows(
    sql`select r.id, r.key from ${query.from(role.key, 'r')} where ${query.reach(role, {})} order by r.key`,
  )
  const found = rows.find(([id, name]) => name === key || id === key)
  if (found) return String(found[0])
  const known = rows.map(([, name]) => String(name)).join(', ')
  throw refuse('invalid', 'role', {
    en: `There is no role '${key}'. There are: ${known}.`,
    zh: `没有角色「${key}」。可选：${known}。`,
  })
}
