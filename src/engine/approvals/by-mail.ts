import { type Language, languages, say } from '#kernel/label.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Session, tableOf, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { NoticeWriter } from '../mail/notices.ts'
import { needsSecondFactor, readPolicy } from '../security/policy.ts'
import { isFor, may } from './decide.ts'
import { placesOf } from './deciders.ts'
import { type DecisionLink, linkDays, linkOf } from './link.ts'
import { readApproval } from './read.ts'
import { type Request, readRequest, requestColumns, type Seat, seatsOf } from './request.ts'

/** Why nobody decides by a link: it is too old, its seat is settled, it is not hers any more, or she has to sign in. */
export type LinkIsVoid = 'expired' | 'decided' | 'notYours' | 'signIn'

/** How a link stands: whom it lets decide on what; or why it does not. */
export type LinkStands =
  | { readonly is: 'open'; readonly session: Session; readonly request: Request; readonly seat: Seat }
  | { readonly is: LinkIsVoid; readonly request: Request; readonly seat: Seat; readonly language: Language }

/**
 * Looks at what a link leads to, as it is now; null where there is nothing. It is void once its time is over or its seat
 * waits no more, and where the person is disabled, stands in no longer, or would not be asked if it were asked today.
 */
export async function followLink(workspace: Workspace, link: DecisionLink): Promise<LinkStands | null> {
  const [row] = await workspace.db.rows(
    sql`select ${requestColumns} from ${engineTable(workspace, 'approval')} a
      where a.id = (select s.approval_id from ${engineTable(workspace, 'approval_seat')} s where s.id = ${link.seatId}::uuid)`,
  )
  if (!row) return null
  const request = readRequest(row)
  const seats = await seatsOf(workspace.db, workspace, [request.id])
  const seat = seats.find(({ id }) => id === link.seatId)
  if (!seat) return null
  const language = await languageOf(workspace, link.personId)
  const isVoid = (is: LinkIsVoid): LinkStands => ({ is, request, seat, language })
  const principal = await workspace.directory.person(link.personId)
  if (!principal?.id) return isVoid('notYours')
  const waits = seat.status === 'waiting' && request.status === 'waiting' && seat.step === request.step
  if (!waits) return isVoid('decided')
  if (link.until * 1_000 <= workspace.clock.now().getTime()) return isVoid('expired')
  const session: Session = { workspace, principal, origin: { via: 'mail', id: seat.id }, language }
  if (!isFor(session, seat) || !may(session, request) || !(await isStillAsked(workspace, request, seat)))
    return isVoid('notYours')
  if (await mustSignIn(workspace, principal)) return isVoid('signIn')
  return { is: 'open', session, request, seat }
}

/** Where the company asks for more than a password, a link in a mail is not enough. */
async function mustSignIn(workspace: Workspace, principal: Principal): Promise<boolean> {
  const policy = await readPolicy(workspace)
  return needsSecondFactor(policy, principal) || policy.ssoOnly
}

/** Would the policy ask her today? Whom colleagues have asked, by name or since it is late, they have asked. */
async function isStillAsked(workspace: Workspace, request: Request, seat: Seat): Promise<boolean> {
  const step = request.steps[seat.step]
  if (seat.how !== 'policy' || !step) return true
  const company = await workspace.directory.everyone()
  return placesOf(step, request.askerId, company, request.self).flat().includes(seat.personId)
}

/** Writes the mail by which somebody is asked. It says who asks for what; of values it says nothing. */
export function approvalMailWriter({ baseUrl, secret }: { baseUrl: string; secret: string }): NoticeWriter {
  return async (workspace, { userId, aboutId, until }) => {
    const seats = await seatsOf(workspace.db, workspace, [aboutId])
    const principal = await workspace.directory.person(userId)
    if (!principal) return null
    const language = await languageOf(workspace, userId)
    const asking: Session = { workspace, principal, origin: { via: 'job' }, language }
    const waiting = seats.filter(({ status }) => status === 'waiting')
    const seat = waiting.find(({ personId }) => personId === userId) ?? waiting.find((one) => isFor(asking, one))
    if (!seat) return null
    const link = { seatId: seat.id, personId: userId, until: Math.floor(Date.parse(until) / 1_000) }
    const stands = await followLink(workspace, link)
    if (stands?.is !== 'open' && stands?.is !== 'signIn') return null
    const { asker, title, policies, reason } = await readApproval(asking, aboutId)
    const whole = (path: string) => new URL(path, baseUrl).href
    const word = (key: keyof typeof words) => say(words[key], language)
    const lines = [
      word('asks')
        .replace('{who}', asker.name)
        .replace('{what}', title ?? '—'),
      policies.join(language === 'en' ? ', ' : '、'),
      reason && `${word('reason')}${reason}`,
    ]
    const own = seat.personId === userId ? null : word('standIn')
    return {
      subject: word('subject')
        .replace('{who}', asker.name)
        .replace('{what}', title ?? policies.join(' ')),
      text: [
        own,
        lines.filter(Boolean).join('\n'),
        ...(stands.is === 'open'
          ? [
              `${word('decide')}\n${whole(linkOf(secret, workspace.id, link))}`,
              word('holds').replace('{days}', String(linkDays)),
            ]
          : []),
        `${word(stands.is === 'open' ? 'orSignIn' : 'signIn')}\n${whole(`/approvals?id=${aboutId}`)}`,
      ]
        .filter(Boolean)
        .join('\n\n'),
    }
  }
}

/** In which language somebody is written to. */
async function languageOf(workspace: Workspace, userId: string): Promise<Language> {
  const [row] = await workspace.db.rows(
    sql`select language from ${tableOf(workspace, 'user')} where id = ${userId}::uuid`,
  )
  return languages.find((one) => one === row?.[0]) ?? workspace.language
}

const words = {
  subject: { en: 'For your approval: {what} ({who})', zh: '待你审批：{what}（{who}）' },
  asks: { en: '{who} asks for your approval: {what}', zh: '{who} 提交了审批：{what}' },
  reason: { en: 'Reason: ', zh: '申请理由：' },
  standIn: { en: 'You stand in for a colleague who is away.', zh: '同事离岗，由你代为审批。' },
  decide: { en: 'Look at it and decide, without signing in:', zh: '无需登录即可查看并审批：' },
  holds: {
    en: 'The link is for you alone: do not pass it on. It works once, for {days} days.',
    zh: '此链接仅供你本人使用，请勿转发。链接只能使用一次，{days} 天内有效。',
  },
  orSignIn: { en: 'Or sign in:', zh: '或登录后处理：' },
  signIn: { en: 'Sign in to decide:', zh: '请登录后审批：' },
} as const
