import type { Label } from '#kernel/label.ts'
import { type MailOut, type MailOutcome, MailTrouble, type PublicLink, troubleLabel } from '#kernel/mail.ts'
import { Refusal } from '#kernel/problem.ts'
import { publicAddress } from '#kernel/public-page.ts'
import type { Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { type Claims, startClaims } from '../events/claims.ts'
import type { FileStore } from '../files/store.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { sealedAddress } from '../public/seal.ts'
import { writing } from '../records/write.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'
import { attachmentsOf } from './attachments.ts'
import { type Connection, connectionOf, dkimOf, imapAccess, noteProblem, smtpAccess } from './connection.ts'
import { beginNotice, claimNotice, type NoticeWriter, settleNotice } from './notices.ts'
import { openThrottle } from './throttle.ts'

export type MailSenderOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly outbound: Outbound
  readonly files: FileStore
  readonly baseUrl: string
  /** What addresses of pages for strangers are sealed with. */
  readonly secret: string
  /** Who has the words of mail to people of the company, by kind. */
  readonly notices?: Readonly<Record<string, NoticeWriter>>
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
}

const atOnce = 8

/** Starts sending in this process. Any number of processes may do so side by side: each mail is claimed by one. */
export function startMailSender(options: MailSenderOptions): Claims {
  const { workspaces, log, sweepMs = 2_000 } = options
  const throttle = openThrottle()
  return startClaims({
    workspaces,
    atOnce,
    everyMs: sweepMs,
    what: 'mail',
    log,
    async next(workspace) {
      const mail = await claim(workspace, options, throttle.busy())
      if (mail) crashPoint('mail.claimed')
      const notice = mail ? null : await claimNotice(workspace, options.notices ?? {})
      // one that has nothing to say any more makes room for the next
      if (notice === 'next') return async () => {}
      const due = mail ?? notice
      if (!due) return null
      const done = throttle.begin(domainOf(due))
      return () => sendOne(workspace, options, due, notice ? noticePost : mailPost).finally(done)
    },
  })
}

function claim(workspace: Workspace, options: MailSenderOptions, busy: readonly string[]): Promise<MailOut | null> {
  const { mail, publicPages } = workspace.registry
  if (!mail) return Promise.resolve(null)
  const { baseUrl, secret } = options
  const link: PublicLink = (page, name, query = {}) => {
    const address = publicAddress(workspace.id, page, name)
    const sealed = publicPages.find(({ key }) => key === page)?.sealed
    return new URL(sealed ? sealedAddress(secret, address, query) : address, baseUrl).href
  }
  return writing(systemSession(workspace, 'job'), (w) => mail.claim(w.tx, busy, link))
}

/** The domain that is spared: that of the first recipient. */
function domainOf({ to }: MailOut): string {
  return to[0]?.address.split('@')[1] ?? ''
}

/** Where a mail comes from, and where is noted what becomes of it. */
type Post = {
  begin(workspace: Workspace, mail: MailOut): Promise<boolean>
  settle(workspace: Workspace, mail: MailOut, outcome: MailOutcome): Promise<void>
  /** A copy goes into the folder of sent mail. */
  readonly keeps: boolean
}

/** Mail that people write, and what is written in their names. */
const mailPost: Post = {
  begin: (workspace, mail) =>
    writing(systemSession(workspace, 'job'), (w) => workspace.registry.mail!.begin(w.tx, mail)),
  settle: (workspace, { id }, outcome) =>
    writing(systemSession(workspace, 'job'), (w) => workspace.registry.mail!.settle(w.tx, id, outcome)),
  keeps: true,
}

/** Mail to people of the company. */
const noticePost: Post = { begin: beginNotice, settle: settleNotice, keeps: false }

async function sendOne(workspace: Workspace, options: MailSenderOptions, mail: MailOut, post: Post): Promise<void> {
  const connection = mail.mailboxId ? await connectionOf(workspace, mail.mailboxId) : null
  const { outcome, raw } = connection
    ? await handOver(workspace, options, connection, mail, post)
    : { outcome: { is: 'held' } as const, raw: null }
  if (!outcome) return
  crashPoint('mail.sent')
  await post.settle(workspace, mail, outcome)
  crashPoint('mail.noted')
  if (!post.keeps || !connection || !raw || outcome.is !== 'sent') return
  const { plainHtml } = mail
  const copy = plainHtml === null ? raw : await written(workspace, options, connection, { ...mail, html: plainHtml })
  await keepSent(workspace, options, connection, copy)
}

/** `outcome` null where the mail was taken back at the last moment. */
type HandedOver = { readonly outcome: MailOutcome | null; readonly raw: Uint8Array | null }

async function handOver(
  workspace: Workspace,
  options: MailSenderOptions,
  connection: Connection,
  mail: MailOut,
  post: Post,
): Promise<HandedOver> {
  const { outbound } = options
  const { smtp } = workspace.registry.mail!.channels
  const access = smtpAccess(workspace, connection)
  if (!access) return { outcome: { is: 'held' }, raw: null }
  if (mail.doubtful) return { outcome: await looked(workspace, outbound, connection, mail), raw: null }
  try {
    const raw = await written(workspace, options, connection, mail)
    const to = [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address)
    const begin = () => post.begin(workspace, mail)
    const taken = await smtp.send(access, outbound.connect, { from: mail.from.address, to }, raw, begin)
    if (connection.problem) await noteProblem(workspace, connection.id, null)
    return { outcome: taken && { is: 'sent', rejected: taken.rejected }, raw }
  } catch (error) {
    const said = wordsOf(error)
    if (!said) throw error
    const code = error instanceof MailTrouble ? error.code : 'unreachable'
    if (code !== 'refused' && code !== 'unknown') await noteProblem(workspace, connection.id, said)
    const is = code === 'unknown' ? 'uncertain' : code === 'refused' ? 'failed' : 'again'
    const outcome: MailOutcome = { is, said }
    const look = is === 'uncertain' && post.keeps
    return { outcome: look ? await looked(workspace, outbound, connection, mail) : outcome, raw: null }
  }
}

/** A mail as it travels. */
async function written(
  workspace: Workspace,
  { files }: MailSenderOptions,
  connection: Connection,
  mail: MailOut,
): Promise<Uint8Array> {
  const attachments = await attachmentsOf(workspace, files, mail.attachments)
  return workspace.registry.mail!.channels.mime.write(mail, attachments, dkimOf(workspace, connection))
}

/** Whether a mail went that nobody knows of: it did when it lies in the folder of sent mail; otherwise a person has to say. */
async function looked(
  workspace: Workspace,
  outbound: Outbound,
  connection: Connection,
  { messageId }: MailOut,
): Promise<MailOutcome> {
  const unknown: MailOutcome = { is: 'uncertain', said: troubleLabel({ code: 'unknown', said: '' }) }
  try {
    const found = await inSent(workspace, outbound, connection, (visit, path) => visit.holds(path, messageId))
    return found ? { is: 'sent', rejected: [] } : unknown
  } catch (error) {
    if (wordsOf(error)) return unknown
    throw error
  }
}

/** Puts a mail where the person finds it in her own mail program, unless the provider does. */
async function keepSent(
  workspace: Workspace,
  { outbound, log }: MailSenderOptions,
  connection: Connection,
  raw: Uint8Array,
): Promise<void> {
  if (connection.imap?.keepsSent) return
  try {
    await inSent(workspace, outbound, connection, (visit, path) => visit.append(path, raw))
  } catch (error) {
    // It has gone; where its copy lies is the lesser matter.
    log('a sent mail could not be put into its folder', { error: String(error) })
  }
}

async function inSent<T>(
  workspace: Workspace,
  outbound: Outbound,
  connection: Connection,
  run: (
    visit: Awaited<ReturnType<NonNullable<Workspace['registry']['mail']>['channels']['imap']['visit']>>,
    path: string,
  ) => Promise<T>,
): Promise<T | null> {
  const access = imapAccess(workspace, connection)
  if (!access) return null
  const visit = await workspace.registry.mail!.channels.imap.visit(access, outbound.connect)
  try {
    const sent = (await visit.folders()).find(({ use }) => use === '\\Sent')
    return sent ? await run(visit, sent.path) : null
  } finally {
    await visit.close()
  }
}

/** The words for people; null where it is a bug. */
function wordsOf(error: unknown): Label | null {
  if (error instanceof MailTrouble) return troubleLabel(error)
  return error instanceof Refusal ? error.problems[0]!.message : null
}
