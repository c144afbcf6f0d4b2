import { createHmac, timingSafeEqual } from 'node:crypto'
import { publicAddress } from '#kernel/public-page.ts'

/** The public page on which is decided from a mail. */
export const decisionPage = 'decide'
/** How long a link holds. */
export const linkDays = 7

/** Who decides on what by a link: one person, in one seat of one step of one request. */
export type DecisionLink = {
  readonly seatId: string
  readonly personId: string
  /** Whole seconds since 1970. */
  readonly until: number
}

/**
 * The path of a link, sealed with the secret of the installation. It is written down nowhere. That it is used once, and
 * holds no longer than the seat waits, is for whoever follows it to find out.
 */
export function linkOf(secret: string, workspaceId: string, link: DecisionLink): string {
  const body = Buffer.alloc(36)
  body.write(bare(link.seatId), 0, 'hex')
  body.write(bare(link.personId), 16, 'hex')
  body.writeUInt32BE(link.until, 32)
  const token = Buffer.concat([body, seal(secret, workspaceId, body)]).toString('base64url')
  return publicAddress(workspaceId, decisionPage, token)
}

/** What a link says, however old it is; null where nobody here has sealed it for this workspace. */
export function readLink(secret: string, workspaceId: string, token: string): DecisionLink | null {
  if (!/^[\w-]{91}$/.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  // A link is written in one way only.
  if (bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(0, 36)
  if (!timingSafeEqual(bytes.subarray(36), seal(secret, workspaceId, body))) return null
  const id = (at: number) =>
    body.toString('hex', at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { seatId: id(0), personId: id(16), until: body.readUInt32BE(32) }
}

function seal(secret: string, workspaceId: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`decision link\n${workspaceId}\n`).update(body).digest()
}

function bare(id: string): string {
  return id.replaceAll('-', '')
}
