import { notFound } from '#kernel/problem.ts'
import { html } from '#kernel/text/html.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { systemSession } from '../workspaces.ts'
import { attachmentsOf } from './attachments.ts'

/** Pictures that a mail brings along are shown; larger ones are not. */
const mostPictureBytes = 2 * 1024 * 1024
const pictures = /^image\/(png|jpeg|gif|webp)$/

/**
 * A mail as its writer laid it out, as a page of its own for a frame without rights; the plain words where it has no such
 * form. It is a stranger's page: send it with `bodyPolicy` and nothing else.
 */
export async function readBody(session: Session, files: FileStore, id: string): Promise<string> {
  const { workspace } = session
  const { mail } = workspace.registry
  if (!mail) throw notFound()
  const object = workspace.registry.object(mail.message.object.key)
  const { body, source } = mail.message
  const query = queryOf(session)
  const [record] = await loadStored(
    workspace.db,
    query,
    object,
    and([sql`r.id = ${id}::uuid`, query.reach(object, {})]),
  )
  if (!record || !canRead(session.principal, object.key, body)) throw notFound()
  const plain =
    html`<pre style="white-space:pre-wrap;font:13px/1.6 system-ui,sans-serif;margin:0">${String(record[body] ?? '')}</pre>`
      .text
  const file = (record[source] as readonly string[] | null)?.[0]
  if (!file || !canRead(session.principal, object.key, source)) return page(plain)
  const [raw] = await attachmentsOf(systemSession(workspace).workspace, files, [file])
  const read = await mail.channels.mime.read(raw!.content)
  if (!read.html) return page(plain)
  const inline = new Map(
    read.attachments.flatMap(({ contentId, mimeType, content }) =>
      contentId && pictures.test(mimeType) && content.length <= mostPictureBytes
        ? [[contentId, `data:${mimeType};base64,${Buffer.from(content).toString('base64')}`] as const]
        : [],
    ),
  )
  return page(read.html.replace(/cid:([^"'\s>)]{1,200})/gi, (whole, name: string) => inline.get(name) ?? whole))
}

/** What such a page may do: nothing but look, and pictures from elsewhere only where the reader asks for them. */
export function bodyPolicy(remote: boolean): string {
  return [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data:${remote ? ' https:' : ''}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
}

function page(body: string): string {
  const head = html`<meta charset="utf-8"><meta name="referrer" content="no-referrer"><base target="_blank"><style>body{font:13px/1.6 system-ui,sans-serif;margin:10px 12px;overflow-wrap:anywhere;color:#1c1c1f;background:#fff}img{max-width:100%;height:auto}</style>`
  return `<!doctype html>\n${head.text}${body}`
}
