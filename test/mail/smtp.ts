import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { Certificate } from './certificate.ts'

/** What came in: to whom, and the mail as it travelled. */
export type Posted = { readonly from: string; readonly to: readonly string[]; readonly raw: string }

/** How the server behaves towards the next mails. */
export type Mood =
  | 'takes'
  /** 550 for every recipient. */
  | 'refuses'
  /** 451 for every mail. */
  | 'busy'
  /** Takes the mail and breaks off before it says so. */
  | 'vanishes'

/** A real SMTP server that keeps what it gets; it encrypts after STARTTLS where it has a certificate. */
export async function startSmtp(key: { user: string; password: string }, tls: Certificate | null = null) {
  const { user, password } = key
  const posted: Posted[] = []
  const state: { mood: Mood; taken: () => void } = { mood: 'takes', taken: () => {} }
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: tls ? [] : ['STARTTLS'],
    ...tls,
    onAuth({ username, password: given }, _session, done) {
      if (username === user && given === password) done(null, { user })
      else done(new Error('535 wrong user or password'))
    },
    onRcptTo({ address }, _session, done) {
      if (state.mood !== 'refuses' && !address.startsWith('gone@')) return done()
      done(Object.assign(new Error('No such user here'), { responseCode: 550 }))
    },
    onData(stream, session, done) {
      const taken = buffer(stream).then((raw) => {
        if (state.mood === 'busy') return done(Object.assign(new Error('Try again later'), { responseCode: 451 }))
        const { mailFrom, rcptTo } = session.envelope
        posted.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: raw.toString('utf8'),
        })
        state.taken()
        if (state.mood !== 'vanishes') return done()
        for (const one of server.connections as Iterable<{ _socket: Socket }>) one._socket.destroy()
      })
      // Whoever was sending it has been killed.
      taken.catch(done)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return {
    port: (server.server.address() as AddressInfo).port,
    posted,
    state,
    close: () => new Promise<void>((done) => server.close(() => done())),
  }
}
