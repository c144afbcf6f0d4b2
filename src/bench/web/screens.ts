import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { median, quantile } from '../load/figures.ts'
import { probe } from './probe.ts'
import type { Served } from './serve.ts'

export type Figure = {
  readonly what: string
  readonly value: number
  readonly worst?: number
  readonly target?: number
  readonly unit: 'ms' | 'KB'
}

type Options = { readonly rounds: number; readonly throttle: number; readonly say: (text: string) => void }

/** Screens, how they are told to be there, and how soon they should be. */
const screens = [
  { what: 'Today', path: '/', there: 'main section li, main section p', target: 1_000 },
  { what: 'list', path: '/opportunity', there: '[data-row="0"] a', target: 1_000 },
  { what: 'record page', path: '', there: 'main textarea, main [role="textbox"]', target: 1_000 },
  { what: 'board', path: '/opportunity?as=board', there: '[data-card]', target: 1_000 },
] as const
const paintTarget = 150
const boardTarget = 600
/** A board is there when six columns have their fifty cards and the first of each are drawn; the rest is drawn as it comes near. */
const boardCard = '[data-cards="50"] [data-card]'
const boardCards = 48

/** Measures what a person waits for: the first program, each screen until it answers, and the next paint after what she does. */
export async function measureScreens(served: Served, options: Options): Promise<readonly Figure[]> {
  const browser = await launch()
  try {
    const { context, record } = await signIn(browser, served)
    const figures: Figure[] = [await firstProgram(context, served, options)]
    for (const { what, path, there, target } of screens) {
      options.say(`Measuring ${what} …`)
      const times: number[] = []
      // the first time fills the caches of server and browser, as yesterday's work has
      for (let round = -1; round < options.rounds; round++) {
        const page = await slowed(context, options)
        await page.goto(`${served.url}${path || `/opportunity/${record}`}`, { waitUntil: 'commit' })
        const time = await ready(page, there)
        if (round >= 0) times.push(time)
        await page.close()
      }
      figures.push({ what: `${what}, opened anew`, ...middleOf(times), target, unit: 'ms' })
    }
    figures.push(...(await withinScreens(context, served, options)))
    return figures
  } finally {
    await browser.close()
  }
}

/** One page after the other from within, and what is done on each. */
async function withinScreens(context: BrowserContext, { url }: Served, options: Options): Promise<Figure[]> {
  const opened: Record<string, number[]> = { list: [], board: [], page: [] }
  const paints: Record<string, number[]> = { typing: [], scrolling: [], dragging: [], opening: [] }
  options.say('Measuring typing, scrolling, dragging, opening …')
  for (let round = 0; round < options.rounds; round++) {
    const page = await slowed(context, options)
    await page.goto(`${url}/account`)
    await page.locator('[data-row="0"] a').first().waitFor()
    await page.waitForTimeout(1_500)
    // the list before it stands until then, with rows of its own
    const row = '[data-row="0"] a[href^="/opportunity/"]'
    opened.list!.push(await after(page, () => page.locator('nav a[href="/opportunity"]').first().click(), row))
    paints.scrolling!.push(...(await painted(page, 'wheel', () => wheel(page, '[role="grid"]'))))
    paints.typing!.push(...(await painted(page, 'keydown', () => type(page))))
    paints.opening!.push(...(await painted(page, 'click', () => peek(page))))
    await page.goto(`${url}/opportunity`)
    await page.locator('[data-row="0"] a').first().waitFor()
    await page.waitForTimeout(1_000)
    opened.page!.push(
      await after(page, () => page.locator('[data-row="1"] a').first().click(), 'main textarea, main [role="textbox"]'),
    )
    await page.goto(`${url}/opportunity`)
    await page.locator('[data-row="0"] a').first().waitFor()
    await page.waitForTimeout(1_000)
    const board = page.getByRole('button', { name: '看板' })
    opened.board!.push(await after(page, () => board.click(), boardCard, boardCards))
    paints.dragging!.push(...(await painted(page, 'pointermove', () => drag(page))))
    await page.close()
  }
  return [
    { what: 'list, from another screen', ...middleOf(opened.list!), target: 1_000, unit: 'ms' },
    { what: 'record page, from the list', ...middleOf(opened.page!), target: 1_000, unit: 'ms' },
    { what: 'board of 6 × 50 cards, from the list', ...middleOf(opened.board!), target: boardTarget, unit: 'ms' },
    ...Object.entries(paints).map(
      ([what, times]): Figure => ({
        what: `${what}: next paint, p75`,
        value: quantile(
          times.toSorted((a, b) => a - b),
          0.75,
        ),
        worst: Math.max(...times),
        target: paintTarget,
        unit: 'ms',
      }),
    ),
  ]
}

/** What travels of the program before the first screen stands; what comes afterwards, for later, is not waited for. */
async function firstProgram(context: BrowserContext, { url }: Served, options: Options): Promise<Figure> {
  options.say('Measuring the first program …')
  const page = await context.newPage()
  const scripts = new Map<string, Promise<number>>()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.set(
        response.url(),
        response.body().then(
          (body) => gzipSync(body).length / 1_024,
          () => 0,
        ),
      )
  })
  await page.goto(url, { waitUntil: 'commit' })
  const stands = await ready(page, screens[0].there)
  const asked = await page.evaluate(
    (until) =>
      performance.getEntriesByType('resource').flatMap(({ name, startTime }) => (startTime < until ? [name] : [])),
    stands,
  )
  const sizes = await Promise.all([...new Set(asked)].map((name) => scripts.get(name) ?? 0))
  const value = sizes.reduce((sum, size) => sum + size, 0)
  await page.close()
  return { what: 'first screen, its program (gzip)', value, target: 220, unit: 'KB' }
}

async function signIn(browser: Browser, { url, email, password }: Served) {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  await context.addInitScript(probe)
  const page = await context.newPage()
  await page.goto(`${url}/sign-in`)
  const headers = { origin: url }
  const answer = await page.request.post(`${url}/api/auth/sign-in/email`, { data: { email, password }, headers })
  if (!answer.ok()) throw new Error(`Nobody could sign in: ${answer.status()}`)
  const list = (await (await page.request.get(`${url}/api/v1/opportunity?limit=1`)).json()) as {
    data: { id: string }[]
  }
  await page.close()
  return { context, record: list.data[0]?.id ?? '' }
}

async function slowed(context: BrowserContext, { throttle }: Options): Promise<Page> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  return page
}

type Probed = {
  benchReady(selector: string, count: number, from: number): Promise<number>
  benchSamples: Record<string, number[]>
}

/** From the beginning of the page until the screen is there and the program is free to answer. */
function ready(page: Page, selector: string): Promise<number> {
  return page.evaluate(([there]) => (globalThis as unknown as Probed).benchReady(there!, 1, 0), [selector])
}

/** From a click until so many of what it leads to are there and the program is free again. */
async function after(page: Page, act: () => Promise<void>, selector: string, count = 1): Promise<number> {
  const done = page.evaluate(
    ([there, many]) => (globalThis as unknown as Probed).benchReady(String(there), Number(many), -1),
    [selector, count],
  )
  await act()
  return done
}

/** The times from each event of a kind to the paint after it. */
async function painted(page: Page, kind: string, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    ;(globalThis as unknown as Probed).benchSamples = {}
  })
  await act()
  await page.waitForTimeout(300)
  return page.evaluate((name) => (globalThis as unknown as Probed).benchSamples[name] ?? [], kind)
}

async function wheel(page: Page, selector: string): Promise<void> {
  const box = (await page.locator(selector).first().boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, 240)
    await page.waitForTimeout(40)
  }
}

async function type(page: Page): Promise<void> {
  await page.locator('input[type="search"]').first().click()
  for (const letter of 'dongguan huadong') {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await page.waitForTimeout(90)
  }
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.waitForTimeout(800)
}

async function peek(page: Page): Promise<void> {
  await page.goto(new URL('/opportunity', page.url()).href)
  await page.locator('[data-row="0"] a').first().waitFor()
  await page.waitForTimeout(1_000)
  for (let row = 0; row < 8; row++) {
    await page.locator(`[data-row="${row}"]`).first().hover()
    await page.locator(`[data-row="${row}"] [data-peek]`).first().click()
    await page.waitForTimeout(500)
  }
}

async function drag(page: Page): Promise<void> {
  const box = (await page.locator('[data-card]').first().boundingBox())!
  await page.mouse.move(box.x + 20, box.y + 10)
  await page.mouse.down()
  for (let i = 1; i <= 50; i++) {
    await page.mouse.move(box.x + 20 + i * 14, box.y + 10 + (i % 7) * 12)
    await page.waitForTimeout(25)
  }
  await page.keyboard.press('Escape')
  await page.mouse.up()
}

function middleOf(times: readonly number[]) {
  return { value: median(times), worst: Math.max(...times) }
}

/** The browser of the tests; a plain installation has none. */
async function launch(): Promise<Browser> {
  const browsers = new URL('../../../test/browser.ts', import.meta.url).href
  const { launchBrowser } = (await import(browsers)) as { launchBrowser(): Promise<Browser> }
  return launchBrowser()
}
