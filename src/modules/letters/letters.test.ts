import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let hand: ReturnType<typeof handOf>
let contact: Told
beforeAll(async () => {
  sampan = await startSampan({ worker: true, language: 'en' })
  hand = handOf(sampan, sampan.admin)
  const account = await hand.make('account', {
    name: '瑞达机械',
    address: { province: '广东省', city: '深圳市', district: '南山区', street: '高新南一道 6 号', postcode: '518057' },
  })
  contact = await hand.make('contact', { name: '曾国强', account: account.id })
})
afterAll(() => sampan.close())

const letterTo = (more: object = {}) =>
  hand.make('letter', { subject: '样品与资料', body: '尊敬的曾工：\n\n随信寄上样品。', contact: contact.id, ...more })
const waiting = async (more: object = {}) => {
  const made = await letterTo(more)
  await hand.act('letter', made.id, 'queue')
  return made as Told
}
const pdfOf = (object: string, id: string, paper: string, who = sampan.admin) =>
  sampan.app.inject({ method: 'GET', url: `/api/v1/${object}/${id}/paper/${paper}`, headers: headersOf(who) })
const keys = new Map<string, string>()
const headersOf = (who: typeof sampan.admin) => ({ authorization: `Bearer ${keys.get(who.principal.id!) ?? ''}` })
const keyFor = async (who: typeof sampan.admin) => {
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: who.principal.id! },
    'paper',
  )
  keys.set(who.principal.id!, key)
}

describe('what cannot be', () => {
  test('a template with a place that is no field, a window without measures, too small, or over the head', async () => {
    const template = { name: 'T', about: 'contact', subject: '{{nobody}}', body: '{{account.nothing}}' }
    expect(await hand.refused.make('letterTemplate', template)).toEqual([
      '422',
      'subject: unknown-field',
      'body: unknown-field',
    ])
    const own = { name: 'Own', envelope: 'own', windowLeft: 20, windowTop: 45, windowWidth: 85 }
    expect(await hand.refused.make('letterhead', own)).toEqual(['422', 'windowHeight: required'])
    expect(await hand.refused.make('letterhead', { ...own, windowHeight: 10 })).toEqual(['422', 'windowHeight: small'])
    expect(await hand.refused.make('letterhead', { ...own, windowHeight: 40, windowTop: 5 })).toEqual([
      '422',
      'windowTop: head',
    ])
  })

  test('a letter to nobody and to nowhere, one that is not written here, a status by hand', async () => {
    const lost = await hand.make('letter', { subject: 'Hello', body: 'Hello' })
    expect(await hand.refused.act('letter', lost.id, 'queue')).toEqual([
      '422',
      'recipient: required',
      'address: required',
    ])
    expect((await pdfOf('letter', lost.id, 'poem')).statusCode).toBe(401)
    await keyFor(sampan.admin)
    expect((await pdfOf('letter', lost.id, 'poem')).statusCode).toBe(404)
    expect(await hand.refused.make('letter', { subject: 'S', body: 'B', status: 'printed' })).toEqual([
      '422',
      'status: read-only',
    ])
  })

  test('a batch where nothing waits, and words that change once they are in print', async () => {
    expect(await hand.refused.make('printBatch', {})).toEqual(['409', 'nothing'])
    const letter = await waiting()
    const batch = await hand.make('printBatch', {})
    expect(await hand.refused.change('letter', letter.id, { body: 'else' })).toEqual(['422', 'body: printed'])
    expect(await hand.refused.act('letter', letter.id, 'post')).toEqual(['409', 'not-now'])
    expect(await hand.refused.act('printBatch', batch.id, 'post')).toEqual(['409', 'not-now'])
    await hand.act('printBatch', batch.id, 'release')
    expect(await hand.see('letter', letter.id)).toMatchObject({ status: 'waiting', batch: null })
    await hand.act('letter', letter.id, 'cancel')
  })

  test('a colleague of another team reads neither the letter nor its paper; a salesperson prints no batch', async () => {
    const letter = await letterTo()
    const stranger = await sampan.person('Stranger', 'sales')
    await keyFor(stranger)
    expect(await handOf(sampan, stranger).refused.see('letter', letter.id)).toEqual(['404', 'missing'])
    expect((await pdfOf('letter', letter.id, 'letter', stranger)).statusCode).toBe(404)
    expect((await handOf(sampan, stranger).refused.make('printBatch', {}))[0]).toBe('403')
  })
})

describe('a letter', () => {
  test('goes to whom it is about, stands in both timelines, and tells what the font lacks', async () => {
    const letter = await letterTo({ body: '您好 😀 𠮷' })
    expect(letter).toMatchObject({
      status: 'draft',
      recipient: '曾国强',
      company: '瑞达机械',
      address: { city: '深圳市', postcode: '518057' },
      problem: '〓 ← 😀 𠮷',
    })
    for (const [object, id] of [
      ['contact', contact.id],
      ['account', contact.account.id],
    ]) {
      const { timeline } = await hand.page(object, id)
      expect(timeline.data.map((entry: Told) => entry.recordId)).toContain(letter.id)
    }
    expect((await hand.change('letter', letter.id, { body: '您好' })).problem).toBeNull()
  })

  test('is a PDF whose window shows the address, signed with the picture of its owner, or her name where it is none', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const put = async (name: string, bytes: Buffer) => {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), name)
      const packed = new Response(form)
      const { body } = await sampan.call(
        sampan.admin,
        'POST',
        '/api/v1/files',
        Buffer.from(await packed.arrayBuffer()),
        { 'content-type': packed.headers.get('content-type')! },
      )
      return body.id as string
    }
    const letter = await letterTo()
    const plain = await pdfOf('letter', letter.id, 'letter')
    expect(plain.headers['content-type']).toBe('application/pdf')
    expect(plain.headers['content-disposition']).toContain('inline')
    expect(plain.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    const drawn = await hand.make('letterSignature', {
      name: '李晓芳',
      title: '经理',
      picture: [await put('s.png', png)],
    })
    const signed = await pdfOf('letter', letter.id, 'letter')
    expect(signed.rawPayload.toString('latin1')).toContain('/Subtype /Image')
    await hand.change('letterSignature', drawn.id, { picture: [await put('s.png', Buffer.from('\x89PNG no picture'))] })
    const broken = await pdfOf('letter', letter.id, 'letter')
    expect([broken.statusCode, broken.rawPayload.toString('latin1').includes('/Subtype /Image')]).toEqual([200, false])
  })

  test('from a template has its values, and tells those that are missing', async () => {
    const template = await hand.make('letterTemplate', {
      name: 'Thanks',
      about: 'contact',
      subject: 'Samples for {{account.name}}',
      body: 'Dear {{name}}, {{jobTitle}} {{mobile|}}',
    })
    const { body } = await sampan.call(sampan.admin, 'POST', '/api/v1/templates/fill', {
      object: 'letterTemplate',
      template: template.id,
      record: contact.id,
    })
    expect(body).toEqual({
      texts: { subject: 'Samples for 瑞达机械', body: 'Dear 曾国强, {{jobTitle}} ' },
      missing: ['{{jobTitle}}'],
    })
  })

  test('of a flow is signed by the owner of the record and waits for the printer, once', async () => {
    const fang = await sampan.person('Fang', 'sales')
    const template = await hand.make('letterTemplate', {
      name: 'Welcome',
      about: 'lead',
      subject: 'Welcome, {{name}}',
      body: 'Dear {{name|friend}} of {{company|no company}}',
    })
    const flow = async (object: string, input: object) => {
      const steps = [{ id: 'l', kind: 'letter', input }]
      const made = await hand.make('flow', { name: object, draft: { trigger: { on: 'created', object }, steps } })
      return sampan.call(sampan.admin, 'POST', `/api/v1/flow/${made.id}/publish`, {})
    }
    const refused = await flow('opportunity', {})
    expect(refused.body.errors.map((one: Told) => one.field)).toEqual(['steps.l', 'steps.l.input.template'])
    expect((await flow('lead', { template: template.id })).status).toBe(200)
    const lead = await hand.make('lead', {
      name: 'Ada',
      company: 'Engines',
      owner: fang.principal.id,
      address: { street: '12 High Street', city: 'London', country: 'GB' },
    })
    await sampan.runtime.settle()
    expect(await hand.list('letter', { lead: lead.id })).toMatchObject([
      {
        subject: 'Welcome, Ada',
        body: 'Dear Ada of Engines',
        status: 'waiting',
        recipient: 'Ada',
        company: 'Engines',
        owner: { id: fang.principal.id },
      },
    ])
  })
})

describe('a print batch', () => {
  test('takes each letter that waits once, also when several people press at once', async () => {
    const letters = await Promise.all(Array.from({ length: 12 }, () => waiting()))
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => sampan.call(sampan.admin, 'POST', '/api/v1/printBatch', {})),
    )
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const taken = await hand.list('letter', { id: { in: letters.map(({ id }) => id) } })
    expect(taken.every(({ status, batch }) => status === 'inBatch' && made.some(({ id }) => id === batch.id))).toBe(
      true,
    )
    for (const { id } of made) {
      const places = (await hand.list('letter', { batch: id }, 'place')).map(({ place }) => place)
      expect(places).toEqual(places.map((_, i) => i + 1))
      expect((await hand.see('printBatch', id)).count).toBe(places.length)
    }
  })

  test('is one PDF, printed, printed again, posted; a spoilt sheet waits for the next one', async () => {
    const [first, second] = [await waiting(), await waiting()]
    const batch = await hand.make('printBatch', {})
    const pdf = await pdfOf('printBatch', batch.id, 'letters')
    expect(pdf.rawPayload.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2)
    await hand.act('printBatch', batch.id, 'confirm')
    expect((await hand.see('letter', first.id)).status).toBe('printed')
    expect((await pdfOf('printBatch', batch.id, 'letters')).statusCode).toBe(200)
    await hand.act('letter', second.id, 'printAgain')
    await hand.act('printBatch', batch.id, 'post')
    expect(await hand.see('letter', first.id)).toMatchObject({ status: 'posted', postedAt: expect.any(String) })
    const next = await hand.make('printBatch', {})
    expect(await hand.list('letter', { batch: next.id })).toMatchObject([{ id: second.id }])
    await hand.act('printBatch', next.id, 'confirm')
  })

  test('of one letterhead leaves the letters of another', async () => {
    const western = await hand.make('letterhead', {
      name: 'Western',
      style: 'western',
      envelope: 'din',
      standard: true,
    })
    const chinese = await hand.make('letterhead', { name: '中文', standard: true })
    expect((await hand.see('letterhead', western.id)).standard).toBe(false)
    const [one, other] = [await waiting({ letterhead: western.id }), await waiting({ letterhead: chinese.id })]
    const batch = await hand.make('printBatch', { letterhead: western.id })
    expect(await hand.list('letter', { batch: batch.id })).toMatchObject([{ id: one.id }])
    expect((await hand.see('letter', other.id)).status).toBe('waiting')
  })
})
