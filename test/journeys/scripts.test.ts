import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from './journey.ts'
import { storedScripts } from './scripts.ts'

/*
 * What people store as text is text wherever it is shown: no script of theirs runs, though the policy of our pages, which
 * would forbid it as well, is switched off here. `XSS=all` stores all 2,160, otherwise a few of every kind.
 */

const scripts = storedScripts(process.env['XSS'] === 'all' ? undefined : 36)
let journey: Journey
let page: Page
let ran: string[] = []
const ids: string[] = []
beforeAll(async () => {
  // so high that no row is left out of the list
  journey = await startJourney({ height: 16_000 })
  page = journey.page
  page.on('dialog', (dialog) => {
    ran.push(`${page.url()}: ${dialog.message()}`)
    void dialog.dismiss()
  })
  for (let i = 0; i < scripts.length; i += 400) {
    const some = scripts.slice(i, i + 400)
    const accounts = some.map((text, n) => ({
      name: `${i + n} ${text}`.slice(0, 100),
      shortName: text.slice(0, 60),
      wechat: text.slice(0, 60),
      invoiceTitle: text,
      bankName: text,
      description: text,
      address: { street: text, city: text },
    }))
    const { data } = await journey.api('POST', 'account/batch', { create: accounts })
    ids.push(...data.map((one: { id: string }) => one.id))
    await journey.api('POST', 'opportunity/batch', {
      create: some.map((text, n) => ({
        name: text.slice(0, 200),
        account: ids[i + n],
        nextStep: text,
        competitor: text,
        description: text,
      })),
    })
    await journey.api('POST', 'activity/batch', {
      create: some.map((text) => ({
        kind: 'note',
        subject: text.slice(0, 200),
        body: text,
        location: text,
        account: ids[0],
      })),
    })
  }
}, 600_000)
afterAll(() => journey?.close())

/** Nothing has run on the page that is seen, nothing of it became an element of theirs, no link leads to a script. */
async function nothingRan(): Promise<void> {
  await page.waitForTimeout(300)
  const found = await page.evaluate(() => {
    const theirs = document.querySelectorAll(
      '#root script, [onerror], [onload], [ontoggle], [onfocus], iframe, object, embed, math, base, video, details[open][ontoggle]',
    )
    const links = [...document.querySelectorAll('a[href], form[action]')].filter((link) =>
      /^\s*(?:javascript|data|vbscript):/i.test(link.getAttribute('href') ?? link.getAttribute('action') ?? ''),
    )
    return [...theirs, ...links].map((element) => element.outerHTML.slice(0, 200))
  })
  expect(found).toEqual([])
  expect(ran).toEqual([])
}

test('scripts in lists, boards and pages, with their timelines, are text', { timeout: 1_200_000 }, async () => {
  for (const object of ['account', 'opportunity', 'activity']) {
    await page.goto(`${journey.url}/${object}`)
    await page
      .getByText(/alert|top\[/)
      .first()
      .waitFor()
    // what stands further down comes when it is scrolled to
    for (let i = 0; i < Math.ceil(scripts.length / 400) + 1; i++) {
      await nothingRan()
      await page.mouse.move(700, 1_000)
      await page.mouse.wheel(0, 14_000)
    }
  }
  await page.goto(`${journey.url}/opportunity`)
  const board = page.getByRole('button', { name: '看板', exact: true })
  if (await board.isVisible()) await board.click()
  await nothingRan()
  const shown = process.env['XSS'] === 'all' ? ids.filter((_, i) => i % 40 === 0) : ids.slice(0, 4)
  for (const id of shown) {
    await page.goto(`${journey.url}/account/${id}`)
    await page
      .getByText(/alert|top\[/)
      .first()
      .waitFor()
    await nothingRan()
  }
})

test('scripts that are searched for and found are text', { timeout: 300_000 }, async () => {
  await page.goto(`${journey.url}/account`)
  for (const text of ['alert', '<script>', 'onerror']) {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(text)
    await page.waitForTimeout(500)
    await nothingRan()
    await page.keyboard.press('Escape')
  }
})

test('scripts in the columns and cells of a file are text before anything is imported', {
  timeout: 300_000,
}, async () => {
  ran = []
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = scripts.slice(0, 400).map((text) => `${quoted(text)},${quoted(text)}`)
  await page.goto(`${journey.url}/account/import`)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: '<img src=x onerror=alert(1)>.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`名称,${quoted(scripts[0]!)}\n${lines.join('\n')}\n`),
    })
  await page
    .getByText(/alert|top\[/)
    .first()
    .waitFor()
  await nothingRan()
})
