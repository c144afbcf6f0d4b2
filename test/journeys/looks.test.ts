import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settingsGroups } from '#web/settings/pages.ts'
import { axe, type Journey, startJourney } from './journey.ts'
import { differing } from './pictures.ts'
import { goTo, settled, withData } from './screens.ts'

// The main screens beside the pictures that are kept of them, in two languages, light and dark, on a desk and on a phone.
// `npm test` compares those in Chinese on a desk, `npm run shots` all; `SHOTS=renew npm run shots` takes them anew: look at
// them before they are committed.

/** Pictures are taken at half size and compared at a quarter: letters that a machine smooths otherwise make no difference. */
const scale = 0.5
/** How much of a picture may differ, of all its dots. */
const tolerance = 0.02
const now = '2027-03-10T02:00:00.000Z'
const folder = new URL('./pictures/', import.meta.url).pathname
const renew = process.env.SHOTS === 'renew'
const all = renew || process.env.SHOTS === 'all'

let journey: Journey
let page: Page
let ids: Readonly<Record<string, string>>
beforeAll(async () => {
  journey = await startJourney({ now })
  ids = await withData(journey, now)
  const storageState = await journey.page.context().storageState()
  const context = await journey.browser.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: scale,
    bypassCSP: true,
    timezoneId: 'Asia/Shanghai',
    storageState,
  })
  page = await context.newPage()
  await page.clock.setFixedTime(now)
})
afterAll(() => journey?.close())

/** What is opened, and what it says once it is there. */
const screens: Readonly<Record<string, readonly [path: () => string, says: string, then?: () => Promise<void>]>> = {
  today: [() => '/', '海通仪器 产线改造'],
  list: [() => '/account', '海通仪器有限公司'],
  board: [() => '/opportunity?as=board', '海通仪器 产线改造'],
  page: [() => `/account/${ids['account']}`, '预算约 30 万，年底前上线。'],
  settings: [() => '/settings/teams', '王芳'],
  import: [() => '/account/import', '.xlsx', takeFile],
  form: [() => '/contact', '张伟', () => page.keyboard.press('c')],
}
async function takeFile() {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({
      name: 'customers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('客户名称,电话,备注\n云帆科技,0571-8765 4321,展会\n远山制造,0571-8765 4322,转介绍\n'),
    })
  await page.locator('select').first().waitFor()
}
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

// another browser has letters of its own
test.skipIf(process.env.CHROMIUM)('every screen looks as it did', async () => {
  const found: string[] = []
  const look = async (name: string) => {
    const picture = await page.screenshot({ animations: 'disabled', mask: [page.getByText(/^最近由|^Last changed/)] })
    const share = await compare(`${name}.png`, picture)
    if (share > tolerance) found.push(`${name}.png: ${(share * 100).toFixed(1)} %`)
  }
  for (const language of all ? ['zh-CN', 'en'] : ['zh-CN']) {
    await page.goto(`${journey.url}/sign-in`)
    await page.evaluate((one) => localStorage.setItem('sampan.language', one), language)
    for (const name of Object.keys(screens))
      for (const size of all ? [desk, phone] : [desk]) {
        await page.setViewportSize(size)
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
        await open(name)
        await look(`${name}-${language}-${size === phone ? 'phone' : 'light'}`)
        if (size === phone) continue
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
        await look(`${name}-${language}-dark`)
      }
  }
  expect(found, `the pictures of now are in ${actual}`).toEqual([])
  expect(journey.wrong).toEqual([])
})

async function open(name: string) {
  const [path, says, then] = screens[name]!
  await page.goto(`${journey.url}${path()}`)
  if (then !== takeFile) await page.getByText(says).first().waitFor()
  await then?.()
  if (name === 'form') await page.getByRole('dialog').locator('input:focus').waitFor()
  await settled(page)
  // the browser of the tests has no Chinese letters: they come with a font of the page, a moment after the words
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      [...document.fonts].some(({ family, status }) => family.includes('Noto') && status === 'loaded'),
  )
}

/** Every address that has a screen of its own. */
function everywhere(): string[] {
  const records = Object.entries(ids).map(([object, id]) => `/${object}/${id}`)
  const lists = ['account', 'contact', 'activity', 'lead', 'opportunity', 'product', 'collisionCase'].map(
    (one) => `/${one}`,
  )
  const ways = ['/opportunity?as=board', '/activity?as=calendar']
  const settings = settingsGroups.flatMap(({ pages }) => pages.map(({ key }) => `/settings/${key}`))
  const deeper = [
    '/settings/objects/account',
    '/settings/lossReason',
    '/account/import',
    '/help',
    '/help/lists',
    '/pools',
  ]
  return ['/', ...lists, ...ways, ...records, ...settings, ...deeper]
}

// `LONG=1` asks each screen under every theme and in both languages; else the themes take turns
test('no screen has anything in the way of anybody, in light, dark and high contrast', {
  timeout: 600_000,
}, async () => {
  const { page } = journey
  const found: string[] = []
  for (const language of process.env.LONG ? ['zh-CN', 'en'] : ['zh-CN']) {
    await page.evaluate((one) => localStorage.setItem('sampan.language', one), language)
    await page.goto(journey.url)
    await page.evaluate(axe)
    // colours that are on their way from one theme to the next are nobody's
    await page.addStyleTag({ content: '* { transition: none !important; animation: none !important }' })
    for (const [i, path] of everywhere().entries()) {
      await goTo(page, path)
      for (const theme of process.env.LONG ? themes : [themes[i % 3]!])
        found.push(...(await inTheWay(page, theme)).map((one) => `${path} ${language} ${theme} ${one}`))
    }
  }
  expect(found).toEqual([])
})

const themes = ['light', 'dark', 'contrast'] as const

/** What axe finds on the page as it stands, under a theme. */
async function inTheWay(page: Page, theme: (typeof themes)[number]): Promise<string[]> {
  return page.evaluate(async (theme) => {
    const root = document.documentElement
    root.setAttribute('data-mantine-color-scheme', theme === 'dark' ? 'dark' : 'light')
    root.toggleAttribute('data-contrast', theme === 'contrast')
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const result = await axe.run(document, {
      resultTypes: ['violations'],
      preload: false,
    })
    return result.violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 140))
          .join(' | ')}`,
    )
  }, theme)
}

const actual = join(tmpdir(), 'sampan-pictures')

/** How much of a picture differs from the one that is kept; keeps it where that is wanted. */
async function compare(file: string, picture: Buffer): Promise<number> {
  const kept = join(folder, file)
  if (renew) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(kept, picture)
    return 0
  }
  const share = existsSync(kept) ? await differing(journey.page, readFileSync(kept), picture) : 1
  if (share > tolerance) {
    mkdirSync(actual, { recursive: true })
    writeFileSync(join(actual, file), picture)
  }
  return share
}
