import { createHash } from 'node:crypto'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import type { MailAddress, MailAttachment, MailBounce, MailChannels, MailComplaint, MailRead } from '#kernel/mail.ts'
import { unpackTnef } from './tnef.ts'

/**
 * Reads a mail, however broken: whatever cannot be understood is left out, and a mail of which nothing can be understood
 * is kept by its first lines alone.
 */
export const parseMime: MailChannels['mime']['read'] = async (raw) => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const hash = hashOf(raw)
  try {
    return mailOf(await PostalMime.parse(inUtf8(bytes), { forceRfc822Attachments: true }), hash)
  } catch {
    // Too deep, too many headers: nobody writes such a mail by hand, and it is kept as it came.
    return headOnly(raw)
  }
}

/** A mail of which nothing can be understood, by its first lines. */
export function headOnly(raw: Uint8Array): MailRead {
  const text = Buffer.from(raw.subarray(0, 4_000)).toString('latin1')
  return mailOf({ headers: [], headerLines: [], attachments: [], text }, hashOf(raw))
}

function hashOf(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex')
}

/** Old Chinese programs write GBK into the head of a mail without saying so; everything else there is ASCII or UTF-8. */
function inUtf8(bytes: Buffer): Uint8Array {
  const end = Math.max(bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n'))
  const head = bytes.subarray(0, end < 0 ? bytes.length : end)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head)
    return bytes
  } catch {
    const told = Buffer.from(new TextDecoder('gb18030').decode(head))
    return Buffer.concat([told, bytes.subarray(head.length)])
  }
}

/** Letters of a text that are read; nobody writes more. */
const most = 1_000_000

function mailOf(email: Email, hash: string): MailRead {
  const header = (key: string) => email.headers.find((one) => one.key === key)?.value ?? ''
  const attachments = email.attachments.flatMap(attachmentOf)
  const text = email.text?.slice(0, most).trim() || (email.html ? plain(email.html.slice(0, most)) : '')
  const automatic = /^auto-/i.test(header('auto-submitted').trim())
  const answers =
    header('x-autoreply') !== '' || header('x-autorespond') !== '' || /auto_reply/i.test(header('precedence'))
  return {
    messageId: idsIn(email.messageId)[0] ?? `${hash}@hash.invalid`,
    date: Number.isNaN(Date.parse(email.date ?? '')) ? '' : new Date(email.date!).toISOString(),
    from: people(email.from ? [email.from] : [])[0] ?? null,
    to: people(email.to),
    cc: people(email.cc),
    bcc: people(email.bcc),
    subject: clean(email.subject ?? ''),
    text: clean(text),
    html: email.html ?? null,
    inReplyTo: idsIn(email.inReplyTo).at(-1) ?? null,
    references: idsIn(email.references),
    automatic: automatic || answers,
    bounce: bounceOf(email, header('content-type'), text),
    complaint: complaintOf(email),
    attachments,
  }
}

function people(given: readonly Address[] | undefined): MailAddress[] {
  return (given ?? [])
    .flatMap((one) => (one.group ? one.group : [one]))
    .flatMap(({ name, address }) =>
      address ? [{ name: clean(name), address: clean(address).toLowerCase().slice(0, 254) }] : [],
    )
}

/** Message-IDs in a header, without their brackets. */
function idsIn(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/<([^<>\s]{1,900})>/g)].map(([, id]) => clean(id!))
}

/** PostgreSQL keeps no zero bytes. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function attachmentOf(one: Attachment): MailAttachment[] {
  const content = typeof one.content === 'string' ? Buffer.from(one.content) : new Uint8Array(one.content)
  const name = clean(one.filename ?? '') || (one.mimeType === 'message/rfc822' ? 'message.eml' : 'attachment')
  const mine = {
    name,
    mimeType: one.mimeType,
    contentId: one.contentId?.replace(/^<|>$/g, '') ?? null,
    content,
  }
  const packed = one.mimeType === 'application/ms-tnef' || name.toLowerCase() === 'winmail.dat'
  const unpacked = packed ? unpackTnef(content) : []
  return unpacked.length > 0 ? unpacked : [mine]
}

/** A report on delivery (RFC 3464), or what looks like one of a server that writes none. */
function bounceOf(email: Email, contentType: string, text: string): MailBounce | null {
  const report = part(email, 'message/delivery-status')
  const sender = people(email.from ? [email.from] : [])[0]?.address ?? ''
  if (report === '' && !(/^(mailer-daemon|postmaster)@/.test(sender) && !/multipart\/report/i.test(contentType)))
    return null
  const returned = part(email, 'message/rfc822') || part(email, 'text/rfc822-headers') || text.slice(0, 65_536)
  const field = (name: string) => fields(report, name)
  const status = field('Status')[0] ?? /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(text.slice(0, 65_536))?.[1] ?? ''
  const action = (field('Action')[0] ?? '').toLowerCase()
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return null
  return {
    messageId: idOf(returned),
    recipients: addressesOf(field('(?:Final|Original)-Recipient')),
    permanent: status.startsWith('5') || action === 'failed',
    said: clean(field('Diagnostic-Code')[0] ?? status).slice(0, 500),
  }
}

/** Reports of this kind say something else of a mail than that somebody does not want it (RFC 5965 §7.3, RFC 6591). */
const noComplaint = new Set(['not-spam', 'auth-failure', 'virus', ''])

/** A report of a complaint (RFC 5965). */
function complaintOf(email: Email): MailComplaint | null {
  const report = part(email, 'message/feedback-report')
  if (noComplaint.has((fields(report, 'Feedback-Type')[0] ?? '').toLowerCase())) return null
  return {
    messageId: idOf(part(email, 'message/rfc822') || part(email, 'text/rfc822-headers')),
    recipients: addressesOf(fields(report, 'Original-Rcpt-To')),
  }
}

/** The beginning of a part of this type; '' where there is none. */
function part(email: Email, type: string): string {
  const found = email.attachments.find((one) => one.mimeType === type)
  return found
    ? Buffer.from(found.content as ArrayBuffer)
        .toString('utf8')
        .slice(0, 65_536)
    : ''
}

/** The values of a field of a report, without the type that may stand before them. */
function fields(report: string, name: string): string[] {
  const lines = report.matchAll(new RegExp(`^${name}:[ \\t]*(?:[\\w-]{1,20};[ \\t]*)?(\\S.*)$`, 'gim'))
  return [...lines].map(([, value]) => value!.trim())
}

/** The Message-ID in the head of a mail that was sent back. */
function idOf(returned: string): string | null {
  return /^message-id:\s*<([^<>\s]+)>/im.exec(returned)?.[1] ?? null
}

function addressesOf(values: readonly string[]): string[] {
  return values.map((one) => clean(one.replace(/^<|>$/g, '').toLowerCase()))
}

/** The words of a mail that is written in HTML alone; never shown as HTML. In one pass, whatever is in it. */
function plain(html: string): string {
  const lower = html.toLowerCase()
  let words = ''
  for (let at = 0; at < html.length; ) {
    const tag = html.indexOf('<', at)
    words += html.slice(at, tag < 0 ? html.length : tag)
    if (tag < 0) break
    const end = html.indexOf('>', tag)
    if (end < 0) break
    const name = /^\/?[a-z0-9]*/.exec(lower.slice(tag + 1, tag + 12))![0]
    if (breaks.has(name)) words += '\n'
    const closed = unseen.has(name) ? lower.indexOf(`</${name}`, end) : end
    if (closed < 0) break
    at = closed === end ? end + 1 : closed
  }
  return words
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name]!)
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const unseen = new Set(['style', 'script', 'head', 'title'])
const breaks = new Set(['br', '/p', '/div', '/tr', '/li', '/h1', '/h2', '/h3', '/table', '/blockquote'])
const entities: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
