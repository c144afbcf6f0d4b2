import { isIP, type Socket } from 'node:net'
import { connect as secure } from 'node:tls'
import { ImapFlow } from 'imapflow'
import { type Dial, type ImapVisit, type MailAccess, type MailChannels, MailTrouble } from '#kernel/mail.ts'

const patienceMs = 60_000

/** Reads a mailbox (RFC 9051, 3501), over a connection that was checked before. */
export const imap: MailChannels['imap'] = {
  async visit(server, dial) {
    const client = await signedIn(server, dial)
    const asked = async <T>(run: () => Promise<T>): Promise<T> => {
      try {
        return await run()
      } catch (error) {
        throw troubleOf(error)
      }
    }
    const visit: ImapVisit = {
      folders: () =>
        asked(async () => {
          const all = await client.list()
          return all
            .filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
            .map(({ path, specialUse }) => ({
              path,
              use: path.toUpperCase() === 'INBOX' ? '\\Inbox' : (specialUse ?? null),
            }))
        }),
      open: (path) =>
        asked(async () => {
          // Opened anew, so that what has come since is counted.
          if (client.mailbox) await client.mailboxClose()
          const box = await client.mailboxOpen(path, { readOnly: true })
          const uids = box.exists === 0 ? [] : await client.search({ all: true }, { uid: true })
          return { uidValidity: String(box.uidValidity), uids: (uids || []).sort((a, b) => a - b) }
        }),
      since: (day) => asked(async () => (await client.search({ since: new Date(day) }, { uid: true })) || []),
      async *fetch(uids, most) {
        try {
          for (let i = 0; i < uids.length; i += batch) {
            const some = uids.slice(i, i + batch).join(',')
            const large = new Set<number>()
            for await (const { uid, size } of client.fetch(some, { uid: true, size: true }, { uid: true }))
              if ((size ?? 0) > most) large.add(uid)
            for (const uid of large) yield { uid, at: null, raw: null }
            const rest = uids.slice(i, i + batch).filter((uid) => !large.has(uid))
            if (rest.length === 0) continue
            const wanted = { uid: true, source: true, internalDate: true }
            for await (const { uid, source, internalDate } of client.fetch(rest.join(','), wanted, { uid: true }))
              if (source) yield { uid, at: internalDate ? new Date(internalDate).toISOString() : null, raw: source }
          }
        } catch (error) {
          throw troubleOf(error)
        }
      },
      holds: (path, messageId) =>
        asked(async () => {
          if (client.mailbox) await client.mailboxClose()
          await client.mailboxOpen(path, { readOnly: true })
          const found = await client.search({ header: { 'message-id': `<${messageId}>` } }, { uid: true })
          return (found || []).length > 0
        }),
      append: (path, raw) => asked(async () => void (await client.append(path, Buffer.from(raw), ['\\Seen']))),
      async wait(ms, signal) {
        if (signal.aborted || !client.usable) return
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, ms)
        const changed = () => resolve()
        const events = ['exists', 'expunge', 'close'] as const
        for (const event of events) client.on(event, changed)
        signal.addEventListener('abort', changed, { once: true })
        client.idle().catch(changed)
        await promise
        clearTimeout(timer)
        for (const event of events) client.off(event, changed)
        signal.removeEventListener('abort', changed)
        if (!client.usable && !signal.aborted) throw new MailTrouble('unreachable')
      },
      async close() {
        if (client.usable) await client.logout().catch(() => client.close())
        else client.close()
      },
    }
    return visit
  },
}

/** Mails asked for at once; they come one after the other. */
const batch = 50

async function signedIn(server: MailAccess, dial: Dial): Promise<ImapFlow> {
  const { host, port, security, user, password } = server
  const plain = (await dial(host, port)) as Socket
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls' ? true : security === 'none' ? false : undefined,
    ...(isIP(host) ? {} : { servername: host }),
    auth: { user, pass: password },
    logger: false,
    maxIdleTime: 5 * patienceMs,
    greetingTimeout: patienceMs / 2,
    socketTimeout: 2 * patienceMs,
    transport: {
      connect({ secure: tls, servername }, onConnect) {
        if (tls)
          return secure({ socket: plain, host, ...(servername && !isIP(servername) ? { servername } : {}) }, onConnect)
        setImmediate(onConnect)
        return plain
      },
      upgrade: (socket, { servername }, onSecure) =>
        secure(
          { socket: socket as Socket, host, ...(servername && !isIP(servername) ? { servername } : {}) },
          onSecure,
        ),
    },
  })
  client.on('error', () => {}) // whoever waits for an answer hears of it
  try {
    await client.connect()
    return client
  } catch (error) {
    client.close()
    plain.destroy()
    throw troubleOf(error)
  }
}

type ImapError = Error & {
  code?: string
  authenticationFailed?: boolean
  responseText?: string
  response?: unknown
  tlsFailed?: boolean
}

function troubleOf(error: unknown): MailTrouble {
  if (error instanceof MailTrouble) return error
  const { code = '', message, authenticationFailed, responseText = '', tlsFailed } = error as ImapError
  if (authenticationFailed) return new MailTrouble('auth', responseText)
  if (tlsFailed || /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/i.test(code) || /certificate/i.test(message))
    return new MailTrouble('certificate')
  if (/TIMEOUT/i.test(code)) return new MailTrouble('timeout')
  if (responseText !== '') return new MailTrouble('refused', responseText)
  return new MailTrouble('unreachable')
}
