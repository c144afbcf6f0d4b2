import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseId } from '#kernel/fields/relation.ts'
import { Refusal } from '#kernel/problem.ts'
import { refuseWhileSeeing, throughEyes } from '../access/as.ts'
import type { Session } from '../context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Changes nothing although it is no GET, or ends the looking: open while an administrator sees as somebody else. */
    whileSeeing?: boolean
  }
}

const name = 'sampan.seeing'

/**
 * Whose eyes a request looks through: the caller's own, or those of the person that an administrator has chosen. The one
 * place where writes are refused meanwhile: every route that is no GET, unless it says that it changes nothing.
 */
export async function eyesOf(request: FastifyRequest, reply: FastifyReply, caller: Session): Promise<Session> {
  const given = new RegExp(`(?:^|;\\s*)${name.replace('.', '\\.')}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1]
  const id = given ? parseId(given) : null
  if (!id || 'wrong' in id || !id.value) return caller
  try {
    const session = await throughEyes(caller, id.value)
    const reads = request.method === 'GET' || request.method === 'HEAD' || request.routeOptions.config.whileSeeing
    if (!reads) refuseWhileSeeing(session)
    closeAt(reply, session)
    return session
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'conflict') reply.header('set-cookie', seeingCookie(null))
    throw error
  }
}

/** The cookie that says through whose eyes; null takes it away. Worth nothing without the administrator's own session. */
export function seeingCookie(id: string | null, secure = false): string {
  const life = id === null ? 0 : 30 * 60
  return `${name}=${id ?? ''}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

/** No answer, such as a stream of events, goes on when the time is over. */
function closeAt(reply: FastifyReply, { seenBy, workspace }: Session): void {
  const left = Date.parse(seenBy!.until) - workspace.clock.now().getTime()
  const timer = setTimeout(() => reply.raw.destroy(), left)
  timer.unref()
  reply.raw.once('close', () => clearTimeout(timer))
}
