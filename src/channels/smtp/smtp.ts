import { isIP, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { type Dial, type MailAccess, type MailChannels, MailTrouble } from '#kernel/mail.ts'

/** How long a server may be silent. */
export const patience = { ms: 60_000 }

/** Hands mail over to a server (RFC 5321). Every step has an end: a server that hangs is left. */
export const smtp: MailChannels['smtp'] = {
  async test(server, dial) {
    const connection = await signedIn(server, dial)
    connection.quit()
  },
  async send(server, dial, envelope, raw, begin) {
    const connection = await signedIn(server, dial)
    if (!(await begin())) {
      connection.quit()
      return null
    }
    const { promise, resolve, reject } = Promise.withResolvers<{ rejected: string[] }>()
    let handedOver = false
    const message = Readable.from([raw]).once('end', () => {
      handedOver = true
    })
    const failed = (error: Error) => reject(troubleOf(error, handedOver))
    connection.on('error', failed)
    connection.send({ from: envelope.from, to: [...envelope.to] }, message, (error, info) => {
      if (error) failed(error)
      else resolve({ rejected: info?.rejected?.map(String) ?? [] })
    })
    try {
      return await promise
    } finally {
      connection.quit()
    }
  },
}

async function signedIn(server: MailAccess, dial: Dial): Promise<SMTPConnection> {
  const { host, port, security, user, password } = server
  const connection = new SMTPConnection({
    host,
    port,
    connection: (await dial(host, port)) as Socket,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: isIP(host) ? {} : { servername: host },
    greetingTimeout: patience.ms / 2,
    socketTimeout: patience.ms,
    logger: false,
  })
  try {
    await step((done, failed) => {
      connection.once('error', failed)
      connection.connect((error) => (error ? failed(error) : done()))
    })
    if (user !== '')
      await step((done, failed) => {
        connection.once('error', failed)
        connection.login({ credentials: { user, pass: password } }, (error) => (error ? failed(error) : done()))
      })
    return connection
  } catch (error) {
    connection.on('error', () => {}) // it is being left
    connection.close()
    throw error
  }
}

async function step(run: (done: () => void, failed: (error: Error) => void) => void): Promise<void> {
  try {
    await new Promise<void>((done, failed) => run(done, failed))
  } catch (error) {
    throw troubleOf(error as Error, false)
  }
}

type SmtpError = Error & { code?: string; responseCode?: number; response?: string }

/** An answer of the server says what it is; a silence after everything was handed over says nothing. */
function troubleOf(error: SmtpError, handedOver: boolean): MailTrouble {
  const said = error.response ?? ''
  if (error.code === 'EAUTH') return new MailTrouble('auth', said)
  if (error.code === 'ETLS') return new MailTrouble('certificate', said)
  if (error.responseCode) return new MailTrouble(error.responseCode >= 500 ? 'refused' : 'busy', said)
  if (handedOver) return new MailTrouble('unknown')
  if (/certificate|TLS|SSL/i.test(error.message)) return new MailTrouble('certificate')
  if (error.code === 'ETIMEDOUT') return new MailTrouble('timeout')
  return new MailTrouble(
    error.code === 'EENVELOPE' ? 'refused' : 'unreachable',
    error.code === 'EENVELOPE' ? error.message : said,
  )
}
