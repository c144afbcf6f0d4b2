import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { runJob } from '#engine/events/work.ts'
import { defineJob } from '#kernel/behaviour.ts'
import { addWorkingDays, isWorkingDay } from '#kernel/calendar.ts'
import { defineModule } from '#kernel/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* What a company settles for everybody: refused where it is wrong, told to every rule and job, kept in the audit log. */

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const heard: { due: string; zone: string }[] = []
const clockwork = defineModule({
  key: 'clockwork',
  label: { en: 'Clockwork', zh: '发条' },
  jobs: [
    defineJob('reckon', {
      run: async ({ calendar, now, write }) => {
        const due = addWorkingDays(calendar, now.slice(0, 10), 1)
        await write(async (tx) => void heard.push({ due, zone: tx.calendar.timeZone }))
      },
    }),
  ],
})

let sampan: TestSampan
let person: Session
const clock = { now: () => new Date('2026-02-13T04:00:00.000Z') }
beforeAll(async () => {
  sampan = await startSampan({ modules: [...sky(), clockwork], clock })
  const { body: role } = await sampan.call(sampan.admin, 'POST', '/api/v1/role', { name: 'R', key: 'r', grants: {} })
  person = await sampan.person('陈晨', role.id)
})
afterAll(() => sampan.close())

const change = (body: unknown, headers: Record<string, string> = {}) =>
  sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', body, headers)

describe('what is wrong is refused at its field', () => {
  test.each([
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ timeZone: 'constructor' }, 'timeZone'],
    [{ languages: [] }, 'languages'],
    [{ languages: ['zh-CN', 'tlh'] }, 'languages'],
    [{ firstDay: 3 }, 'firstDay'],
    [{ fiscalMonth: 13 }, 'fiscalMonth'],
    [{ fiscalMonth: '4' }, 'fiscalMonth'],
    [{ currency: 'XXZ' }, 'currency'],
    [{ currencies: ['CNY', 'cny'] }, 'currencies'],
    [{ name: ' ' }, 'name'],
    [{ language: 'fr' }, 'language'],
    [{ calendar: 'CN' }, 'calendar'],
    [{ calendar: { holidays: 'constructor' } }, 'calendar.holidays'],
    [{ calendar: { week: [[], [], [], [], [], [], []] } }, 'calendar.week'],
    [{ calendar: { week: [[['18:00', '09:00']], [], [], [], [], [], []] } }, 'calendar.week.0'],
    [{ calendar: { week: [[['9:00', '18:00']], [], [], [], [], [], []] } }, 'calendar.week.0'],
    [{ calendar: { days: [{ day: '2026-02-30', work: true, name: 'x' }] } }, 'calendar.days.0.day'],
    [{ calendar: { days: [{ day: '2026-02-03', work: 1, name: 'x' }] } }, 'calendar.days.0.work'],
    [{ calendar: { days: [{ day: '2026-02-03', work: true, name: '' }] } }, 'calendar.days.0.name'],
    [{ calendar: { years: [2027.5] } }, 'calendar.years'],
  ])('%j', async (body, field) => {
    const { status, body: problem } = await change(body)
    expect(status).toBe(422)
    expect(problem.errors[0].field).toBe(field)
  })

  test('a day that is there twice, and in the language of the caller', async () => {
    const day = { day: '2026-03-02', work: false, name: '年会' }
    const { body } = await change({ calendar: { days: [day, day] } }, { 'accept-language': 'zh-CN' })
    expect(body.errors).toEqual([expect.objectContaining({ field: 'calendar.days', detail: '2026-03-02 重复。' })])
  })

  test('nothing of a request is kept where a part of it is wrong', async () => {
    await change({ firstDay: 7, currency: 'nope' })
    expect((await sampan.call(person, 'GET', '/api/v1/settings')).body.firstDay).toBe(1)
  })

  test('a picture that is none, or a drawing that could carry a program', async () => {
    const svg = `data:image/svg+xml;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}`
    const large = `data:image/png;base64,${Buffer.concat([png, Buffer.alloc(110_000)]).toString('base64')}`
    for (const logo of ['https://elsewhere.example/a.png', svg, 'data:image/png;base64,AAAA', large, 7])
      expect((await change({ logo })).body.errors[0].field).toBe('logo')
    expect((await sampan.call(person, 'GET', '/api/v1/settings/logo')).status).toBe(404)
  })

  test('a language that the workspace does not offer', async () => {
    await change({ languages: ['zh-CN', 'en'] })
    const { status, body } = await sampan.call(person, 'PATCH', '/api/v1/me', { language: 'zh-TW' })
    expect([status, body.errors[0].field]).toEqual([422, 'language'])
    await change({ languages: ['en', 'zh-TW', 'zh-CN'] })
  })

  test('a file that is no calendar, and one without whole days', async () => {
    const bring = (ics: unknown) => sampan.call(sampan.admin, 'POST', '/api/v1/working-calendar/import', { ics })
    expect((await bring('day,name\n2026-01-01,New Year')).body.errors[0].field).toBe('ics')
    const meeting =
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105T090000Z\nSUMMARY:Meeting\nEND:VEVENT\nEND:VCALENDAR'
    expect((await bring(meeting)).status).toBe(422)
  })
})

test('everybody reads the settings, administrators change them, and the audit log tells what', async () => {
  expect((await sampan.call(person, 'PATCH', '/api/v1/settings', { firstDay: 7 })).status).toBe(404)
  const { status, body } = await change({ name: '远帆', timeZone: 'Asia/Taipei', firstDay: 7, currency: 'TWD' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ name: '远帆', timeZone: 'Asia/Taipei', firstDay: 7, currency: 'TWD', fiscalMonth: 1 })
  expect(body.currencies[0]).toBe('TWD')
  const { watch: _, ...open } = body
  expect((await sampan.call(person, 'GET', '/api/v1/settings')).body).toEqual(open)
  expect((await sampan.call(person, 'GET', '/api/v1/meta')).body.workspace.name).toBe('远帆')
  const log = await sampan.call(sampan.admin, 'GET', '/api/v1/audit?kind=settingsChanged')
  expect(log.body.data[1].changes).toMatchObject({ timeZone: ['Asia/Shanghai', 'Asia/Taipei'], firstDay: [1, 7] })
  expect(log.body.data[0].changes).toEqual({ name: ['Test', '远帆'] })
  await change({ timeZone: 'Asia/Shanghai' })
})

test('a picture is kept, told where it is, and taken away', async () => {
  const { body } = await change({ logo: `data:image/png;base64,${png.toString('base64')}` })
  expect(body.logo).toMatch(/^\/api\/v1\/settings\/logo\?v=[0-9a-f]{16}$/)
  const picture = await sampan.app.inject({ url: body.logo })
  expect(picture.statusCode).toBe(401)
  const seen = await sampan.call(person, 'GET', body.logo)
  expect(seen.headers).toMatchObject({ 'content-type': 'image/png', 'content-security-policy': "default-src 'none'" })
  expect((await sampan.call(person, 'GET', '/api/v1/meta')).body.workspace.logo).toBe(body.logo)
  expect((await change({ logo: null })).body.logo).toBeNull()
  expect((await sampan.call(person, 'GET', '/api/v1/meta')).body.workspace).toMatchObject({
    logo: null,
    settings: { firstDay: 7, currency: 'TWD' },
  })
})

test('“this week” and “this fiscal year” are those of the company, and new people keep its time', async () => {
  await change({ firstDay: 7, fiscalMonth: 3 })
  const found = async (within: string) => {
    const where = encodeURIComponent(JSON.stringify({ createdAt: { within } }))
    return (await sampan.call(sampan.admin, 'GET', `/api/v1/planet?where=${where}`)).body.data.length
  }
  await sampan.call(sampan.admin, 'POST', '/api/v1/planet', { name: 'P' })
  expect([await found('thisWeek'), await found('thisFiscalYear'), await found('nextFiscalYear')]).toEqual([1, 1, 0])
  const newcomer = { name: 'N', email: 'n@example.com', role: 'r' }
  const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/people', newcomer)
  const user = await sampan.call(sampan.admin, 'GET', `/api/v1/user/${body.id}`)
  expect(user.body.timeZone).toBe('Asia/Shanghai')
  await change({ firstDay: 1, fiscalMonth: 1 })
})

test('rules and jobs are given the calendar as it is now', async () => {
  const run = async () => {
    await runJob(sampan.runtime.workspaces.get(sampan.workspace.id)!, 'reckon', {})
    return heard.at(-1)
  }
  expect(await run()).toEqual({ due: '2026-02-14', zone: 'Asia/Shanghai' }) // a Saturday that makes up
  await change({ calendar: { days: [{ day: '2026-02-14', work: false, name: '年会' }] } })
  expect((await run())?.due).toBe('2026-02-24')
  expect(isWorkingDay(sampan.runtime.workspaces.get(sampan.workspace.id)!.calendar, '2026-02-14')).toBe(false)
  await change({ timeZone: 'America/New_York', calendar: { holidays: 'none', days: [] } })
  expect(await run()).toEqual({ due: '2026-02-16', zone: 'America/New_York' })
  await change({ timeZone: 'Asia/Shanghai', calendar: { holidays: 'CN' } })
})

test('a calendar file brings days beside the official ones, which it need not repeat', async () => {
  const event = (summary: string, start: string, end?: string, more = '') =>
    `BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:${start}\r\n${end ? `DTEND;VALUE=DATE:${end}\r\n` : ''}${more}SUMMARY:${summary}\r\nEND:VEVENT\r\n`
  const ics = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${event('春节\\, 假\r\n 期', '20270205', '20270212')}${event(
    '春节 补班',
    '20270130',
  )}${event('国庆节', '20261001', '20261002')}${event('Weekly', '20270101', undefined, 'RRULE:FREQ=WEEKLY\r\n')}END:VCALENDAR\r\n`
  const { status, body } = await sampan.call(sampan.admin, 'POST', '/api/v1/working-calendar/import', { ics })
  expect(status).toBe(200)
  expect(body).toMatchObject({ known: 5, leftOut: 1 })
  expect(body.days.map(({ day, work }: { day: string; work: boolean }) => `${day} ${work}`)).toEqual([
    '2027-01-30 true',
    '2027-02-09 false',
    '2027-02-10 false',
    '2027-02-11 false',
  ])
  expect(body.days[1].name).toBe('春节, 假期')
  const year = await sampan.call(person, 'GET', '/api/v1/working-calendar?year=2027')
  expect(year.body).toMatchObject({ year: 2027, known: false, timeZone: 'Asia/Shanghai' })
  expect(year.body.days[0]).toEqual({ day: '2027-01-01', work: false, name: 'New Year', own: false })
  expect(year.body.days[1]).toMatchObject({ day: '2027-01-30', work: true, own: true })
  await change({ calendar: { years: [2027] } })
  expect((await sampan.call(person, 'GET', '/api/v1/working-calendar?year=2027')).body.known).toBe(true)
  expect((await sampan.call(person, 'GET', '/api/v1/working-calendar?year=soon')).status).toBe(422)
})

test('administrators learn who changed settings last, and find the entry', async () => {
  const last = (query: string) => sampan.call(sampan.admin, 'GET', `/api/v1/audit/last?${query}`)
  expect((await last('object=comet')).body.data).toBeNull()
  await change({ currency: 'EUR' })
  const { data } = (await last('object=sampan.workspace&kind=settingsChanged')).body
  expect(data.by).toEqual({ id: sampan.admin.principal.id, name: '管理员' })
  const entry = await sampan.call(sampan.admin, 'GET', `/api/v1/audit?entry=${data.entry}`)
  expect(entry.body.data).toEqual([expect.objectContaining({ id: data.entry, changes: expect.anything() })])
  expect((await last('object=sampan.workspace&kind=published')).body.data).toBeNull()
  expect((await last('object=role')).body.data.by).toMatchObject({ name: '管理员' })
  expect((await sampan.call(sampan.admin, 'GET', '/api/v1/audit?entry=x')).status).toBe(422)
  // of keys, webhooks and feeds as well, without what is secret in them
  const told = async (kind: string) => {
    const { data } = (await last(`object=sampan.workspace&kind=${kind}`)).body
    return (await sampan.call(sampan.admin, 'GET', `/api/v1/audit?entry=${data.entry}`)).body.data[0].changes
  }
  const post = async (path: string, body: object) => (await sampan.call(sampan.admin, 'POST', path, body)).body
  const key = await post('/api/v1/api-keys', { name: 'ERP' })
  expect(await told('apiKeyMade')).toEqual({ name: [null, 'ERP'] })
  await sampan.call(sampan.admin, 'DELETE', `/api/v1/api-keys/${key.id}`)
  expect(await told('apiKeyRevoked')).toEqual({})
  const url = 'https://robot.example/send?token=hush'
  const hook = await post('/api/v1/webhooks', { name: 'Robot', url, events: ['user.updated'] })
  expect(await told('webhookMade')).toMatchObject({ name: [null, 'Robot'], url: ['•', '•'] })
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/webhooks/${hook.id}`, { name: 'Bot' })
  expect(await told('webhookChanged')).toEqual({ name: ['Robot', 'Bot'] })
  await sampan.call(sampan.admin, 'DELETE', `/api/v1/webhooks/${hook.id}`)
  expect(await told('webhookRemoved')).toEqual({ name: ['Bot', null] })
  const source = { kind: 'url', url: 'https://files.example/x.csv?token=hush' }
  const feed = await post('/api/v1/feeds', { name: 'Nightly', object: 'user', source })
  expect(JSON.stringify(await told('feedMade'))).not.toContain('hush')
  await sampan.call(sampan.admin, 'PATCH', `/api/v1/feeds/${feed.id}`, { paused: true })
  expect(await told('feedChanged')).toEqual({ paused: [false, true] })
  await sampan.call(sampan.admin, 'DELETE', `/api/v1/feeds/${feed.id}`)
  expect(await told('feedRemoved')).toEqual({ name: ['Nightly', null] })
})
