import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ApiError, showWorkspace, whenEnded, whenSentBack } from '../client/fetch.ts'
import { preferencesQuery } from '../client/preferences.ts'
import { expectPage, metaQuery, pageQuery, queries, soon } from '../client/queries.ts'
import { todayQuery } from '../client/today.ts'
import { viewsQuery } from '../client/views.ts'
import { workspacesQuery } from '../client/workspaces.ts'
import { readListSearch } from '../records/listSearch.ts'
import { setReckoning, setTimeZone } from '../ui/language.ts'
import { owesSecondFactor } from './arrive.ts'
import { askToEnter } from './entering.ts'
import { FailedScreen } from './Failed.tsx'
import { Shell } from './Shell.tsx'
import { needListWords, needPageWords } from './words/words.ts'

/** Why a provider's word was not enough; the server says which. */
const ssoFailures = ['state', 'provider', 'unverified', 'domain', 'unknown', 'disabled', 'taken'] as const
type SsoFailure = (typeof ssoFailures)[number]

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: ({ error, reset }) => <FailedScreen error={error} reset={reset} />,
})

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; sso?: SsoFailure } => ({
    ...wayBack(search),
    ...(ssoFailures.some((one) => one === search.sso) && { sso: search.sso as SsoFailure }),
  }),
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('./SignIn.tsx'), 'SignIn'),
})

const workspaces = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workspaces',
  validateSearch: wayBack,
  beforeLoad: async () => {
    try {
      await queries.ensureQueryData(workspacesQuery)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/sign-in', search: {} })
      throw error
    }
  },
  component: lazyRouteComponent(() => import('./Workspaces.tsx'), 'Workspaces'),
})

const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('./Setup.tsx'), 'Setup'),
})

const welcome = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: withToken,
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('./Welcome.tsx'), 'Welcome'),
})

const secondFactor = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  validateSearch: wayBack,
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('./Enrol.tsx'), 'Enrol'),
})

/** What each problem means; nobody needs to be signed in to read what went wrong. */
const problems = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs/problems',
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('../docs/Docs.tsx'), 'ProblemsScreen'),
})

const reference = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs/api',
  beforeLoad: needDocument,
  component: lazyRouteComponent(() => import('../docs/Docs.tsx'), 'Docs'),
})

const referencePage = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs/api/$page',
  beforeLoad: needDocument,
  component: lazyRouteComponent(() => import('../docs/Docs.tsx'), 'Docs'),
})

/** Everything behind the sign-in; the declarations are here before anything is drawn. */
const inside = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    void queries.prefetchQuery(preferencesQuery)
    void queries.prefetchQuery(viewsQuery)
    try {
      const meta = await queries.ensureQueryData(metaQuery)
      setTimeZone(meta.user.timeZone)
      setReckoning(meta.workspace.settings)
      showWorkspace(meta.workspace.id)
    } catch (error) {
      const search = location.href === '/' ? {} : { to: location.href }
      if (error instanceof ApiError && error.problem?.errors?.[0]?.code === 'suspended')
        throw redirect({ to: '/workspaces', search })
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/sign-in', search })
      if (owesSecondFactor(error)) throw redirect({ to: '/second-factor', search })
      throw error
    }
  },
  component: Shell,
  errorComponent: ({ error, reset }) => <FailedScreen error={error} reset={reset} />,
})

const today = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => (queries.getQueryData(todayQuery.queryKey) ? undefined : soon(queries.prefetchQuery(todayQuery))),
  component: lazyRouteComponent(() => import('./Today.tsx'), 'Today'),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('../settings/Settings.tsx'), 'Settings'),
})

const settingsPage = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$page',
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('../settings/Settings.tsx'), 'Settings'),
})

const settingsItem = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$page/$item',
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('../settings/Settings.tsx'), 'Settings'),
})

const help = createRoute({
  getParentRoute: () => inside,
  path: '/help',
  component: lazyRouteComponent(() => import('../help/Help.tsx'), 'Help'),
})

const helpPage = createRoute({
  getParentRoute: () => inside,
  path: '/help/$page',
  component: lazyRouteComponent(() => import('../help/Help.tsx'), 'Help'),
})

const approvals = createRoute({
  getParentRoute: () => inside,
  path: '/approvals',
  beforeLoad: needPageWords,
  validateSearch: ({ box, id }: Record<string, unknown>): { box?: 'waiting' | 'asked' | 'decided'; id?: string } => ({
    ...((box === 'asked' || box === 'decided') && { box }),
    ...(typeof id === 'string' && { id }),
  }),
  component: lazyRouteComponent(() => import('../approvals/Inbox.tsx'), 'Inbox'),
})

const pools = createRoute({
  getParentRoute: () => inside,
  path: '/pools',
  beforeLoad: needListWords,
  component: lazyRouteComponent(() => import('../pools/Pools.tsx'), 'Pools'),
})

const print = createRoute({
  getParentRoute: () => inside,
  path: '/print',
  beforeLoad: needPageWords,
  component: lazyRouteComponent(() => import('../letters/PrintScreen.tsx'), 'PrintScreen'),
})

const list = createRoute({
  getParentRoute: () => inside,
  path: '/$object',
  validateSearch: readListSearch,
  beforeLoad: async ({ params, search }) => {
    if (search.as === 'board') void import('../records/board/Board.tsx')
    const [{ expectList }] = await Promise.all([import('../records/ObjectScreen.tsx'), needListWords(), needViews()])
    // what it shows travels while it is drawn
    await soon(Promise.all(await expectList(params.object, search)))
  },
  component: lazyRouteComponent(() => import('../records/ObjectScreen.tsx'), 'ObjectScreen'),
})

const importer = createRoute({
  getParentRoute: () => inside,
  path: '/$object/import',
  beforeLoad: needPageWords,
  validateSearch: ({ id, step }: Record<string, unknown>): { id?: string; step?: 'check' } => ({
    ...(typeof id === 'string' && { id }),
    ...(step === 'check' && { step }),
  }),
  component: lazyRouteComponent(() => import('../import/ImportScreen.tsx'), 'ImportScreen'),
})

const merger = createRoute({
  getParentRoute: () => inside,
  path: '/$object/merge',
  beforeLoad: needListWords,
  validateSearch: ({
    ids,
    compare,
    queue,
  }: Record<string, unknown>): { ids: string; compare?: true; queue?: true } => ({
    ids: String(ids ?? ''),
    ...(compare === true && { compare: true as const }),
    ...(queue === true && { queue: true as const }),
  }),
  component: lazyRouteComponent(() => import('../merge/MergeScreen.tsx'), 'MergeScreen'),
})

const setImporter = createRoute({
  getParentRoute: () => inside,
  path: '/import-set',
  beforeLoad: needPageWords,
  validateSearch: ({ id }: Record<string, unknown>): { id?: string } => (typeof id === 'string' ? { id } : {}),
  component: lazyRouteComponent(() => import('../import/set/SetScreen.tsx'), 'SetScreen'),
})

const page = createRoute({
  getParentRoute: () => inside,
  path: '/$object/$id',
  beforeLoad: async ({ params: { object, id } }) => {
    const known = queries.getQueryData(metaQuery.queryKey)?.objects[object]
    const shown = queries.getQueryData(pageQuery(object, id).queryKey)
    const page = known && expectPage(object, id)
    await Promise.all([needListWords(), page && !shown && soon(page)])
  },
  component: lazyRouteComponent(() => import('../records/PageScreen.tsx'), 'PageScreen'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signIn,
    setup,
    welcome,
    secondFactor,
    workspaces,
    problems,
    reference,
    referencePage,
    inside.addChildren([
      today,
      settings,
      settingsPage,
      settingsItem,
      help,
      helpPage,
      approvals,
      pools,
      print,
      list,
      importer,
      merger,
      setImporter,
      page,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: false,
})

/** Lets the program of the screen that the address names travel beside the words and the declarations. */
export function expectScreen(): void {
  const { pathname, search } = router.latestLocation
  for (const { routeId } of router.matchRoutes(pathname, search)) {
    const route = router.routesById[routeId as keyof typeof router.routesById]
    void router.loadRouteChunk(route)
  }
}

const doors = ['/sign-in', '/setup', '/welcome', '/second-factor']
whenSentBack((to) => {
  if (doors.includes(router.state.location.pathname)) return
  if (queries.getQueryData(metaQuery.queryKey) === undefined) return
  queries.clear()
  void router.navigate({ to, search: { to: router.state.location.href } })
})

// Whoever was inside signs in where she is: what she has typed stays before her eyes, and what she asked for goes on.
whenEnded(() => {
  const inside = queries.getQueryData(metaQuery.queryKey) !== undefined
  return inside && !doors.includes(router.state.location.pathname) ? askToEnter() : Promise.resolve(false)
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** How lists are to look is asked beside everything else, so that a list itself is one request; without it they open as declared. */
async function needViews(): Promise<void> {
  await Promise.allSettled([queries.ensureQueryData(preferencesQuery), queries.ensureQueryData(viewsQuery)])
}

/** Where somebody was going before she had to stop here; an address of ours, or none. */
function wayBack(search: Record<string, unknown>): { to?: string } {
  return typeof search.to === 'string' && search.to.startsWith('/') && !search.to.startsWith('//')
    ? { to: search.to }
    : {}
}

function withToken(search: Record<string, unknown>): { token?: string } {
  return search.token === undefined ? {} : { token: String(search.token) }
}

/** The reference is of the reader's own workspace: whoever is not signed in goes to the door first. */
async function needDocument({ location }: { location: { href: string } }) {
  await needPageWords()
  try {
    await queries.ensureQueryData(metaQuery)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      throw redirect({ to: '/sign-in', search: { to: location.href } })
    throw error
  }
}
