import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dial, MailAccess } from '#kernel/mail.ts'
import { type Certificate, makeCertificate } from '../../test/mail/certificate.ts'
import { startSmtp } from '../../test/mail/smtp.ts'
import { mailChannels } from './mail.ts'

/* Connections that begin in the open and are encrypted before anything secret is said. */

const key = { user: 'fang', password: 'open sesame' }
const known = getCACertificates('default')
const certificate = await makeCertificate()
const dial: Dial = (host, port) =>
  new Promise((done, failed) => {
    const socket = connect(port, host, () => done(socket)).on('error', failed)
  })

describe('STARTTLS', () => {
  let smtp: Awaited<ReturnType<typeof startSmtp>>
  let plain: Awaited<ReturnType<typeof startSmtp>>
  let imap: Awaited<ReturnType<typeof startImap>>
  beforeAll(async () => {
    ;[smtp, plain, imap] = await Promise.all([startSmtp(key, certificate), startSmtp(key), startImap(certificate)])
  })
  afterAll(async () => {
    setDefaultCACertificates(known)
    await Promise.all([smtp.close(), plain.close(), imap.close()])
  })
  const at = (port: number): MailAccess => ({ host: '127.0.0.1', port, security: 'starttls', ...key })
  const trouble = (tried: Promise<unknown>) => tried.then(() => 'none').catch(({ code }) => code)

  test('is refused where nobody vouches for the server, or it does not encrypt: the password is not said', async () => {
    expect(await trouble(mailChannels.smtp.test(at(smtp.port), dial))).toBe('certificate')
    expect(await trouble(mailChannels.smtp.test(at(plain.port), dial))).toBe('certificate')
    expect(await trouble(mailChannels.imap.visit(at(imap.port), dial))).toBe('certificate')
    expect(imap.said.filter((line) => /LOGIN|AUTHENTICATE/.test(line))).toEqual([])
  })

  test('carries a mail and opens a mailbox where somebody does', async () => {
    setDefaultCACertificates([...known, certificate.cert])
    expect(await trouble(mailChannels.smtp.test(at(smtp.port), dial))).toBe('none')
    const mail = Buffer.from('Subject: encrypted\r\n\r\nhello\r\n')
    const envelope = { from: 'fang@tongzhou.example', to: ['zeng@ruida.example'] }
    expect(await mailChannels.smtp.send(at(smtp.port), dial, envelope, mail, async () => true)).toEqual({
      rejected: [],
    })
    expect(smtp.posted.map(({ raw }) => raw)).toEqual([expect.stringContaining('Subject: encrypted')])
    const visit = await mailChannels.imap.visit(at(imap.port), dial)
    await visit.close()
    expect(imap.said.some((line) => line.includes('LOGIN'))).toBe(true)
  })
})

/** The beginning of an IMAP server, which lets nobody sign in before the line is encrypted. */
async function startImap({ key: secret, cert }: Certificate) {
  const said: string[] = []
  const open = new Set<Socket>()
  const talk = (socket: Socket | TLSSocket, features: string) => {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
        said.push(line)
        const [tag = '', verb = ''] = line.split(' ')
        if (verb === 'STARTTLS') {
          socket.removeAllListeners('data')
          socket.write(`${tag} OK begin\r\n`)
          talk(new TLSSocket(socket, { isServer: true, key: secret, cert }), 'IMAP4rev1')
          return
        }
        if (verb === 'CAPABILITY') socket.write(`* CAPABILITY ${features}\r\n`)
        if (verb === 'LOGOUT') socket.write('* BYE\r\n')
        socket.write(`${tag} OK done\r\n`)
      }
    })
  }
  const server = createServer((socket) => {
    open.add(socket)
    talk(socket, 'IMAP4rev1 STARTTLS LOGINDISABLED')
    socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    said,
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise((done) => server.close(done))
    },
  }
}
