import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let contact: Told
beforeAll(async () => {
  sampan = await startSampan({ worker: true, language: 'en' })
  hand = handOf(sampan, sampan.admin)
  const address = { city: '深圳市', street: '高新南一道 6 号', postcode: '518057' }
  const account = await hand.make('account', { name: '瑞达机械', address })
  contact = await hand.make('contact', { name: '曾国强', account: account.id, mobile: '13800138000' })
})
afterAll(() => sampan.close())

const item = async (name: string, onHand: number, more: object = {}) => {
  const made = await hand.make('stockItem', { name, ...more })
  if (onHand > 0) await hand.act('stockItem', made.id, 'receive', { quantity: onHand })
  return made as Told
}
const packetOf = async (...items: readonly (readonly [Told, number])[]) => {
  const packet = await hand.make('packet', { contact: contact.id })
  for (const [{ id }, quantity] of items) await hand.act('packet', packet.id, 'add', { item: id, quantity })
  return packet as Told
}

describe('what cannot be', () => {
  test('stock that is written by hand, more picked than there is, an empty packet, steps out of turn', async () => {
    const lamp = await item('Lamp', 2)
    expect(await hand.refused.change('stockItem', lamp.id, { onHand: 99 })).toEqual(['422', 'onHand: read-only'])
    expect((await hand.refused.make('stockMovement', { item: lamp.id, quantity: 5 }))[0]).toMatch(/4\d\d/)
    const greedy = await packetOf([lamp, 3])
    expect(await hand.refused.act('packet', greedy.id, 'pick')).toEqual(['409', 'too-few'])
    expect((await hand.see('stockItem', lamp.id)).onHand).toBe(2)
    expect(await hand.refused.act('packet', greedy.id, 'post', { carrier: 'sf' })).toEqual(['409', 'not-now'])
    const empty = await hand.make('packet', { contact: contact.id })
    expect(await hand.refused.act('packet', empty.id, 'pick')).toEqual(['409', 'empty'])
    const nowhere = await hand.make('packet', { recipient: 'Ada' })
    await hand.act('packet', nowhere.id, 'add', { item: lamp.id, quantity: 1 })
    await hand.act('packet', nowhere.id, 'pick')
    expect(await hand.refused.act('packet', nowhere.id, 'post', { carrier: 'sf' })).toEqual([
      '422',
      'address: required',
    ])
  })

  test('somebody of another team sees no packet, and a salesperson changes no stock', async () => {
    const packet = await packetOf([await item('Bag', 1), 1])
    const stranger = handOf(sampan, await sampan.person('Stranger', 'sales'))
    expect(await stranger.refused.see('packet', packet.id)).toEqual(['404', 'missing'])
    const bag = await item('Case', 1)
    expect((await stranger.refused.act('stockItem', bag.id, 'receive', { quantity: 1 }))[0]).toBe('403')
  })
})

test('a packet goes to whom it is about, is picked, posted and received, and stands in both timelines', async () => {
  const lamp = await item('SV-300', 5, { value: { amount: '19.90', currency: 'CNY' }, place: 'A-03' })
  const book = await item('Catalogue', 50)
  const letter = await hand.make('letter', { subject: 'Samples', body: 'Enclosed', contact: contact.id })
  await hand.act('letter', letter.id, 'printAlone')
  const packet = await packetOf([lamp, 2], [book, 3])
  await hand.change('packet', packet.id, { letter: letter.id })
  expect(await hand.see('packet', packet.id)).toMatchObject({
    status: 'open',
    recipient: '曾国强',
    company: '瑞达机械',
    address: { city: '深圳市' },
    value: { amount: '39.8', currency: 'CNY' },
  })
  await hand.act('packet', packet.id, 'pick')
  expect((await hand.see('stockItem', lamp.id)).onHand).toBe(3)
  expect((await hand.see('stockItem', book.id)).onHand).toBe(47)
  const { data } = (await hand.page('packet', packet.id)).timeline
  expect(data.length).toBeGreaterThan(0)
  const [line] = await hand.list('packetItem', { packet: packet.id })
  expect(await hand.refused.change('packetItem', line.id, { quantity: 9 })).toEqual(['422', 'packet: picked'])
  await hand.act('packet', packet.id, 'post', { carrier: 'sf', tracking: 'SF1234567890' })
  expect(await hand.see('letter', letter.id)).toMatchObject({ status: 'posted' })
  expect(await hand.refused.change('packet', packet.id, { recipient: 'Else' })).toEqual(['422', 'recipient: posted'])
  await hand.act('packet', packet.id, 'arrive')
  expect(await hand.see('packet', packet.id)).toMatchObject({ status: 'received', carrier: 'sf' })
  for (const [object, id] of [
    ['contact', contact.id],
    ['account', contact.account.id],
  ]) {
    const { timeline } = await hand.page(object, id)
    expect(timeline.data.find((entry: Told) => entry.recordId === packet.id)?.record).toMatchObject({
      status: 'received',
      tracking: 'SF1234567890',
    })
  }
})

test('what was picked comes back when a packet is cancelled; what lies there is the sum of its movements', async () => {
  const lamp = await item('Pen', 10)
  const packet = await packetOf([lamp, 4])
  await hand.act('packet', packet.id, 'pick')
  await hand.act('packet', packet.id, 'cancel')
  await hand.act('stockItem', lamp.id, 'count', { onHand: 7 })
  const movements = await hand.list('stockMovement', { item: lamp.id }, 'createdAt')
  expect(movements.map(({ name, quantity, left }) => [name, quantity, left])).toEqual([
    ['Pen', 10, 10],
    ['Pen', -4, 6],
    ['Pen', 4, 10],
    ['Pen', -3, 7],
  ])
})

test('many who pick at once: what is there is given out once, never more, and whoever answers for it is told when it runs low', async () => {
  const [lamp, cup] = [await item('Cup', 10, { reorderLevel: 3 }), await item('Mug', 10)]
  // In both orders, so that two who wait for each other would stand still.
  const packets = await Promise.all(
    Array.from({ length: 15 }, (_, i) => (i % 2 ? packetOf([lamp, 1], [cup, 1]) : packetOf([cup, 1], [lamp, 1]))),
  )
  const answers = await Promise.all(
    packets.map(({ id }) => sampan.call(sampan.admin, 'POST', `/api/v1/packet/${id}/pick`, {})),
  )
  expect(answers.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(10)
  expect(answers.filter(({ status }) => status >= 300).every(({ status }) => status === 409)).toBe(true)
  expect(await hand.see('stockItem', lamp.id)).toMatchObject({ onHand: 0, low: true })
  const { timeline } = await hand.page('stockItem', lamp.id)
  expect(timeline.data.filter((entry: Told) => entry.kind === 'ranLow')).toHaveLength(1)
})

test('a flow puts a packet on the list for the owner of the record, once', async () => {
  const fang = await sampan.person('Fang', 'sales')
  const book = await item('Folder', 3)
  const steps = [{ id: 'p', kind: 'packet', input: { items: [book.id], quantity: 2 } }]
  const flow = await hand.make('flow', {
    name: 'Samples',
    draft: { trigger: { on: 'created', object: 'lead' }, steps },
  })
  expect((await sampan.call(sampan.admin, 'POST', `/api/v1/flow/${flow.id}/publish`, {})).status).toBe(200)
  const lead = await hand.make('lead', { name: 'Ada', owner: fang.principal.id })
  await sampan.runtime.settle()
  const [packet, ...more] = await hand.list('packet', { lead: lead.id })
  expect([packet.status, packet.owner.id, more]).toEqual(['open', fang.principal.id, []])
  expect(await hand.list('packetItem', { packet: packet.id })).toMatchObject([{ item: { id: book.id }, quantity: 2 }])
})

test('above a value others agree before a packet is picked, where a policy says so', async () => {
  const [role] = await hand.list('role', { admin: true })
  await hand.make('approvalPolicy', {
    name: 'Expensive samples',
    about: 'packet',
    definition: {
      of: { do: 'action', action: 'pick' },
      where: { value: { gte: 500 } },
      steps: [{ by: [{ by: 'role', ids: [role.id] }], mode: 'any' }],
      hold: 'record',
    },
  })
  const dear = await item('Gateway', 5, { value: { amount: '300', currency: 'CNY' } })
  const [large, small] = [await packetOf([dear, 2]), await packetOf([dear, 1])]
  expect(await hand.refused.act('packet', large.id, 'pick')).toEqual(['409', 'approval-needed'])
  expect((await hand.see('stockItem', dear.id)).onHand).toBe(5)
  await hand.act('packet', small.id, 'pick')
  expect((await hand.see('stockItem', dear.id)).onHand).toBe(4)
})
