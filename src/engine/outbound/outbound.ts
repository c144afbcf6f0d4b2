import { type IncomingMessage, request as send } from 'node:http'
import type { Socket } from 'node:net'
import { type Readable, Transform } from 'node:stream'
import { connect as secure } from 'node:tls'
import { refuse } from '#kernel/problem.ts'
import { type AddressRule, addressRule } from './addresses.ts'
import { checkedSocket, notAllowed, type Reach, type Resolve, systemResolve, unreachable } from './socket.ts'

export type OutboundRequest = {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** How many redirects are followed; only GET and HEAD follow any. */
  readonly redirects?: number
  /** Time for everything: names, connection, redirects, the whole answer. */
  readonly timeoutMs?: number
  /** The longest body that is taken. */
  readonly maxBytes?: number
  /** The field that a refusal names. */
  readonly field?: string | null
}

export type OutboundAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Where it came from, after redirects. */
  readonly url: string
}

/**
 * The one way in which this server calls out for a user. It goes to public addresses and to networks that the operator
 * allows, checked on the connection itself and again after every redirect; never through a proxy of the environment.
 */
export type Outbound = {
  /** Calls and reads the whole answer. Any status is an answer; what cannot be had is refused at `field`. */
  request(url: string, options?: OutboundRequest): Promise<OutboundAnswer & { readonly body: Buffer }>
  /** Calls and hands the body on as it comes; reading beyond `maxBytes` or the time fails. Destroy it when done with it. */
  stream(url: string, options?: OutboundRequest): Promise<OutboundAnswer & { readonly body: Readable }>
  /** The same as `fetch` takes and gives, for parts that bring a client of their own and let it be exchanged. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** A checked connection for other protocols. The caller ends it. */
  connect(host: string, port: number, options?: { timeoutMs?: number; field?: string | null }): Promise<Socket>
  /** Refuses an address that could never be called, before anybody stores it. What its name leads to is seen when it is called. */
  check(url: string, field?: string | null): URL
}

const usual = { redirects: 3, timeoutMs: 20_000, maxBytes: 1024 * 1024, field: 'url' as string | null }

/** Makes the client. `allowNetworks` is the operator's list (`addressRule`); throws where it cannot be read. */
export function openOutbound(options: { allowNetworks?: string; resolve?: Resolve } = {}): Outbound {
  const allows = addressRule(options.allowNetworks)
  const reach: Reach = { allows, resolve: options.resolve ?? systemResolve }

  async function stream(address: string, given: OutboundRequest = {}) {
    const asked = { ...usual, method: 'GET' as const, ...given }
    const signal = AbortSignal.timeout(asked.timeoutMs)
    let url = readUrl(address, allows, asked.field)
    let headers: Record<string, string> = { 'user-agent': 'Sampan', ...lowerCased(asked.headers ?? {}) }
    const follows = asked.method === 'GET' || asked.method === 'HEAD' ? asked.redirects : 0
    for (let hop = 0; ; hop++) {
      const answer = await call(reach, url, asked.method, headers, asked.body, signal, asked.field)
      const status = answer.statusCode ?? 0
      const location = status >= 300 && status < 400 ? answer.headers.location : undefined
      if (location === undefined || follows === 0) {
        const body = answer.pipe(bounded(asked.maxBytes, asked.field))
        answer.on('error', () => body.destroy(unreachable(asked.field)))
        const late = () => {
          body.destroy(unreachable(asked.field, 'timeout'))
          answer.destroy()
        }
        if (signal.aborted) late()
        signal.addEventListener('abort', late, { once: true })
        body.once('close', () => {
          signal.removeEventListener('abort', late)
          answer.destroy()
        })
        return { status, headers: flat(answer), url: url.href, body }
      }
      answer.destroy()
      if (hop >= follows) throw tooManyRedirects(asked.field)
      const next = readUrl(URL.canParse(location, url) ? new URL(location, url).href : '', allows, asked.field)
      if (url.protocol === 'https:' && next.protocol === 'http:') throw notAllowed(asked.field)
      // What was meant for one server is not told to another.
      if (next.origin !== url.origin) headers = { 'user-agent': 'Sampan', ...pick(headers, 'accept') }
      url = next
    }
  }

  async function request(address: string, given?: OutboundRequest) {
    const { body, ...answer } = await stream(address, given)
    const chunks: Buffer[] = []
    for await (const chunk of body) chunks.push(chunk as Buffer)
    return { ...answer, body: Buffer.concat(chunks) }
  }

  return {
    stream,
    request,
    async fetch(input, init) {
      const wanted = new Request(input, init)
      const body = wanted.body === null ? undefined : Buffer.from(await wanted.arrayBuffer())
      const answer = await request(wanted.url, {
        method: wanted.method as NonNullable<OutboundRequest['method']>,
        headers: Object.fromEntries(wanted.headers),
        ...(body ? { body } : {}),
      })
      const bodiless = answer.status === 204 || answer.status === 205 || answer.status === 304
      return new Response(bodiless ? null : new Uint8Array(answer.body), {
        status: answer.status,
        headers: answer.headers,
      })
    },
    connect: (host, port, { timeoutMs = usual.timeoutMs, field = null } = {}) =>
      checkedSocket(reach, host, port, { signal: AbortSignal.timeout(timeoutMs), field }),
    check: (url, field = 'url') => readUrl(url, allows, field),
  }
}

/** An address as RFC 3986 and WHATWG URL write it: odd spellings of numbers are gone after this, names are lower case. */
function readUrl(text: string, allows: AddressRule, field: string | null): URL {
  if (text.length > 2_000 || !URL.canParse(text))
    throw refuse('invalid', field, { en: 'This is not an address.', zh: '这不是有效的网址。' })
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse('invalid', field, {
      en: 'The address begins with https:// or http://.',
      zh: '网址应以 https:// 或 http:// 开头。',
    })
  if (url.username !== '' || url.password !== '')
    throw refuse('invalid', field, {
      en: 'Leave name and password out of the address.',
      zh: '网址中不能包含用户名和密码。',
    })
  const port = portOf(url)
  if ((port < 1_024 && port !== 80 && port !== 443) || otherServices.has(port)) throw notAllowed(field)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (looksLikeAddress.test(host) && !allows(host)) throw notAllowed(field)
  url.hash = ''
  return url
}

/** IPv6, or IPv4 as URLs write it once parsed. */
const looksLikeAddress = /:|^[\d.]+$/

/** Ports above 1023 that speak something else and might take a request for it: those that browsers block (WHATWG Fetch), and databases. */
const otherServices = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667,
  6668, 6669, 6679, 6697, 10080, 11211, 27017,
])

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

async function call(
  reach: Reach,
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: string | Buffer | undefined,
  signal: AbortSignal,
  field: string | null,
): Promise<IncomingMessage> {
  const plain = await checkedSocket(reach, url.hostname, portOf(url), { signal, field })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const late = () => reject(unreachable(field, 'timeout'))
  signal.addEventListener('abort', late, { once: true })
  try {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = url.protocol === 'https:' ? secure({ socket: plain, ...serverName(host), ALPNProtocols: [] }) : plain
    socket.on('error', () => reject(unreachable(field)))
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = send({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, ...length, host: url.host, connection: 'close', 'accept-encoding': 'identity' },
      maxHeaderSize: 16 * 1024,
    })
    outgoing.on('response', resolve)
    outgoing.on('error', () => reject(unreachable(field)))
    // A server that answers in another protocol on the same connection is none that we asked for.
    outgoing.on('upgrade', () => reject(unreachable(field)))
    outgoing.end(body)
    return await promise
  } catch (error) {
    plain.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', late)
  }
}

/** A certificate is for a name; an address has none to send along (RFC 6066). */
function serverName(host: string) {
  return looksLikeAddress.test(host) ? { host } : { host, servername: host }
}

function bounded(maxBytes: number, field: string | null): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size <= maxBytes) done(null, chunk)
      else done(refuse('invalid', field, { en: 'The answer is too large.', zh: '对方返回的内容过大。' }, 'too-large'))
    },
  })
}

function tooManyRedirects(field: string | null) {
  return refuse(
    'invalid',
    field,
    { en: 'The address redirects too often.', zh: '这个地址重定向次数过多。' },
    'redirects',
  )
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function pick(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return headers[name] === undefined ? {} : { [name]: headers[name] }
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
