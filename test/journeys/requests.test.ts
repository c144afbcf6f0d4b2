import type { BrowserContext, Page, Request, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'

// What each screen asks the server for: few requests, none of which waits for another but for the declarations; and what comes moves nothing.

let it: Journey
/** Her browser as it stands after its fonts: this one has none of its own, and the words would grow when the page's come. */
let context: BrowserContext
let paths: Readonly<Record<string, string>>

/** Requests that a screen may make when it is opened anew, the declarations and what is kept of its reader among them. */
const most = { today: 10, list: 7, board: 7, page: 7, settings: 6 }

beforeAll(async () => {
  it = await startJourney()
  const account = await it.api('POST', 'account', { name: '云帆科技', level: 'A' })
  await it.api('POST', 'opportunity/batch', {
    create: Array.from({ length: 60 }, (_, i) => ({ name: `商机 ${i}`, account: account.id })),
  })
  await it.api('POST', 'activity', { subject: '送样品', dueAt: '2026-01-05T01:00:00Z', account: account.id })
  paths = {
    today: '/',
    list: '/opportunity',
    board: '/opportunity?as=board',
    page: `/account/${account.id}`,
    settings: '/settings/people',
  }
  context = await it.browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    storageState: await it.page.context().storageState(),
    serviceWorkers: 'block',
  })
  await context.route('**/*.woff2', (route) => route.abort())
})
afterAll(() => it?.close())

/** What every screen is drawn from, asked for beside each other: the declarations, what its reader likes, her views. */
const drawnFrom = ['GET /api/v1/meta', 'GET /api/v1/me/preferences', 'GET /api/v1/savedView']

/** What one window of hers sends for all of them, whatever they show. */
const forAll = ['/api/v1/events', '/api/v1/presence']

const asked = (request: Request) => {
  const { pathname } = new URL(request.url())
  return pathname.startsWith('/api/') && !forAll.includes(pathname) ? `${request.method()} ${pathname}` : null
}

type Seen = { atOnce: string[]; later: string[]; shifts: { value: number; what: string[] }[] }

/** Opens a screen; every answer but the declarations is held back until nothing more is asked for. */
async function open(path: string): Promise<Seen> {
  const page = await context.newPage()
  await watchShifts(page)
  const atOnce: string[] = []
  const later: string[] = []
  const held: Route[] = []
  let holding = true
  const under = new Set<Request>()
  let last = performance.now()
  const ended = (request: Request) => {
    if (under.delete(request)) last = performance.now()
  }
  page.on('request', (request) => {
    if (!forAll.includes(new URL(request.url()).pathname)) under.add(request)
  })
  page.on('requestfinished', ended).on('requestfailed', ended)
  /** Until nothing has come for a while, nothing is on its way but what is held here, and the page has nothing to do. */
  const quiet = async () => {
    for (let seen = -1; seen !== last; ) {
      await page.waitForTimeout(100)
      const waiting = under.size - (holding ? held.filter((route) => under.has(route.request())).length : 0)
      if (waiting > 0 || performance.now() - last < 800) continue
      seen = last
      await page.evaluate(idle)
    }
  }
  await page.route('**/api/v1/events?*', (route) => route.abort())
  await page.route('**/api/**', async (route) => {
    const name = asked(route.request())
    if (!name) return route.fallback()
    ;(holding ? atOnce : later).push(name)
    last = performance.now()
    if (!holding || drawnFrom.includes(name)) return route.fallback()
    held.push(route)
  })
  await page.goto(`${it.url}${path}`, { waitUntil: 'commit' })
  await quiet()
  holding = false
  await Promise.all(held.map((route) => route.fallback()))
  last = performance.now()
  await quiet()
  const shifts = (await page.evaluate('window.shifts')) as Seen['shifts']
  // asked by the page itself, which its policy has to allow, and taken by the screen
  expect(await page.evaluate('[...sampanAsked.keys()]')).toEqual([])
  await page.close()
  // several questions to one address count as one here; that none is asked twice is a story of its own
  const first = [...new Set(atOnce)]
  return { atOnce: first, later: [...new Set(later)].filter((name) => !first.includes(name)), shifts }
}

test.each(['list', 'board', 'page', 'today', 'settings'] as const)('%s', async (screen) => {
  const { atOnce, later, shifts } = await open(paths[screen]!)
  expect({ screen, later: later.filter((name) => !isSum(name)), atOnce }).toEqual({ screen, later: [], atOnce })
  expect([screen, atOnce.length <= most[screen], atOnce]).toEqual([screen, true, atOnce])
  const sum = shifts.reduce((total, { value }) => total + value, 0)
  expect([screen, sum < 0.002, shifts]).toEqual([screen, true, shifts])
})

test('what a screen was drawn from is asked for at once when it is opened again, before any program is here, and once', async () => {
  const asks = {
    board: (asked: string) => /^POST \/api\/v1\/opportunity\/board \{"by":/.test(asked),
    page: (asked: string) => asked === `GET /api/v1${paths.page}/page `,
  }
  for (const [screen, isIts] of Object.entries(asks)) {
    const path = paths[screen]!
    const first = await context.newPage()
    await first.goto(`${it.url}${path}`)
    await expect.poll(() => first.evaluate(`localStorage.getItem('sampan.asked')?.includes('"${path}"')`)).toBe(true)
    await first.close()
    const again = await context.newPage()
    const all: string[] = []
    again.on('request', (request) => {
      const name = asked(request)
      if (name) all.push(`${name} ${request.postData() ?? ''}`)
    })
    await again.route('**/assets/*.js', (route) => route.abort())
    await again.goto(`${it.url}${path}`)
    expect(all.filter(isIts)).toHaveLength(1)
    expect(all).toEqual([...new Set(all)])
    await again.close()
  }
})

/** Sums over all records wait until the rows are there: over a million they would be in their way. */
const isSum = (name: string) => /^POST .*\/group$/.test(name)

const idle = 'new Promise((done) => requestIdleCallback(() => done()))'

/** Layout shifts as the browser tells them (Layout Instability API), with what moved. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(`
    window.shifts = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        window.shifts.push({ value: entry.value, what: entry.sources.map((s) => (s.node?.nodeType === 1 ? s.node.outerHTML : s.node?.textContent ?? '').slice(0, 120)) })
    }).observe({ type: 'layout-shift', buffered: true })`)
}
