import { createPrivateKey } from 'node:crypto'
import { type Label, say } from '#kernel/label.ts'
import {
  type ApiMailConnection,
  type DkimSigner,
  type ImapServer,
  type MailChannels,
  type MailServer,
  MailTrouble,
  troubleLabel,
} from '#kernel/mail.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { queryOf } from '../query/query.ts'
import type { SealedColumn } from '../secret-columns.ts'
import { settingChanges, tellSetting } from '../security/tell.ts'
import { systemSession } from '../workspaces.ts'
import { type Connection, connectionOf, imapAccess, smtpAccess } from './connection.ts'
import { readFolders } from './folders.ts'

type Given = Readonly<Record<string, unknown>>

/** The servers of a mailbox of the caller's; empty ones where nobody has said any. Another mailbox is not found. */
export async function readConnection(session: Session, id: string): Promise<ApiMailConnection> {
  await mine(session, id)
  const connection = (await connectionOf(session.workspace, id)) ?? blank(id)
  const { smtp, imap, dkim, problemAt, syncedAt } = connection
  return {
    id,
    smtp,
    imap,
    dkim,
    hasPassword: connection.secret !== null,
    hasImapPassword: connection.imapSecret !== null,
    hasDkimKey: connection.dkimKey !== null,
    problem: connection.problem && say(connection.problem, session.language),
    problemAt,
    syncedAt,
    folders: await readFolders(session.workspace, id),
  }
}

/**
 * Says which servers a mailbox has. A secret that is not given stays; null takes it away. Refuses what is wrong at its
 * field, and servers in a network that the operator keeps from users when they are called.
 */
export async function writeConnection(session: Session, id: string, given: Given): Promise<ApiMailConnection> {
  const { workspace } = session
  await mine(session, id)
  const before = await connectionOf(workspace, id)
  if (before) await hers(session, id)
  const next = changed(session, before ?? blank(id), given)
  const text = (value: object | null) => (value ? JSON.stringify(value) : null)
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    await tx.count(sql`insert into ${engineTable(workspace, 'mail_connection')}
      (id, smtp, imap, dkim, secret, imap_secret, dkim_key, updated_at) values (${id}::uuid, ${text(next.smtp)}::jsonb,
        ${text(next.imap)}::jsonb, ${text(next.dkim)}::jsonb, ${next.secret}::text, ${next.imapSecret}::text,
        ${next.dkimKey}::text, ${now}::timestamptz)
      on conflict (id) do update set smtp = excluded.smtp, imap = excluded.imap, dkim = excluded.dkim,
        secret = excluded.secret, imap_secret = excluded.imap_secret, dkim_key = excluded.dkim_key,
        problem = null, problem_at = null, lease_until = null, updated_at = excluded.updated_at`)
    const told = settingChanges<Connection>(
      before ?? {},
      next,
      ['smtp', 'imap', 'dkim'],
      ['secret', 'imapSecret', 'dkimKey'],
    )
    await tellSetting(session, 'mailConnectionChanged', id, told, tx)
  })
  workspace.hint('event')
  return readConnection(session, id)
}

/**
 * Signs in at the servers of a mailbox, as they are given or as they are kept, and leaves again. Refuses at `smtp` or
 * `imap` with what is wrong, in words that say what to do.
 */
export async function testConnection(
  session: Session,
  outbound: Outbound,
  id: string,
  given: Given,
): Promise<{ readonly smtp: boolean; readonly imap: boolean }> {
  const { workspace } = session
  await mine(session, id)
  const connection = changed(session, (await connectionOf(workspace, id)) ?? blank(id), given)
  const { channels } = workspace.registry.mail!
  const dialAt = (field: string) => (host: string, port: number) => outbound.connect(host, port, { field })
  const smtp = smtpAccess(workspace, connection)
  const imap = imapAccess(workspace, connection)
  const tried = await Promise.all([
    smtp && trouble('smtp', () => channels.smtp.test(smtp, dialAt('smtp'))),
    imap && trouble('imap', () => look(channels, imap, dialAt('imap'))),
  ])
  const wrong = tried.flatMap((one) => one ?? [])
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  return { smtp: smtp !== null, imap: imap !== null }
}

/** Has what was passed over as a stranger's looked at again: somebody may be known by now. */
export async function lookAgain(session: Session, id: string): Promise<void> {
  const { workspace } = session
  await mine(session, id)
  await workspace.db.count(
    sql`delete from ${engineTable(workspace, 'mail_seen')} where connection_id = ${id}::uuid and outcome <> 'stored'`,
  )
  workspace.hint('event')
}

async function look(
  channels: MailChannels,
  imap: Parameters<MailChannels['imap']['visit']>[0],
  dial: Parameters<MailChannels['imap']['visit']>[1],
) {
  const visit = await channels.imap.visit(imap, dial)
  await visit.folders().finally(() => visit.close())
}

async function trouble(field: string, run: () => Promise<void>): Promise<Problem[]> {
  try {
    await run()
    return []
  } catch (error) {
    if (error instanceof MailTrouble) return [problem(field, troubleLabel(error), error.code)]
    if (error instanceof Refusal) return [...error.problems]
    throw error
  }
}

/** Whoever may change the mailbox may say where it stands. */
async function mine(session: Session, id: string): Promise<void> {
  const { registry, db } = session.workspace
  const mailbox = registry.mail && registry.object(registry.mail.mailbox.key)
  if (!mailbox) throw notFound()
  const query = queryOf(session)
  const [row] = await db.rows(
    sql`select 1 from ${query.from(mailbox.key, 'r')} where ${ident('r', 'id')} = ${id}::uuid and ${query.reach(mailbox, { verb: 'update' })}`,
  )
  if (!row) throw notFound()
}

/** Once it stands, nobody but its owner says by which servers private mail goes. One that is open to all has no private mail. */
async function hers({ workspace, principal }: Session, id: string): Promise<void> {
  const { mailbox, opened } = workspace.registry.mail!
  const query = queryOf(systemSession(workspace))
  const object = workspace.registry.object(mailbox.key)
  const [row] = await workspace.db.rows(
    sql`select 1 from ${query.from(mailbox.key, 'r')} where r.id = ${id}::uuid
      and (r.owner_id = ${principal.id}::uuid or ${query.declaredAt(object, opened, ident('r'))})`,
  )
  if (!row)
    throw refuse('forbidden', null, {
      en: 'Only the owner of this mailbox changes its servers.',
      zh: '个人邮箱的服务器设置只能由本人修改。',
    })
}

function blank(id: string): Connection {
  return {
    id,
    smtp: null,
    imap: null,
    dkim: null,
    secret: null,
    imapSecret: null,
    dkimKey: null,
    problem: null,
    problemAt: null,
    syncedAt: null,
  }
}

/** Reads what a connection is to be; every problem at once. */
function changed({ workspace }: Session, before: Connection, given: Given): Connection {
  const wrong: Problem[] = []
  const sealed = (key: string, column: SealedColumn, now: string | null) => {
    const value = given[key]
    if (value === undefined) return now
    if (value === null || value === '') return null
    if (typeof value === 'string' && value.length <= 8_000)
      return workspace.secrets.seal(value, { column, id: before.id })
    wrong.push(problem(key, { en: 'This is a text.', zh: '这里应为文本。' }))
    return now
  }
  const part = <T>(key: 'smtp' | 'imap' | 'dkim', read: (at: Given) => T): T | null => {
    const value = given[key]
    if (value === undefined) return before[key] as T | null
    if (value === null) return null
    if (typeof value === 'object' && !Array.isArray(value)) return read(value as Given)
    wrong.push(problem(key, { en: 'This is an object or null.', zh: '这里应为对象或 null。' }))
    return null
  }
  const smtp = part('smtp', (at) => readServer(at, 'smtp', wrong))
  const imap = part('imap', (at) => readImap(at, wrong))
  const dkim = part('dkim', (at) => readSigner(at, wrong))
  const key = given['dkimKey']
  if (typeof key === 'string' && key !== '' && !isPrivateKey(key))
    wrong.push(problem('dkimKey', { en: 'This is no private key in PEM.', zh: '这不是 PEM 格式的私钥。' }))
  const secret = sealed('password', 'mail_connection.secret', before.secret)
  const imapSecret = sealed('imapPassword', 'mail_connection.imap_secret', before.imapSecret)
  const dkimKey = sealed('dkimKey', 'mail_connection.dkim_key', before.dkimKey)
  // A password belongs to the server it was given for: whoever may change the mailbox, but does not know it, cannot have it sent elsewhere.
  const moved = (now: MailServer | null, was: MailServer | null) =>
    was !== null && now !== null && now.host !== was.host
  if (moved(smtp, before.smtp) && smtp?.user && given['password'] === undefined && before.secret)
    wrong.push(
      problem(
        'password',
        { en: 'Enter the password for the new server.', zh: '更换服务器后请重新填写密码。' },
        'required',
      ),
    )
  const imapGiven = given['imapPassword'] !== undefined || (given['password'] !== undefined && !before.imapSecret)
  if (moved(imap, before.imap) && !imapGiven && (before.imapSecret ?? before.secret))
    wrong.push(
      problem(
        'imapPassword',
        { en: 'Enter the password for the new server.', zh: '更换服务器后请重新填写密码。' },
        'required',
      ),
    )
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  return { ...before, smtp, imap, dkim, secret, imapSecret, dkimKey }
}

function readServer(given: Given, at: string, wrong: Problem[]): MailServer {
  const text = (key: string) => (typeof given[key] === 'string' ? (given[key] as string).trim() : '')
  const host = text('host').toLowerCase()
  const port = Number(given['port'])
  const security = text('security') as MailServer['security']
  const user = text('user')
  const say = (key: string, message: Label) => wrong.push(problem(`${at}.${key}`, message))
  if (host === '' || host.length > 253 || /[\s/@\\%]/.test(host))
    say('host', {
      en: 'Enter the name of the server, such as smtp.example.com.',
      zh: '请填写服务器地址，如 smtp.example.com。',
    })
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    say('port', { en: 'A port is 1 to 65535.', zh: '端口应为 1 到 65535。' })
  if (!['tls', 'starttls', 'none'].includes(security))
    say('security', { en: 'Choose tls, starttls or none.', zh: '请选择 tls、starttls 或 none。' })
  if (user.length > 254 || /[\r\n\0]/.test(user)) say('user', { en: 'This is no user name.', zh: '用户名无效。' })
  return { host, port, security, user }
}

function readImap(given: Given, wrong: Problem[]): ImapServer {
  const since = String(given['since'] ?? '')
  if (!/^\d{4}-\d\d-\d\d$/.test(since) || Number.isNaN(Date.parse(since)))
    wrong.push(
      problem('imap.since', { en: 'Enter the day from which on mail is read.', zh: '请填写从哪一天开始读取邮件。' }),
    )
  const server = readServer(given, 'imap', wrong)
  if (server.user === '') wrong.push(problem('imap.user', { en: 'Enter the user.', zh: '请填写用户名。' }, 'required'))
  return { ...server, keepsSent: given['keepsSent'] === true, since }
}

function readSigner(given: Given, wrong: Problem[]): DkimSigner {
  const domain = String(given['domain'] ?? '')
    .trim()
    .toLowerCase()
  const selector = String(given['selector'] ?? '').trim()
  if (!/^[a-z0-9.-]{3,253}$/.test(domain))
    wrong.push(problem('dkim.domain', { en: 'Enter the domain that signs.', zh: '请填写签名域名。' }))
  if (!/^[\w.-]{1,63}$/.test(selector))
    wrong.push(
      problem('dkim.selector', { en: 'Enter the selector, as it stands in the DNS.', zh: '请填写 DNS 中的选择器。' }),
    )
  return { domain, selector }
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).type === 'private'
  } catch {
    return false
  }
}
