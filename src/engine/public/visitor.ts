import type { IncomingHttpHeaders } from 'node:http'

/** Programs that say who they are: what fetches ahead, looks through mail, or stands between a mailbox and its pictures. */
const programs =
  /bot\b|crawl|spider|slurp|preview|prefetch|proxy|scan|filter|protect|barracuda|proofpoint|mimecast|monitor|fetch|headless|curl|wget|python|java\/|okhttp|go-http|libwww|axios|node|undici|lightmyrequest|facebookexternalhit|whatsapp|telegram|slack/i

/**
 * Does a program open the page, and not a person? What says nothing of itself is one too, as is Apple's proxy of pictures,
 * which calls itself `Mozilla/5.0` and no more. Programs that pass for a browser are taken for a person.
 */
export function isProgram(method: string, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET') return true
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => String(headers[name] ?? ''))
  if (purposes.some((one) => /prefetch|prerender|preview/i.test(one))) return true
  const agent = (headers['user-agent'] ?? '').trim()
  return !agent || agent === 'Mozilla/5.0' || programs.test(agent)
}
