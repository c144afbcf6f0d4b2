import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listZh } from '#web/app/words/list.zh-CN.ts'
import { pagesZh } from '#web/app/words/pages.zh-CN.ts'
import { zhCN } from '#web/app/words/zh-CN.ts'
import { axe, type Journey, startJourney } from './journey.ts'
import { goTo, withData } from './screens.ts'

// Every dialog of the program is opened once, and nothing on it is in the way of anybody, in light and dark.

const w = { ...zhCN, ...listZh, ...pagesZh }
const day = '2027-03-10T02:00:00.000Z'

let journey: Journey
let page: Page
let ids: Readonly<Record<string, string>>
let wang: string
beforeAll(async () => {
  journey = await startJourney({ now: day })
  page = journey.page
  ids = await withData(journey, day)
  const { api } = journey
  const { data } = await api('GET', 'user?select=name')
  wang = data.find(({ name }: { name: string }) => name === '王芳').id
  await api('POST', 'tag', { name: '展会' })
  await api('PATCH', `account/${ids['account']}`, { owner: wang })
  const { data: twice } = await api('POST', 'account/batch', { create: [{ name: '将要并入的客户' }] })
  await api('POST', 'account/merge', { ids: [ids['account'], twice[0].id], survivor: ids['account'] })
  await api('POST', 'api-keys', { name: 'ERP', scope: {} })
  const hook = await api('POST', 'webhooks', {
    name: 'ERP',
    url: 'https://example.com/in',
    events: ['account.created'],
  })
  const flow = await api('POST', 'flow', {
    name: '跟进',
    draft: { trigger: { on: 'created', object: 'account' }, steps: [] },
  })
  await api('POST', 'configuration/draft/fields', { object: 'account', label: { zh: '展位' }, type: 'text' })
  await api('POST', 'pool', { name: '公海', object: 'account' })
  await api('POST', 'mailbox', { address: 'sales@example.com' })
  ids = { ...ids, webhook: hook.id, flow: flow.id, import: await imported() }
  const sequence = await api('POST', 'sequence', {
    name: '培育',
    draft: [{ id: 'call', kind: 'task', input: { subject: '致电 {{name}}' } }],
  })
  await api('POST', `sequence/${sequence.id}/publish`, {})
  await api('POST', 'feeds', {
    name: '日报',
    object: 'account',
    source: { kind: 'folder', path: 'in' },
    everyMinutes: 60,
  })
  await api('POST', 'persons/requests', { records: [{ object: 'lead', id: ids['lead'] }] })
  ids = { ...ids, sequence: sequence.id, leaver: await leaver(), unwanted: await guarded() }
  await journey.countQuality()
  await asIf()
  await page.goto(journey.url)
  await ready()
}, 300_000)
afterAll(() => journey?.close())

/** Whether her sign-in asks for a code already. */
let totp = false

/** What would take a device, a provider or another person is answered as if it were there. */
async function asIf(): Promise<void> {
  const path = (pathname: string) => (url: URL) => url.pathname === `/api/v1/${pathname}`
  await page.route(path('security'), async (route) => {
    const response = await route.fetch()
    const passkeys = [{ id: 'one', name: '办公电脑', createdAt: day }]
    const json = { ...(await response.json()), passkeyHost: '127.0.0.1', totp, passkeys, owes: 'secondFactor' }
    return route.fulfill({ response, json })
  })
  await page.route(path('persons/requests'), async (route) => {
    const response = await route.fetch()
    const { data, ...more } = await response.json()
    return route.fulfill({
      response,
      json: { ...more, data: data.map((one: object) => ({ ...one, createdBy: wang })) },
    })
  })
  await page.route(path('identity-providers'), (route) => {
    const one = { id: 'one', name: 'Okta', issuer: 'https://id.example.com', clientId: 'sampan', hasSecret: true }
    return route.fulfill({
      json: { data: [{ ...one, domains: [], roleId: null, active: true }], callback: journey.url },
    })
  })
}

/** An import whose record somebody has changed since. */
async function imported(): Promise<string> {
  const file = { name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from('名称\n来自导入的客户\n') }
  const answer = await page.request.post(`${journey.url}/api/v1/imports?object=account`, { multipart: { file } })
  const { id } = await answer.json()
  await journey.api('POST', `imports/${id}/preview`, {})
  await journey.api('POST', `imports/${id}/run`, {})
  await until('done', async () => (await journey.api('GET', `imports/${id}`)).status)
  const { data } = await journey.api('GET', 'account?where={"name":"来自导入的客户"}')
  await journey.api('PATCH', `account/${data[0].id}`, { phone: '021-5888 9999' })
  return id
}

/** Waits until what goes on in the background has come so far. */
function until(status: string, read: () => Promise<string>): Promise<void> {
  return vi.waitFor(async () => expect(await read()).toBe(status), { timeout: 45_000, interval: 100 })
}

/** Somebody who has handed over one customer and answers for another one. */
async function leaver(): Promise<string> {
  const { id } = await journey.api('POST', 'people', { name: '赵强', email: 'zhao@sampan.example', role: 'sales' })
  await journey.api('POST', 'account', { name: '青禾饲料', owner: id })
  const rules = [{ object: 'account', field: 'owner', to: [wang] }]
  await journey.api('POST', `people/${id}/handover`, { rules, count: 1 })
  await until('done', async () => (await journey.api('GET', 'handovers')).data[0].status)
  await journey.api('POST', 'account', { name: '雪峰铸造', owner: id })
  return id
}

/** A product that cannot be deleted without consent, beside one for which that is asked. */
async function guarded(): Promise<string> {
  const steps = [{ by: [{ by: 'person', ids: [wang] }], mode: 'any' }]
  const definition = { of: { do: 'delete' }, steps, hold: 'record' }
  await journey.api('POST', 'approvalPolicy', { name: '删除产品', about: 'product', active: true, definition })
  const [unwanted, asked] = [
    await journey.api('POST', 'product', { name: '停产型号' }),
    await journey.api('POST', 'product', { name: '待批型号' }),
  ]
  await journey.api('POST', 'approvals', { object: 'product', recordId: asked.id, change: { do: 'delete' } })
  return unwanted.id
}

type Row = readonly [file: string, path: () => string, open: () => Promise<unknown>]

const at = (path: string) => () => path
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()
const press =
  (...names: (string | RegExp)[]) =>
  async () => {
    for (const name of names) await button(name).click()
  }
const pressInside = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
const choose = (menu: string | RegExp, item: string) => async () => {
  await button(menu).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
const key = (name: string) => () => page.keyboard.press(name)
const tick = () => page.locator('[data-row="0"] input[type="checkbox"]').click()
const account = () => `/account/${ids['account']}`
const sequence = () => `/settings/sequences/${ids['sequence']}`
const tabbed = (tab: string, name: string) => async () => {
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await press(name)()
}

const rows: readonly Row[] = [
  ['app/KeyHelp.tsx', at('/'), key('?')],
  ['records/CreateDialog.tsx', at('/contact'), key('c')],
  ['records/AccessDialog.tsx', account, choose(w.page.actions, w.seen.do)],
  ['records/ShareDialog.tsx', account, choose(w.page.actions, w.share.do)],
  ['mail/Writer.tsx', account, () => page.getByRole('tab', { name: w.mail.write }).click()],
  ['letters/LetterWriter.tsx', account, () => page.getByRole('tab', { name: '信函', exact: true }).click()],
  ['merge/MergeEntry.tsx', account, press(w.merge.split)],
  ['records/ActionDialog.tsx', () => `/lead/${ids['lead']}`, press('标为无效')],
  [
    'scores/ScoreWhy.tsx',
    () => `/lead/${ids['lead']}`,
    () => page.locator('main button').filter({ hasText: /^\d+/ }).first().click(),
  ],
  ['records/moving.tsx', () => `/opportunity/${ids['opportunity']}`, press('赢单')],
  ['records/list/NameDialog.tsx', at('/account?group=level'), press(w.views.saveNew)],
  [
    'records/list/BulkDialogs.tsx',
    at('/account'),
    async () => {
      await tick()
      await press(w.do.edit)()
    },
  ],
  [
    'records/list/BulkDialogs.tsx',
    at('/contact'),
    async () => {
      await tick()
      await page.getByRole('button', { name: /^选择全部/ }).click()
      await page.getByRole('region', { name: w.bulk.bar }).getByRole('button', { name: w.do.delete }).click()
    },
  ],
  [
    'records/list/BulkDialogs.tsx',
    at('/lead'),
    async () => {
      await tick()
      await page.getByRole('region', { name: w.bulk.bar }).getByRole('button', { name: w.page.actions }).click()
      await page.getByRole('menuitem', { name: '标为无效' }).click()
    },
  ],
  ['records/list/PasteDialog.tsx', at('/opportunity'), paste],
  ['settings/account/Password.tsx', at('/settings/account'), press(w.account.change)],
  ['settings/account/Totp.tsx', at('/settings/account'), setUpCodes],
  ['settings/account/Totp.tsx', at('/settings/account'), withCodes],
  ['settings/account/Totp.tsx', at('/settings/account'), press(w.account.renew)],
  ['settings/account/Passkeys.tsx', at('/settings/account'), press(w.account.addPasskey)],
  ['settings/account/Passkeys.tsx', at('/settings/account'), press('重命名办公电脑')],
  ['settings/account/Passkeys.tsx', at('/settings/account'), press(/^(移除|删除).*办公电脑/)],
  ['settings/People.tsx', at('/settings/people'), press(w.settings.addPerson)],
  ['settings/security/PersonSignIn.tsx', at('/settings/people'), choose(`${w.page.actions} 王芳`, w.secure.person)],
  ['settings/MovePerson.tsx', at('/settings/people'), choose(`${w.page.actions} 王芳`, w.roles.move)],
  ['settings/SeeAs.tsx', at('/settings/people'), choose(`${w.page.actions} 王芳`, w.seen.as)],
  ['settings/teams/MoveDialog.tsx', at('/settings/teams'), choose(`${w.page.actions} 华东区`, w.org.moveTo)],
  ['settings/roles/NewRole.tsx', at('/settings/roles'), press(w.roles.new)],
  [
    'settings/roles/PreviewDialog.tsx',
    at('/settings/roles'),
    async () => {
      await press('销售', w.do.delete)()
    },
  ],
  [
    'settings/Persons.tsx',
    at('/settings/persons'),
    async () => {
      await page.getByLabel(w.persons.name).fill('张伟')
      await press(w.persons.find)()
      await page.getByRole('checkbox').first().check()
      await press(w.persons.erase)()
    },
  ],
  [
    'settings/company/DayDialog.tsx',
    at('/settings/calendar'),
    () => page.getByRole('gridcell').first().or(page.locator('[data-day]').first()).first().click(),
  ],
  ['settings/pipelines/DeleteStage.tsx', at('/settings/pipeline'), press('删除初步接触')],
  ['settings/fit/ObjectForm.tsx', at('/settings/objects'), press(w.fit.newObject)],
  ['settings/fit/FieldForm.tsx', at('/settings/objects/account'), press(w.fit.newField)],
  ['settings/fit/FieldForm.tsx', at('/settings/objects/account'), press(`${w.fit.conditions} 电话`)],
  ['settings/fit/WordsForm.tsx', at('/settings/objects/account'), press(`${w.do.edit} 电话`)],
  ['settings/fit/RuleForm.tsx', at('/settings/objects/account'), press(w.fit.tabs.rules, w.fit.newRule)],
  ['settings/fit/LayoutForm.tsx', at('/settings/objects/account'), press(w.fit.tabs.layouts, w.fit.newLayout)],
  ['settings/fit/ViewForm.tsx', at('/settings/objects/account'), press(w.fit.tabs.views, w.fit.newView)],
  ['settings/fit/RemoveDialog.tsx', at('/settings/objects/account'), press(w.fit.tabs.fields, `${w.do.delete} 展位`)],
  ['settings/fit/PlanDialog.tsx', at('/settings/objects'), press(w.fit.review)],
  ['settings/scores/NewScore.tsx', at('/settings/scores'), press(w.scores.new)],
  ['settings/assignment/AssignmentForm.tsx', at('/settings/assignment'), press(w.assign.new)],
  ['settings/pools/PoolForm.tsx', at('/settings/pools'), press(w.recycle.newPool)],
  ['settings/pools/CapForm.tsx', at('/settings/pools'), press(w.recycle.newCap)],
  ['settings/pools/RuleForm.tsx', at('/settings/pools'), press(w.recycle.newRule)],
  ['settings/tags/Tags.tsx', at('/settings/tags'), press(/展会.*合并|合并.*展会/)],
  ['settings/quality/StandardDialog.tsx', at('/settings/quality/account'), press(w.quality.standard)],
  ['settings/quality/TaskDialog.tsx', at('/settings/quality/account'), press(new RegExp(`^${w.quality.task} `))],
  ['settings/keys/ApiKeys.tsx', at('/settings/keys'), press(w.apiKeys.new)],
  ['settings/keys/ApiKeys.tsx', at('/settings/keys'), press(`${w.apiKeys.revoke} ERP`)],
  ['settings/webhooks/Webhooks.tsx', at('/settings/webhooks'), press(w.hooks.new)],
  ['settings/webhooks/WebhookPage.tsx', () => `/settings/webhooks/${ids['webhook']}`, press(w.hooks.edit)],
  ['settings/webhooks/WebhookPage.tsx', () => `/settings/webhooks/${ids['webhook']}`, press(w.hooks.deleteTitle)],
  ['settings/webhooks/WebhookPage.tsx', () => `/settings/webhooks/${ids['webhook']}`, press(w.hooks.rotate)],
  [
    'settings/webhooks/Secret.tsx',
    () => `/settings/webhooks/${ids['webhook']}`,
    async () => {
      await press(w.hooks.rotate)()
      await pressInside(w.hooks.rotate)
      await page.getByText('whsec_').waitFor()
    },
  ],
  ['settings/Feeds.tsx', at('/settings/feeds'), press(w.feeds.new)],
  ['settings/Feeds.tsx', at('/settings/feeds'), press(w.feeds.delete)],
  ['settings/mail/Mailboxes.tsx', at('/settings/mail'), press(w.mail.new)],
  ['settings/mail/Mailboxes.tsx', at('/settings/mail'), press(w.mail.remove)],
  ['settings/security/Providers.tsx', at('/settings/sign-in'), press(w.secure.add)],
  ['flows/NewFlow.tsx', at('/settings/flows'), press(w.flows.new)],
  ['settings/security/Providers.tsx', at('/settings/sign-in'), press(`${w.secure.remove} Okta`)],
  ['flows/TestDialog.tsx', () => `/settings/flows/${ids['flow']}`, press(w.flows.test)],
  ['import/Undo.tsx', () => `/account/import?id=${ids['import']}`, press(w.import.undo)],
  ['settings/persons/Request.tsx', at('/settings/persons'), press(w.persons.confirm)],
  ['settings/handover/Past.tsx', at('/settings/handover'), press(w.handover.undo)],
  [
    'settings/quality/QuarantineDialog.tsx',
    at('/settings/quality/account'),
    press(new RegExp(`^${w.quality.quarantine} `)),
  ],
  ['settings/handover/Plan.tsx', () => `/settings/handover?person=${ids['leaver']}`, handOver],
  ['sequences/Limits.tsx', at('/settings/sequences'), press(w.sequences.manageLimits)],
  ['sequences/EnrolByView.tsx', sequence, tabbed(w.sequences.tabs.people, w.sequences.byFilter)],
  ['sequences/SequenceSettings.tsx', sequence, tabbed(w.sequences.tabs.settings, w.sequences.retire)],
  ['approvals/AskDialog.tsx', () => `/product/${ids['unwanted']}`, choose(w.page.actions, w.do.delete)],
  [
    'approvals/Story.tsx',
    at('/approvals?box=asked'),
    async () => {
      await page.getByRole('button', { name: /待批型号/ }).click()
      await press(w.approvals.act.withdraw)()
    },
  ],
  ['app/Enrol.tsx', at('/second-factor'), press(new RegExp(w.door.enrolApp))],
  ['app/Enrol.tsx', at('/second-factor'), press(new RegExp(w.door.enrolPasskey))],
  [
    'app/EnterAgain.tsx',
    account,
    async () => {
      await page.context().clearCookies()
      await page.getByRole('textbox', { name: /写/ }).first().fill('明天来厂')
      await page.keyboard.press('Control+Enter')
    },
  ],
]

/** As far as the picture that the device reads. */
async function setUpCodes(): Promise<void> {
  await press(w.account.setUp)()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(w.account.confirm).fill('a long pass phrase')
  await dialog.getByRole('button', { name: w.door.go, exact: true }).click()
  await dialog.getByRole('img', { name: w.account.qr }).waitFor()
}

async function withCodes(): Promise<void> {
  totp = true
  await page.reload()
  await ready()
  await press(w.account.turnOff)()
}

async function handOver(): Promise<void> {
  await page.getByLabel(w.handover.receivers, { exact: true }).click()
  await page.getByRole('option', { name: '王芳' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^交接 1 / }).click()
}

/** What a browser does with the clipboard: a cell that no amount is. */
async function paste(): Promise<void> {
  await page.locator('[data-row="0"] [data-column="3"]').click()
  await page.getByRole('grid').evaluate((grid) => {
    const data = new DataTransfer()
    data.setData('text/plain', '不是数')
    grid.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
}

test('every dialog opens, and axe finds nothing on it', { timeout: 600_000 }, async () => {
  const found: string[] = []
  let here = ''
  for (const [file, path, open] of rows) {
    if (path() !== here) await goTo(page, path())
    here = path()
    await open()
    // the one before may still be on its way out, and a dialog has its name a moment after it is drawn
    await expect.poll(() => page.getByRole('dialog').count(), { timeout: 45_000 }).toBe(1)
    await page.getByRole('dialog', { name: /\S/ }).waitFor()
    for (const theme of ['light', 'dark'] as const)
      found.push(...(await inTheWay(theme)).map((one) => `${file} ${theme} ${one}`))
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').last().waitFor({ state: 'detached' })
  }
  expect(found).toEqual([])
  expect(journey.wrong).toEqual([])
})

async function ready(): Promise<void> {
  await page.evaluate(axe)
  // colours that are on their way from one theme to the next are nobody's
  await page.addStyleTag({ content: '* { transition: none !important; animation: none !important }' })
}

/** What the dark theme changes: the style sheet has colours alone for it, and the dialog stays as it was judged in light. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** What axe finds on the dialog that is open, under a theme. */
function inTheWay(theme: 'light' | 'dark'): Promise<string[]> {
  return page.evaluate(
    async ({ theme, rules }) => {
      document.documentElement.setAttribute('data-mantine-color-scheme', theme)
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
      const { violations } = await axe.run('[role="dialog"]', {
        resultTypes: ['violations'],
        preload: false,
        ...(rules && { runOnly: rules }),
      })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`)
    },
    { theme, rules: theme === 'dark' ? ofColours : null },
  )
}

/** A dialog that stands behind a whole way of its own, whose journey looks at what lies around it. */
const elsewhere = ['flows/WebhookPick.tsx:1']
/** Of this file one dialog is opened less than it has: what was refused. */
const butOne = ['records/list/BulkDialogs.tsx']

// `LONG=1` also holds the table to the source: a dialog that is new has to be opened above
test.runIf(process.env.LONG)('no dialog is missing above', () => {
  const listed = execFileSync('git', ['grep', '-cE', '<Dialog$|<Dialog |<FormDialog', '--', 'src/web'], {
    encoding: 'utf8',
  })
  const there = listed
    .trim()
    .split('\n')
    .filter((line) => !/web\/ui\/|settings\/FormDialog/.test(line))
    .map((line) => line.slice('src/web/'.length))
  const opened = Object.entries(Object.groupBy(rows, ([file]) => file)).map(
    ([file, all]) => `${file}:${all!.length + (butOne.includes(file) ? 1 : 0)}`,
  )
  expect(there.filter((one) => !opened.includes(one) && !elsewhere.includes(one))).toEqual([])
})
