import type { ApiApprovalStory } from '#kernel/api-approvals.ts'
import type { Field } from '#kernel/fields/field.ts'
import { type Label, type Language, languageTags, say } from '#kernel/label.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { publicColours, publicLetters } from '#kernel/public-look.ts'
import type { PublicAnswer, Sent, Visit } from '#kernel/public-page.ts'
import { type Html, html } from '#kernel/text/html.ts'
import { followLink, type LinkStands } from '../../approvals/by-mail.ts'
import { actOn } from '../../approvals/decide.ts'
import { readLink } from '../../approvals/link.ts'
import { hasApprovals } from '../../approvals/policies.ts'
import { readApproval } from '../../approvals/read.ts'
import type { Session, Workspace } from '../../context.ts'
import type { Runtime } from '../../runtime.ts'
import { textOf } from '../../templates/fill.ts'

type Open = Extract<LinkStands, { is: 'open' }>
type Void = Exclude<LinkStands, Open>

/**
 * Where is decided from a mail, at `/p/WORKSPACE/decide/TOKEN`. Opening the page decides nothing, whatever opens it; what
 * it shows is sent back by a person, with the seal of the page on which she read it.
 */
export function decidingPage(runtime: Pick<Runtime, 'secret' | 'baseUrl' | 'workspaces'>, workspace: Workspace) {
  const follow = async ({ name }: Visit): Promise<LinkStands | null> => {
    const link = readLink(runtime.secret, workspace.id, name)
    const works = hasApprovals(workspace) && runtime.workspaces.statusOf(workspace.id) !== 'suspended'
    return link && works ? followLink(workspace, link) : null
  }
  return {
    async show(visit: Visit): Promise<PublicAnswer | null> {
      const stands = await follow(visit)
      if (!stands) return null
      return stands.is === 'open' ? ask(stands, visit) : tell(stands, runtime.baseUrl)
    },
    async take(sent: Sent): Promise<PublicAnswer | null> {
      const stands = await follow(sent)
      if (!stands) return null
      if (stands.is !== 'open') return tell(stands, runtime.baseUrl)
      if (!sent.filled) throw refuse('invalid', 'stamp', words.again, 'stamp')
      const { session, request, seat } = stands
      const act = (['approve', 'reject'] as const).find((one) => one === sent.fields['act']?.[0])
      if (!act) throw refuse('invalid', 'act', words.choose, 'required')
      try {
        await actOn(session, request.id, { act, words: sent.fields['words']?.[0] ?? null, seatId: seat.id })
      } catch (error) {
        // Somebody was faster; the page says what came of it.
        if (!(error instanceof Refusal) || error.reason !== 'conflict') throw error
      }
      return { goTo: sent.address }
    },
  }
}

async function ask({ session, request }: Open, visit: Visit): Promise<PublicAnswer> {
  const { language, workspace } = session
  const story = await readApproval(session, request.id)
  const object = workspace.registry.objects.get(story.object)
  const problems = visit.again?.problems ?? []
  const wrong = (field: string) => problems.filter((one) => one.field === field)
  const general = problems.filter(({ field }) => field !== 'words')
  const told = (label: Label) => say(label, language)
  const noun = object ? told(object.label) : story.object
  return page(
    language,
    told(words.title),
    html`<p class="who">${told(words.asks).replace('{who}', story.asker.name)}${language === 'en' && ' '}${story.action ?? told(does[story.do]).replace('{what}', noun)}</p>
<h1>${story.title ?? '—'}</h1>
${general.map(({ message }) => html`<p class="wrong" role="alert">${told(message)}</p>`)}
${changes(session, story, object?.fields ?? {})}
${story.reason && html`<blockquote>${story.reason}</blockquote>`}
<p class="faint">${story.policies.join(language === 'en' ? ', ' : '、')}</p>
<form method="post" action="${visit.address}" novalidate><input type="hidden" name="stamp" value="${visit.stamp}">
<label for="words">${told(words.words)} <span class="faint">${told(words.wordsHelp)}</span></label>
<textarea id="words" name="words" rows="3" maxlength="2000"${wrong('words').length > 0 && html` aria-invalid="true" aria-describedby="words-wrong"`}>${visit.again?.fields['words']?.[0] ?? ''}</textarea>
${wrong('words').map(({ message }) => html`<p class="wrong" id="words-wrong" role="alert">${told(message)}</p>`)}
<div class="acts"><button name="act" value="approve" class="yes">${told(words.approve)}</button><button name="act" value="reject" class="no">${told(words.reject)}</button></div></form>
<p class="faint">${told(words.as).replace('{who}', session.principal.name)}</p>`,
  )
}

/** From what to what, field by field; what is sensitive stays in the house. */
function changes(session: Session, story: ApiApprovalStory, fields: Readonly<Record<string, Field>>): Html | false {
  const rows = Object.entries(story.changes).flatMap(([key, [from, to]]) => {
    const field = fields[key]
    if (!field) return []
    const shown = (value: unknown) =>
      field.sensitive ? say(words.signInToSee, session.language) : textOf(session, field, value)
    const before = shown(from)
    return [
      html`<div><dt>${say(field.label, session.language)}</dt><dd>${before !== '' && html`<s>${before}</s> → `}<b>${shown(to) || '—'}</b></dd></div>`,
    ]
  })
  return rows.length > 0 && html`<dl>${rows}</dl>`
}

/** What came of it, or why nobody decides by this link. */
function tell({ is, request, seat, language }: Void, baseUrl: string): PublicAnswer {
  const why = is === 'decided' ? outcomeOf(request.status, seat.status) : reasons[is]
  const outcome = is === 'decided' && request.outcome
  return page(
    language,
    say(words.title, language),
    html`${is === 'decided' && html`<h1>${request.title ?? '—'}</h1>`}<p class="told" role="status">${say(why, language)}</p>
${outcome && html`<p class="wrong">${say(outcome, language)}</p>`}
<p><a href="${new URL(`/approvals?id=${request.id}`, baseUrl).href}">${say(words.signIn, language)}</a></p>`,
  )
}

function outcomeOf(status: Void['request']['status'], seat: Void['seat']['status']): Label {
  if (status === 'waiting') return seat === 'approved' ? words.agreedOthers : words.settled
  return outcomes[status]
}

function page(language: Language, title: string, content: Html): PublicAnswer {
  return {
    page: html`<html lang="${languageTags[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title}</title>${style}</head><body><main><p class="brand">${title}</p>${content}</main></body></html>`,
  }
}

const words = {
  title: { en: 'Approval', zh: '审批' },
  asks: { en: '{who} asks for your approval:', zh: '{who} 提交了审批：' },
  words: { en: 'What you say', zh: '审批意见' },
  wordsHelp: { en: 'needed to reject', zh: '拒绝时必填' },
  approve: { en: 'Approve', zh: '同意' },
  reject: { en: 'Reject', zh: '拒绝' },
  as: { en: 'You decide as {who}.', zh: '你将以 {who} 的身份审批。' },
  signIn: { en: 'Sign in to see it', zh: '登录查看' },
  signInToSee: { en: 'sign in to see it', zh: '登录后可见' },
  choose: { en: 'Approve or reject.', zh: '请选择同意或拒绝。' },
  again: { en: 'This page was open for too long. Please decide once more.', zh: '页面打开太久，请重新提交。' },
  agreedOthers: { en: 'You have agreed. Others decide now.', zh: '你已同意，还需其他人审批。' },
  settled: { en: 'This does not wait for you any more.', zh: '这项审批已不需要你处理。' },
} as const satisfies Record<string, Label>

const does = {
  create: { en: 'Create {what}', zh: '新建{what}' },
  update: { en: 'Change {what}', zh: '修改{what}' },
  delete: { en: 'Delete {what}', zh: '删除{what}' },
  merge: { en: 'Merge {what}', zh: '合并{what}' },
  action: { en: 'Action on {what}', zh: '对{what}执行动作' },
  ask: { en: 'Approval of {what}', zh: '{what}审批' },
} as const satisfies Record<ApiApprovalStory['do'], Label>

const reasons = {
  expired: { en: 'This link is too old. Sign in to decide.', zh: '链接已过期，请登录后审批。' },
  notYours: { en: 'This link does not hold any more.', zh: '链接已失效。' },
  signIn: { en: 'Your company asks you to sign in before you decide.', zh: '公司要求登录后才能审批。' },
} as const satisfies Record<Exclude<Void['is'], 'decided'>, Label>

const outcomes = {
  approved: { en: 'Approved. The change has been made.', zh: '审批已通过，变更已生效。' },
  rejected: { en: 'Rejected. Nothing has changed.', zh: '审批已拒绝，没有任何修改。' },
  returned: { en: 'It was given back to whoever asked.', zh: '申请已退回给申请人。' },
  withdrawn: { en: 'The request was taken back.', zh: '申请已撤回。' },
  failed: { en: 'Everybody agreed, but the change could not be made.', zh: '审批已通过，但变更未能生效。' },
} as const satisfies Record<Exclude<Void['request']['status'], 'waiting'>, Label>

const style = html`<style>
${publicColours}
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 15px/1.6 ${publicLetters}; }
main { max-width: 520px; margin: 8vh auto; padding: 24px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
@media (max-width: 560px) { main { margin: 0; min-height: 100vh; border: 0; border-radius: 0; padding: 20px; } }
.brand { margin: 0 0 16px; color: var(--muted); font-size: 13px; font-weight: 600; }
.who { margin: 0; color: var(--muted); }
h1 { margin: 2px 0 16px; font-size: 20px; line-height: 1.35; }
dl { margin: 0 0 16px; border-top: 1px solid var(--line); }
dl div { display: flex; gap: 12px; padding: 8px 0; border-bottom: 1px solid var(--line); }
dt { flex: 0 0 32%; color: var(--muted); }
dd { margin: 0; flex: 1; }
s { color: var(--muted); }
b { font-weight: 600; }
blockquote { margin: 0 0 16px; padding: 2px 0 2px 12px; border-left: 3px solid var(--line); white-space: pre-line; }
.faint { color: var(--muted); font-size: 13px; font-weight: 400; }
label { display: block; font-weight: 500; margin-bottom: 4px; }
textarea { width: 100%; padding: 9px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line-strong); border-radius: 8px; resize: vertical; }
[aria-invalid] { border-color: var(--danger); }
.wrong { margin: 4px 0 0; color: var(--danger); font-size: 14px; }
.acts { display: flex; gap: 10px; margin-top: 16px; }
button { flex: 1; min-height: 44px; border: 1px solid transparent; border-radius: 8px; font: inherit; font-weight: 600; cursor: pointer; }
.yes { background: var(--accent); color: var(--on-accent); }
.no { background: transparent; color: var(--danger); border-color: var(--line-strong); }
.told { font-size: 16px; }
a { color: var(--accent-text); }
textarea:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
</style>`
