import { connect } from 'node:net'

export type Answer = { readonly status: number; readonly body: Buffer }

/** One kept connection that asks one thing at a time. */
export type Connection = {
  ask(request: Buffer): Promise<Answer>
  close(): void
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * Opens a connection to a server of the benchmark. It reads no more of HTTP/1.1 (RFC 9112) than those servers speak,
 * so that the load costs next to nothing beside what is measured: answers with a `content-length`.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let waiting: { done(answer: Answer): void; fail(error: Error): void } | null = null
  let held: Buffer = Buffer.alloc(0)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const fail = (error: Error) => {
    waiting?.fail(error)
    waiting = null
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection.')))
  socket.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const end = held.indexOf(headEnd)
    if (end < 0 || !waiting) return
    const head = held.toString('latin1', 0, end)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? (head.startsWith('HTTP/1.1 204') ? '0' : undefined)
    if (length === undefined) return fail(new Error(`An answer without its length:\n${head}`))
    const size = end + headEnd.length + Number(length)
    if (held.length < size) return
    const answer = { status: Number(head.slice(9, 12)), body: held.subarray(end + headEnd.length, size) }
    const { done } = waiting
    held = held.subarray(size)
    waiting = null
    done(answer)
  })
  return {
    ask: (request) =>
      new Promise((done, fail) => {
        waiting = { done, fail }
        socket.write(request)
      }),
    close: () => void socket.destroy(),
  }
}

/** A request as it goes over the wire. */
export function requestText(method: string, path: string, options: { key?: string; body?: unknown } = {}): Buffer {
  const body = options.body === undefined ? null : Buffer.from(JSON.stringify(options.body))
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'accept: application/json',
    'accept-language: zh-CN',
    ...(options.key ? [`authorization: Bearer ${options.key}`] : []),
    ...(body ? ['content-type: application/json', `content-length: ${body.length}`] : []),
  ].join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body ?? Buffer.alloc(0)])
}
