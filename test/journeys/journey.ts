import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { runJob } from '#engine/events/work.ts'
import { fillMatchKeys } from '#engine/matching/fill.ts'
import { countQuality } from '#engine/quality/count.ts'
import { countMends } from '#engine/quality/mends.ts'
import { openSampan, startServer } from '../../src/server.ts'
import { launchBrowser } from '../browser.ts'
import { freshDatabase, templateDatabase } from '../postgres-client.ts'

/** A server of its own with a company in it, and its first administrator in front of a browser. */
export type Journey = {
  readonly browser: Browser
  readonly page: Page
  readonly url: string
  /** What went wrong on a page, unseen by its reader. */
  readonly wrong: readonly string[]
  /** Another window of the same person, as a program. */
  api(method: string, path: string, body?: unknown): ReturnType<typeof JSON.parse>
  /** What the clock would begin, now. */
  runJob(name: string): Promise<void>
  /** Counts the quality of the data now; `later` when whatever has happened is a minute ago. */
  countQuality(options?: { later?: boolean }): Promise<void>
  /** WCAG 2.2 AA and good practice, on what is seen now. */
  accessible(page?: Page): Promise<void>
  close(): Promise<void>
}

type Options = {
  /** A database to begin with a copy of. */
  readonly template?: string
  readonly width?: number
  readonly height?: number
  /** The screen is touched. */
  readonly touch?: boolean
  readonly allowNetworks?: string
  /** A folder of built screens of the test's own. */
  readonly web?: string
  /** The instant at which the server stands still. */
  readonly now?: string
}

/** A server that nobody has set up yet, and a browser. */
export async function openJourney({
  width = 1440,
  height = 900,
  touch = false,
  allowNetworks = '',
  web = process.env.SAMPAN_TEST_WEB!,
  now,
  template,
}: Options = {}): Promise<Journey & { readonly setupLink: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-journey-'))
  const database = await freshDatabase(template ? { template } : {})
  const server = await startServer(
    {
      host: '127.0.0.1',
      port: await freePort(),
      dataFolder: join(folder, 'data'),
      databaseUrl: database.url,
      ...(allowNetworks ? { allowNetworks } : {}),
    },
    {
      web: pathToFileURL(`${web}/`),
      logLevel: 'silent',
      ...(now && { clock: { now: () => new Date(now) } }),
    },
  )
  const browser = await launchBrowser()
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width, height },
    hasTouch: touch,
    bypassCSP: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(45_000)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  return {
    browser,
    page,
    url: server.url,
    setupLink: server.setupLink!,
    wrong,
    async api(method, path, body) {
      const response = await page.request.fetch(`${server.url}/api/v1/${path}`, {
        method,
        ...(body !== undefined && { data: body }),
      })
      expect(response.status(), await response.text()).toBeLessThan(300)
      return response.status() === 204 ? null : response.json()
    },
    async runJob(name) {
      for (const workspace of await server.runtime.workspaces.all()) {
        await fillMatchKeys(workspace)
        await runJob(workspace, name, {})
      }
    },
    async countQuality({ later = false } = {}) {
      for (const workspace of await server.runtime.workspaces.all()) {
        const clock = later ? { now: () => new Date(Date.now() + 61_000) } : workspace.clock
        await countMends({ ...workspace, clock })
        await countQuality(workspace)
      }
    },
    async accessible(seen = page) {
      // what is on its way in has no colours of its own yet
      await seen.waitForFunction(() =>
        document
          .getAnimations()
          .every((one) => one.playState === 'finished' || one.effect?.getTiming().iterations === Infinity),
      )
      if (!(await seen.evaluate(() => 'axe' in globalThis))) await seen.evaluate(axe)
      const found =
        await seen.evaluate(`axe.run(document, { resultTypes: ['violations'], preload: false }).then((result) =>
        result.violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | ')))`)
      expect(found).toEqual([])
    },
    async close() {
      await browser.close()
      await server.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts one in which 林晓 of 远帆智联 has just come in. */
export async function startJourney(options: Options = {}): Promise<Journey> {
  const journey = await openJourney({ ...options, template: await templateDatabase('journey', fillTemplate) })
  const data = { email: lin.email, password: lin.password }
  const headers = { origin: journey.url }
  const response = await journey.page.request.post(`${journey.url}/api/auth/sign-in/email`, { data, headers })
  expect(response.status(), await response.text()).toBe(200)
  await journey.page.goto(journey.url)
  await journey.page.getByRole('heading', { name: /林晓/ }).waitFor()
  return journey
}

const lin = { company: '远帆智联', name: '林晓', email: 'lin@sampan.example', password: 'a long pass phrase' }

async function fillTemplate(databaseUrl: string): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sampan-journey-'))
  const { runtime, close } = await openSampan(
    { host: '127.0.0.1', port: 0, dataFolder, databaseUrl },
    { worker: false },
  )
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  await runtime.setUp({ ...lin, language: 'zh-CN', timeZone, sample: false })
  await close()
  rmSync(dataFolder, { recursive: true })
}

/** Names the company and its first person by the link that a new server shows. */
export async function setUp(page: Page, setupLink: string): Promise<void> {
  await page.goto(setupLink)
  await page.getByLabel('公司名称').fill(lin.company)
  await page.getByLabel('你的姓名').fill(lin.name)
  await page.getByLabel('邮箱').fill(lin.email)
  await page.getByLabel('密码').fill(lin.password)
  await page.getByText('附带示例数据').click()
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByRole('heading', { name: /林晓/ }).waitFor()
}

/** From now on a person reads English, here and wherever she signs in. */
export async function speakEnglish(page: Page, url: string): Promise<void> {
  const answer = await page.request.fetch(`${url}/api/v1/me`, { method: 'PATCH', data: { language: 'en' } })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  await page.evaluate(() => localStorage.setItem('sampan.language', 'en'))
}

/** The program that judges how accessible a page is. */
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}
