import { lookup as lookUp } from 'node:dns/promises'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { refuse } from '#kernel/problem.ts'
import type { AddressRule } from './addresses.ts'

/** The addresses of a name; a port, so that tests can answer like a name server that lies. */
export type Resolve = (host: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (host) =>
  (await lookUp(host, { all: true, verbatim: true })).map(({ address }) => address)

export type Reach = { readonly allows: AddressRule; readonly resolve: Resolve }

/**
 * Opens a TCP connection to a host that a user named, for HTTP, SMTP, IMAP and SFTP alike. The name is resolved once,
 * every address that it has must be allowed, and the connection goes to one of exactly these: no name server can answer
 * otherwise in between. Refuses (`invalid` at `field`) what may not be called and what does not answer.
 */
export async function checkedSocket(
  reach: Reach,
  host: string,
  port: number,
  { signal, field = 'url' }: { signal: AbortSignal; field?: string | null },
): Promise<Socket> {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  if (
    name === '' ||
    name.length > 253 ||
    /[%\s/@\\]/.test(name) ||
    !Number.isInteger(port) ||
    port < 1 ||
    port > 65_535
  )
    throw notAllowed(field)
  const addresses = isIP(name) ? [name] : await addressesOf(reach, name, signal, field)
  if (!addresses.every(reach.allows)) throw notAllowed(field)
  const socket = await connected(name, port, addresses, signal, field)
  if (socket.remoteAddress && reach.allows(socket.remoteAddress)) return socket
  socket.destroy()
  throw notAllowed(field)
}

/** Said alike of every address that is kept from users, so that nobody maps the operator's network with it. */
export function notAllowed(field: string | null) {
  return refuse(
    'invalid',
    field,
    { en: 'The server may not call this address.', zh: '服务器不能访问这个地址。' },
    'address-not-allowed',
  )
}

/** There is nobody, or nobody who answers in time. */
export function unreachable(field: string | null, code = 'unreachable') {
  return refuse(
    'invalid',
    field,
    code === 'timeout'
      ? { en: 'The address did not answer in time.', zh: '对方没有及时响应。' }
      : { en: 'The address cannot be reached.', zh: '无法连接到这个地址。' },
    code,
  )
}

async function addressesOf(
  { resolve }: Reach,
  name: string,
  signal: AbortSignal,
  field: string | null,
): Promise<readonly string[]> {
  const late = Promise.withResolvers<never>()
  const tell = () => late.reject(unreachable(field, 'timeout'))
  if (signal.aborted) tell()
  signal.addEventListener('abort', tell, { once: true })
  late.promise.catch(() => {})
  try {
    const asked = resolve(name).catch(() => [])
    const found = await Promise.race([asked, late.promise])
    if (found.length === 0) throw unreachable(field)
    return found
  } finally {
    signal.removeEventListener('abort', tell)
  }
}

function connected(
  host: string,
  port: number,
  addresses: readonly string[],
  signal: AbortSignal,
  field: string | null,
): Promise<Socket> {
  // Whatever Node asks for, it is given what was checked; among several it takes the first that answers (RFC 8305).
  const lookup: LookupFunction = (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    )
  const options = isIP(host) ? { host } : { host, lookup, autoSelectFamily: true }
  const socket = connect({ ...options, port, noDelay: true })
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const abort = () => {
    socket.destroy()
    reject(unreachable(field, 'timeout'))
  }
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  socket.once('connect', () => resolve(socket))
  socket.on('error', () => reject(unreachable(field)))
  return promise.finally(() => signal.removeEventListener('abort', abort))
}
