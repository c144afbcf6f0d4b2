import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { importFile } from '#engine/import/import.ts'
import { startSampan, type TestSampan } from '../../../../test/harness.ts'
import { handOf, type Told } from '../../../../test/modules/hand.ts'

const start = Date.parse('2026-11-23T02:00:00.000Z')
let time = start
let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let account: Told
let contact: Told
beforeAll(async () => {
  sampan = await startSampan({ modules, clock: { now: () => new Date(time) } })
  hand = handOf(sampan, sampan.admin)
})
afterAll(() => sampan.close())
beforeEach(async () => {
  time = start
  account = await hand.make('account', { name: '瑞达机械' })
  contact = await hand.make('contact', { name: '曾工', account: account.id })
})

const tomorrow = '2026-11-24T02:00:00.000Z'
const nextWeek = '2026-11-30T02:00:00.000Z'
const yesterday = '2026-11-22T02:00:00.000Z'

describe('what cannot be', () => {
  test('an end before the beginning', async () => {
    const wrong = { kind: 'meeting', subject: '会议', startAt: tomorrow, endAt: yesterday }
    expect(await hand.refused.make('activity', wrong)).toEqual(['422', 'endAt: order'])
  })

  test('something done in the future', async () => {
    const wrong = { kind: 'call', subject: '电话', doneAt: tomorrow }
    expect(await hand.refused.make('activity', wrong)).toEqual(['422', 'doneAt: future'])
  })

  test('completing what is complete, reopening what is open, moving to the past', async () => {
    const task = await hand.make('activity', { subject: '回电', dueAt: tomorrow })
    expect(await hand.refused.act('activity', task.id, 'reopen')).toEqual(['409', 'not-now'])
    expect(await hand.refused.act('activity', task.id, 'reschedule', { to: yesterday })).toEqual(['422', 'to: past'])
    await hand.act('activity', task.id, 'complete')
    expect(await hand.refused.act('activity', task.id, 'complete')).toEqual(['409', 'not-now'])
  })
})

describe('how long something took', () => {
  const long = async (values: object) => {
    const { durationSeconds, durationMinutes } = await hand.make('activity', {
      kind: 'call',
      subject: '电话',
      ...values,
    })
    return [durationSeconds, durationMinutes]
  }

  test('is refused where it is no length of time', async () => {
    for (const durationSeconds of ['一会儿', -1, 0.5, '3m 2h'])
      expect(
        await hand.refused.make('activity', { kind: 'call', subject: '电话', durationSeconds }),
        String(durationSeconds),
      ).toEqual(['422', 'durationSeconds: invalid'])
  })

  test('is kept to the second, its whole minutes beside it, whichever was told', async () => {
    expect(await long({ durationSeconds: 45 })).toEqual([45, 0])
    expect(await long({ durationSeconds: '150' })).toEqual([150, 2])
    expect(await long({ durationSeconds: '2 分 30 秒' })).toEqual([150, 2])
    expect(await long({ durationMinutes: 3 })).toEqual([180, 3])
    expect(await long({ durationSeconds: null, durationMinutes: 3 })).toEqual([180, 3])
    expect(await long({ durationSeconds: 75, durationMinutes: 3 })).toEqual([75, 1])
    expect(await long({})).toEqual([null, null])
    const call = await hand.make('activity', { kind: 'call', subject: '电话', durationSeconds: 75 })
    expect(await hand.change('activity', call.id, { durationMinutes: 1, subject: '回电' })).toMatchObject({
      durationSeconds: 75,
    })
    expect(await hand.change('activity', call.id, { durationMinutes: 4 })).toMatchObject({ durationSeconds: 240 })
    expect(await hand.change('activity', call.id, { durationSeconds: null })).toMatchObject({ durationMinutes: null })
  })

  test('goes out by the clock and comes in again as people write it', async () => {
    await long({ subject: '导出的电话', durationSeconds: 150 })
    const where = encodeURIComponent(JSON.stringify({ subject: '导出的电话' }))
    const { body } = await sampan.call(
      sampan.admin,
      'GET',
      `/api/v1/activity/export?select=subject,durationSeconds,durationMinutes&where=${where}`,
    )
    expect(body).toBe('\ufeffSubject,Duration,Minutes\r\n导出的电话,0:02:30,2\r\n')
    const folder = mkdtempSync(join(tmpdir(), 'sampan-lengths-'))
    const path = join(folder, 'calls.csv')
    writeFileSync(
      path,
      '主题,类型,时长,时长（分钟）\n来一,通话,0:00:45,\n来二,通话,45,\n来三,通话,2 分 30 秒,\n来四,通话,,5\n来五,通话,很久,\n',
    )
    const done = await importFile(sampan.runtime, sampan.admin, { object: 'activity', path, plan: {} })
    rmSync(folder, { recursive: true })
    expect(done.report).toMatchObject({ created: 4, refused: 1 })
    const found = await hand.list('activity', { subject: { startsWith: '来' } }, 'subject')
    expect(found.map((one: Told) => [one.subject, one.durationSeconds]).sort()).toEqual([
      ['来一', 45],
      ['来三', 150],
      ['来二', 45],
      ['来四', 300],
    ])
  })
})

describe('a follow-up', () => {
  test('is with the account of its contact, and shows on both', async () => {
    const call = await hand.make('activity', {
      kind: 'call',
      subject: '问候',
      contact: contact.id,
      startAt: yesterday,
      status: 'done',
    })
    expect(call).toMatchObject({ status: 'done', doneAt: yesterday, at: yesterday, account: { id: account.id } })
    expect((await hand.see('account', account.id)).lastFollowUpAt).toBe(yesterday)
    expect((await hand.see('contact', contact.id)).lastFollowUpAt).toBe(yesterday)
    const { timeline } = await hand.page('account', account.id)
    expect(timeline.data.map((e: Told) => e.recordId)).toContain(call.id)
  })

  test('of long ago does not hide a later one', async () => {
    await hand.make('activity', { kind: 'call', subject: '昨天', account: account.id, doneAt: yesterday })
    await hand.make('activity', {
      kind: 'visit',
      subject: '补录',
      account: account.id,
      doneAt: '2026-10-01T02:00:00.000Z',
    })
    expect((await hand.see('account', account.id)).lastFollowUpAt).toBe(yesterday)
  })

  test('that is a note is done when it is written', async () => {
    const note = await hand.make('activity', { kind: 'note', subject: '客户在扩产', account: account.id })
    expect(note).toMatchObject({ status: 'done', at: new Date(start).toISOString() })
  })

  test('that is planned is the next one of its account, until it is done', async () => {
    const later = await hand.make('activity', { subject: '送样', account: account.id, dueAt: nextWeek })
    const sooner = await hand.make('activity', { subject: '打电话', account: account.id, dueAt: tomorrow })
    expect((await hand.see('account', account.id)).nextFollowUpAt).toBe(tomorrow)
    time = Date.parse(tomorrow)
    await hand.act('activity', sooner.id, 'complete', { outcome: 'interested' })
    expect(await hand.see('account', account.id)).toMatchObject({ lastFollowUpAt: tomorrow, nextFollowUpAt: nextWeek })
    await hand.act('activity', later.id, 'cancel')
    time = Date.parse(nextWeek)
    const last = await hand.make('activity', { kind: 'call', subject: '最后一次', account: account.id, status: 'done' })
    expect((await hand.see('account', account.id)).nextFollowUpAt).toBeNull()
    expect(last.at).toBe(nextWeek)
  })
})

describe('the verbs', () => {
  test('complete keeps what came out, and plans the next step with the same customer', async () => {
    const call = await hand.make('activity', {
      kind: 'call',
      subject: '报价反馈',
      body: '问价格',
      contact: contact.id,
      dueAt: tomorrow,
    })
    const { result, record } = await hand.act('activity', call.id, 'complete', {
      outcome: 'callback',
      note: '下周定',
      nextAt: nextWeek,
      nextSubject: '再问一次',
    })
    expect(record).toMatchObject({ status: 'done', outcome: 'callback', body: '问价格\n\n下周定' })
    expect(await hand.see('activity', result.next)).toMatchObject({
      subject: '再问一次',
      status: 'open',
      dueAt: nextWeek,
      at: nextWeek,
      account: { id: account.id },
      contact: { id: contact.id },
      previous: { id: call.id },
    })
  })

  test('reopen takes the time of doing away', async () => {
    const task = await hand.make('activity', { subject: '寄资料', dueAt: tomorrow, status: 'done' })
    const { record } = await hand.act('activity', task.id, 'reopen')
    expect(record).toMatchObject({ status: 'open', doneAt: null, at: tomorrow })
  })

  test('reschedule moves a meeting as long as it is', async () => {
    const meeting = await hand.make('activity', {
      kind: 'meeting',
      subject: '方案汇报',
      startAt: tomorrow,
      endAt: '2026-11-24T03:30:00.000Z',
    })
    const { record } = await hand.act('activity', meeting.id, 'reschedule', { to: nextWeek })
    expect(record).toMatchObject({ startAt: nextWeek, endAt: '2026-11-30T03:30:00.000Z', at: nextWeek })
  })
})

describe('what repeats', () => {
  const done = async (id: string) => {
    await hand.act('activity', id, 'complete')
    return (await hand.list('activity', { previous: id })).map(({ dueAt }) => dueAt)
  }
  const repeating = (dueAt: string, more: object) => hand.make('activity', { subject: '周报', dueAt, ...more })

  test('needs a time to repeat from', async () => {
    expect(await hand.refused.make('activity', { subject: '周报', repeat: 'day' })).toEqual(['422', 'dueAt: required'])
  })

  test('comes again when it is done, once, by its rule: 18:00 in Shanghai stays 18:00', async () => {
    const monday = '2026-11-23T10:00:00.000Z'
    const next = async (more: object, from = monday) => done((await repeating(from, more)).id)
    expect(await next({ repeat: 'day' })).toEqual(['2026-11-24T10:00:00.000Z'])
    expect(await next({ repeat: 'week', repeatOn: ['1', '4'] })).toEqual(['2026-11-26T10:00:00.000Z'])
    expect(await next({ repeat: 'week', repeatOn: ['1'], repeatEvery: 2 })).toEqual(['2026-12-07T10:00:00.000Z'])
    expect(await next({ repeat: 'month' })).toEqual(['2026-12-23T10:00:00.000Z'])
    expect(await next({ repeat: 'nthWorkingDay', repeatNth: 3 })).toEqual(['2026-12-03T10:00:00.000Z'])
    expect(await next({ repeat: 'lastWorkingDay' })).toEqual(['2026-12-31T10:00:00.000Z'])
    expect(await next({ repeat: 'afterDone', repeatEvery: 10 }, yesterday)).toEqual(['2026-12-03T02:00:00.000Z'])
    // Left lying for three weeks it comes once, not three times.
    expect(await next({ repeat: 'week' }, '2026-11-02T10:00:00.000Z')).toEqual(['2026-11-30T10:00:00.000Z'])
    expect(await next({ repeat: 'day', repeatUntil: '2026-11-23' })).toEqual([])
    // Friday, then Monday; the working calendar says which days.
    expect(await next({ repeat: 'workingDay' }, '2026-11-27T10:00:00.000Z')).toEqual(['2026-11-30T10:00:00.000Z'])
    const again = await repeating(monday, { repeat: 'day' })
    await done(again.id)
    await hand.act('activity', again.id, 'reopen')
    expect(await done(again.id)).toHaveLength(1)
  })

  test('and what reminds says when, as long as it is open', async () => {
    const task = await repeating(nextWeek, { remind: '1440' })
    expect((await hand.see('activity', task.id)).remindAt).toBe('2026-11-29T02:00:00.000Z')
    await hand.act('activity', task.id, 'complete')
    expect((await hand.see('activity', task.id)).remindAt).toBeNull()
  })
})
