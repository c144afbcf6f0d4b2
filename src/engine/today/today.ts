import type { ApiToday } from '#kernel/api-today.ts'
import { listApprovals } from '../approvals/read.ts'
import type { Session } from '../context.ts'
import { readNotifications } from '../notifications/read.ts'
import { queryOf } from '../query/query.ts'
import type { Runtime } from '../runtime.ts'
import { readChanged } from './changed.ts'
import { readChecks } from './checks.ts'
import { readLists } from './lists.ts'
import { lastHere } from './seen.ts'
import { whomSheLeads } from './team.ts'

/** So many mentions stand on the page at most. */
const mentioned = 8
const shownApprovals = 8

/**
 * The page that opens first, read at once: what waits for the caller, what was done to her records while she was away,
 * what an administrator should look at. Under her rights in every part.
 */
export async function readToday(runtime: Runtime, session: Session): Promise<ApiToday> {
  const query = queryOf(session)
  const since = await lastHere(session)
  const [self, approvals, mentions, changed, led, admin] = await Promise.all([
    readLists(query, 'self'),
    listApprovals(session, { box: 'waiting', limit: shownApprovals }),
    readNotifications(session, { filter: 'mentions', limit: 30 }),
    readChanged(query, since),
    whomSheLeads(query),
    session.principal.admin ? readAdmin() : null,
  ])
  return {
    self,
    approvals,
    mentions: mentions.data.filter(({ unread }) => unread).slice(0, mentioned),
    since,
    changed,
    leads: led.length > 0,
    admin,
  }

  async function readAdmin(): Promise<ApiToday['admin']> {
    const [checks, lists] = await Promise.all([readChecks(runtime, session), readLists(query, 'admin')])
    return { checks, lists }
  }
}
