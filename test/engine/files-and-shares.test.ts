import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
let wang: Session
let li: Session
beforeAll(async () => {
  sampan = await startSampan()
  wang = await sampan.person('王芳', 'sales')
  li = await sampan.person('李雷', 'sales')
})
afterAll(() => sampan.close())

/** Sends a file as a browser does. */
async function upload(session: Session, name: string, text: string) {
  const edge = 'x-edge-x'
  const body = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n${text}\r\n--${edge}--\r\n`
  return sampan.call(session, 'POST', '/api/v1/files', body, {
    'content-type': `multipart/form-data; boundary=${edge}`,
  })
}

test('a file is nobody else’s until it hangs on a record, then it is for those who may read the record', async () => {
  const { call } = sampan
  const put = await upload(wang, '合同.html', '<script>alert(1)</script>')
  expect(put.status).toBe(201)
  expect((await call(null, 'GET', `/api/v1/files/${put.body.id}`)).status).toBe(401)
  expect((await call(li, 'GET', `/api/v1/files/${put.body.id}`)).status).toBe(404)
  const stolen = await call(li, 'POST', '/api/v1/activity', {
    kind: 'note',
    subject: '借用',
    attachments: [put.body.id],
  })
  expect(stolen.status).toBe(422)
  expect(stolen.body.errors[0].field).toBe('attachments')
  const note = await call(wang, 'POST', '/api/v1/activity', {
    kind: 'note',
    subject: '合同来了',
    attachments: [put.body.id],
  })
  expect(note.body.attachments).toEqual([{ id: put.body.id, name: '合同.html', size: 25 }])
  const url = `/api/v1/activity/${note.body.id}/files/attachments/${put.body.id}`
  const down = await call(wang, 'GET', url)
  expect(down.body).toBe('<script>alert(1)</script>')
  expect(down.headers['content-type']).toBe('application/octet-stream')
  expect((await call(li, 'GET', url)).status).toBe(404)
})

test('a record that is shared can be read by the other until the share is taken back', async () => {
  const { call } = sampan
  const { body: account } = await call(wang, 'POST', '/api/v1/account', { name: '甲公司' })
  const url = `/api/v1/account/${account.id}`
  expect((await call(li, 'GET', url)).status).toBe(404)
  expect((await call(li, 'POST', `${url}/shares`, { granteeId: li.principal.id })).status).toBe(404)
  expect((await call(wang, 'POST', `${url}/shares`, { granteeId: li.principal.id, level: 'owner' })).status).toBe(422)
  expect((await call(wang, 'POST', `${url}/shares`, { granteeId: li.principal.id })).status).toBe(204)
  expect((await call(li, 'GET', url)).status).toBe(200)
  expect((await call(li, 'PATCH', url, { name: '乙' })).status).toBe(403)
  expect((await call(wang, 'DELETE', `${url}/shares/${li.principal.id}`)).status).toBe(204)
  expect((await call(li, 'GET', url)).status).toBe(404)
})
