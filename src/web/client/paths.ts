/** What every screen inside is drawn from; the page itself asks for it before the program is here. */
export const drawnFrom = {
  meta: '/api/v1/meta',
  preferences: '/api/v1/me/preferences',
  views: `/api/v1/savedView?${new URLSearchParams({
    where: JSON.stringify({ or: [{ owner: { is: 'me' } }, { shared: true }] }),
    select: 'name,object,settings,shared,owner,version',
    sort: 'name',
    limit: '500',
  })}`,
}

/** The first page of somebody's day. */
export const todayPath = '/api/v1/today'
/** How her team does, on the same page. */
export const teamPath = '/api/v1/today/team'

/** Everything about one record. */
export function pagePath(object: string, id: string): string {
  return `/api/v1/${object}/${id}/page`
}
