import { createHash, createVerify, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readMime } from './read.ts'
import { writeMime } from './write.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const draft = {
  messageId: 'one@tongzhou.cn',
  date: '2026-11-28T02:00:00.000Z',
  from: { name: '王芳\r\nBcc: spy@evil.example', address: 'fang@tongzhou.cn' },
  to: [{ name: '曾, 工', address: 'zeng@ruida.cn' }],
  cc: [],
  bcc: [],
  subject: '报价\r\nBcc: spy@evil.example',
  text: '您好',
  html: '<p>您好</p>',
  inReplyTo: 'before@ruida.cn',
  references: ['first@ruida.cn', 'before@ruida.cn'],
  unsubscribe: 'https://crm.tongzhou.cn/p/x/unsubscribe/y',
}

test('what is written is read as it was meant, and no line in a name or a subject becomes a header', async () => {
  const raw = await writeMime(
    draft,
    [{ name: '报价.txt', mimeType: 'text/plain', contentId: null, content: Buffer.from('1') }],
    null,
  )
  const head = Buffer.from(raw).toString('latin1').split('\r\n\r\n')[0]!
  expect(head).not.toMatch(/^bcc:/im)
  expect(await readMime(raw)).toMatchObject({
    messageId: draft.messageId,
    to: draft.to,
    text: '您好',
    inReplyTo: 'before@ruida.cn',
    references: draft.references,
    attachments: [{ name: '报价.txt' }],
  })
})

test('a domain signs the mail and the way out of it', async () => {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const raw = Buffer.from(await writeMime(draft, [], { domain: 'tongzhou.cn', selector: 's1', key })).toString('latin1')
  const [head = ''] = raw.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const signature = lines.find((line) => line.startsWith('DKIM-Signature:'))!
  const tag = (name: string) => new RegExp(`[ ;]${name}=([^;]*)`).exec(signature)![1]!.replace(/\s/g, '')
  expect([tag('d'), tag('s')]).toEqual(['tongzhou.cn', 's1'])
  const signed = tag('h').toLowerCase().split(':')
  expect(signed).toEqual(
    expect.arrayContaining(['from', 'subject', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post']),
  )
  // Relaxed canonicalisation of both (RFC 6376 §3.4).
  const body = raw
    .slice(head.length + 4)
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '\r\n')
  expect(createHash('sha256').update(body, 'latin1').digest('base64')).toBe(tag('bh'))
  const relaxed = (line: string) => {
    const [name = '', ...rest] = line.split(':')
    return `${name.toLowerCase().trim()}:${rest.join(':').replace(/\s+/g, ' ').trim()}`
  }
  const headers = signed.flatMap((name) => {
    const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`))
    return line ? [`${relaxed(line)}\r\n`] : []
  })
  const own = relaxed(signature).replace(/b=[^;]*$/, 'b=')
  const verified = createVerify('sha256')
    .update(headers.join('') + own, 'latin1')
    .verify(publicKey, tag('b'), 'base64')
  expect(verified).toBe(true)
})
