import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Label, languageTags, say } from '#kernel/label.ts'
import { notFound, Refusal, refuse } from '#kernel/problem.ts'
import { publicColours, publicLetters } from '#kernel/public-look.ts'
import {
  type PublicAnswer,
  type PublicPage,
  publicAddress,
  type Sent,
  type SentFields,
  type Visit,
  workspaceOfAddress,
} from '#kernel/public-page.ts'
import { type Html, html } from '#kernel/text/html.ts'
import { decisionPage } from '../../approvals/link.ts'
import type { Session, Workspace } from '../../context.ts'
import { isSealed } from '../../public/seal.ts'
import { openStamps } from '../../public/stamp.ts'
import { isProgram } from '../../public/visitor.ts'
import { queryOf } from '../../query/query.ts'
import { readerOf } from '../../records/reader.ts'
import { writing } from '../../records/write.ts'
import type { Runtime } from '../../runtime.ts'
import { systemSession } from '../../workspaces.ts'
import { languageOf } from '../caller.ts'
import { refuseOverload } from '../limits.ts'
import { problemDocument } from '../problems.ts'
import { decidingPage } from './decision-page.ts'

type Path = { readonly workspace: string; readonly page: string; readonly name: string }
/** A page as it is served, whoever made it. */
export type Served = {
  show(visit: Visit): Promise<PublicAnswer | null>
  /** What it refuses as invalid is shown again. */
  take?(sent: Sent): Promise<PublicAnswer | null>
  opened?(visit: Visit): Promise<void>
}
type Asked = FastifyRequest<{ Params: Path; Querystring: Record<string, string | string[]> }>

const url = '/p/:workspace/:page/:name'
const minute = 60_000
const mostFields = 200

const words = {
  kept: { en: 'What you filled in is kept on this page.', zh: '填写的内容已保留在本页。' },
  again: { en: 'Send again', zh: '再次提交' },
} as const satisfies Record<string, Label>

/** Pages that strangers may open and send back; which there are, and what they take, the modules declare. */
export async function publicPageRoutes(
  app: FastifyInstance,
  { runtime, letters }: { runtime: Runtime; letters: string | null },
): Promise<void> {
  const stamps = openStamps(runtime.secret)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 256 * 1024 },
    (_request, body, done) => done(null, fieldsOf(String(body))),
  )

  // A stranger reads a page, not a document for programs.
  app.setErrorHandler((error, request, reply) => {
    const { status, detail } = problemDocument(error, languageOf(request), '')
    if (status >= 500) request.log.error({ err: error }, 'failed')
    // It may stand in a frame of any website: it says nothing that is anybody's.
    return reply
      .status(status)
      .removeHeader('x-frame-options')
      .header('content-security-policy', policyOf("'none'", '*'))
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('text/html; charset=utf-8')
      .send(`<!doctype html>\n${refusalPage(request, status, detail).text}${lettersLink(letters)}`)
  })

  app.get<{ Params: Path; Querystring: Record<string, string | string[]> }>(
    url,
    { config: { access: 'public', rateLimit: { max: 120, timeWindow: minute } } },
    async (request, reply) => {
      const { page, visit } = open(request)
      const answer = await page.show(visit)
      if (answer && page.opened && !isProgram(request.method, request.headers)) await page.opened(visit)
      return send(answer, visit, reply, letters)
    },
  )

  app.post<{ Params: Path; Querystring: Record<string, string | string[]> }>(
    url,
    {
      config: {
        access: 'public',
        countedRead: true,
        rateLimit: { max: 20, timeWindow: minute },
        together: { max: 600, timeWindow: minute },
      },
    },
    async (request, reply) => {
      const { page, visit, workspace } = open(request)
      if (!page.take) throw notFound()
      if (!isFields(request.body))
        throw refuse('malformed', null, { en: 'Send the fields of a form.', zh: '请以表单格式提交。' })
      const fields = request.body
      const filled = stamps.read(visit.address, fields['stamp']?.[0] ?? '', workspace.clock.now())
      try {
        return send(await page.take({ ...visit, fields, filled }), visit, reply, letters)
      } catch (error) {
        if (!(error instanceof Refusal) || error.reason !== 'invalid') throw error
        const again = { fields, problems: error.problems }
        return send(await page.show({ ...visit, again }), visit, reply.status(422), letters)
      }
    },
  )

  function open(request: Asked): { page: Served; workspace: Workspace; visit: Visit } {
    refuseOverload(runtime)
    const { params } = request
    const id = workspaceOfAddress(params.workspace)
    const workspace = id === null ? null : runtime.workspaces.get(id)
    const declared = workspace?.registry.publicPages.find((one) => one.key === params.page)
    if (!workspace || !(declared || params.page === decisionPage)) throw notFound()
    const address = publicAddress(workspace.id, params.page, params.name)
    const query = Object.fromEntries(
      Object.entries(request.query).map(([key, value]) => [key, String(Array.isArray(value) ? value[0] : value)]),
    )
    if (declared?.sealed && !isSealed(runtime.secret, address, query)) throw notFound()
    const now = workspace.clock.now()
    const session: Session = {
      ...systemSession(workspace),
      origin: { via: declared?.sealed ? 'mail' : 'form', id: params.name },
      language: languageOf(request),
    }
    const visit: Visit = {
      name: params.name,
      address,
      language: session.language,
      query,
      referrer: request.headers.referer ?? null,
      stamp: stamps.make(address, now),
      nonce: crypto.randomUUID(),
      now: now.toISOString(),
      registry: workspace.registry,
    }
    return { page: declared ? served(session, declared) : decidingPage(runtime, workspace), workspace, visit }
  }
}

/** What was typed, by the name of its input. */
function fieldsOf(body: string): SentFields {
  const fields: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  let count = 0
  for (const [key, value] of new URLSearchParams(body)) {
    if (++count > mostFields) throw refuse('malformed', null, { en: 'Too many fields.', zh: '字段过多。' })
    fields[key] ??= []
    fields[key].push(value)
  }
  return fields
}

function isFields(body: unknown): body is SentFields {
  return typeof body === 'object' && body !== null && Object.values(body).every(Array.isArray)
}

/** A page that a module declares: it reads past rights, and takes what was sent in one transaction. */
function served(session: Session, { show, take, opened }: PublicPage): Served {
  return {
    show: (visit) => show(visit, readerOf({ db: session.workspace.db, session }, queryOf(session), null)),
    ...(take && { take: (sent: Sent) => writing(session, (w) => take(sent, w.tx)) }),
    ...(opened && { opened: (visit: Visit) => writing(session, (w) => opened(visit, w.tx)) }),
  }
}

/** Sends a page with no way out of it but its own form: no script of others, no frame but where it may stand. */
function send(
  answer: PublicAnswer | null,
  { nonce }: Visit,
  reply: FastifyReply,
  letters: string | null,
): FastifyReply {
  if (!answer) throw notFound()
  reply.header('cache-control', 'no-store')
  if ('goTo' in answer) return reply.redirect(answer.goTo, 303)
  if ('picture' in answer)
    return reply
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('image/gif')
      .send(Buffer.from(answer.picture))
  const frames = answer.frames === '*' ? '*' : (answer.frames ?? []).join(' ')
  reply
    .removeHeader('x-frame-options')
    .header('content-security-policy', policyOf(`'nonce-${nonce}'`, `'self' ${frames}`))
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('referrer-policy', 'strict-origin-when-cross-origin')
    .type('text/html; charset=utf-8')
  return reply.send(`<!doctype html>\n${answer.page.text}${lettersLink(letters)}`)
}

/** At the end of a page, so that it stands before it; its letters travel only where the device has none. */
function lettersLink(letters: string | null): string {
  return letters ? html`<link rel="stylesheet" href="${letters}">`.text : ''
}

function policyOf(scripts: string, ancestors: string): string {
  return [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    `script-src ${scripts}`,
    "img-src 'self' data:",
    "form-action 'self' https:",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

/** Why nothing came of it. What was filled in and may be taken a little later goes along, so that nobody types it twice. */
function refusalPage(request: FastifyRequest, status: number, detail: string): Html {
  const language = languageOf(request)
  const { body } = request
  const again = request.method === 'POST' && (status === 429 || status >= 500) && isFields(body)
  const kept = again
    ? Object.entries(body).flatMap(([name, values]) =>
        values.map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
      )
    : []
  return html`<html lang="${languageTags[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${detail}</title><style>
${publicColours}
body { margin: 0; padding: 12vh 20px; text-align: center; background: var(--surface); color: var(--text); font: 16px/1.6 ${publicLetters}; }
p { margin: 0 0 8px; }
.muted { color: var(--muted); font-size: 14px; }
button { min-height: 44px; margin-top: 12px; padding: 0 24px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
</style></head><body><main><p role="alert">${detail}</p>${
    again &&
    html`<p class="muted">${say(words.kept, language)}</p><form method="post" action="${request.url}">${kept}<button>${say(words.again, language)}</button></form>`
  }</main></body></html>`
}
