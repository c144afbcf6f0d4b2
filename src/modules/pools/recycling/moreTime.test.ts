import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { notifyOf } from '#engine/notifications/notify.ts'
import { type RecyclingScene, recyclingScene } from '../../../../test/modules/recycling-scene.ts'

/* An owner asks for more time; who decides gives it, and the countdown says so. */

// A Monday, ten o'clock in Shanghai.
const now = new Date('2026-11-02T02:00:00.000Z')
let { sampan, admin, boss, fang, hand, rule, own, off } = {} as RecyclingScene
beforeAll(async () => {
  ;({ sampan, admin, boss, fang, hand, rule, own, off } = await recyclingScene(() => now))
})
afterAll(() => sampan.close())

describe('more time', () => {
  test('is asked for by the owner and given by who decides', async () => {
    const { id } = await rule({ active: true })
    const one = await own({ name: '要时间' })
    const ask = (until: string) => hand(fang).act('account', one.id, 'askForTime', { until, reason: '客户出差' })
    await expect(ask('2026-11-01')).rejects.toThrow('range')
    const { recyclesOn } = await hand(fang).see('account', one.id)
    // What it has already needs no asking.
    await expect(ask(recyclesOn)).rejects.toThrow('early')
    const { result } = await ask('2026-12-20')
    await expect(ask('2026-12-21')).rejects.toThrow('waiting')
    expect((await sampan.call(fang, 'POST', `/api/v1/extensionRequest/${result.request}/approve`)).status).toBe(403)
    expect((await hand(boss).see('extensionRequest', result.request)).status).toBe('pending')
    // Told of it, her manager decides where she reads of it, once.
    const asked = await sampan.workspace.db.rows(
      sql`select id from ${engineTable(sampan.workspace, 'event')} where kind = 'asked' and record_id = ${result.request}::uuid`,
    )
    await notifyOf(
      sampan.workspace,
      asked.map(([id]) => String(id)),
    )
    const offers = async () =>
      (await sampan.call(boss, 'GET', '/api/v1/notifications')).body.data
        .filter(({ kind }: { kind: string }) => kind === 'extensionAsked')
        .flatMap((group: { offers: { action: string }[] }) => group.offers.map(({ action }) => action))
    expect(await offers()).toEqual(['approve', 'decline'])
    await hand(boss).act('extensionRequest', result.request, 'approve', { answer: '可以' })
    expect(await admin.see('account', one.id)).toMatchObject({ protectedUntil: '2026-12-20', recyclesOn: '2026-12-20' })
    expect(await offers()).toEqual([])
    // At most so many under protection.
    await admin.make('holdingCap', {
      name: '保护上限',
      object: 'account',
      counts: 'protected',
      most: 1,
      people: [fang.principal.id],
    })
    const two = await own()
    const second = await hand(fang).act('account', two.id, 'askForTime', { until: '2026-12-20', reason: '再来' })
    const over = await sampan.call(boss, 'POST', `/api/v1/extensionRequest/${second.result.request}/approve`)
    expect([over.status, over.body.errors[0].code]).toEqual([409, 'cap'])
    await off(id)
  })

  test('is given to the customer that the one asked for became part of', async () => {
    const { id } = await rule({ active: true })
    const [goesOn, lost] = [await own({ name: '并入的客户' }), await own({ name: '被并入的客户' })]
    const { result } = await hand(fang).act('account', lost.id, 'askForTime', { until: '2026-12-20', reason: '出差' })
    const merge = { ids: [goesOn.id, lost.id], survivor: goesOn.id }
    expect((await sampan.call(sampan.admin, 'POST', '/api/v1/account/merge', merge)).status).toBe(200)
    expect((await hand(boss).see('extensionRequest', result.request)).record).toBe(goesOn.id)
    const [cap] = await admin.list('holdingCap', { name: '保护上限' })
    await admin.remove('holdingCap', cap!.id)
    await hand(boss).act('extensionRequest', result.request, 'approve', { answer: '可以' })
    expect((await admin.see('account', goesOn.id)).protectedUntil).toBe('2026-12-20')
    await off(id)
  })
})
