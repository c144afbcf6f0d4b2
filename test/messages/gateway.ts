import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook as Signer } from 'standardwebhooks'

type Sent = {
  readonly id: string
  readonly type: string
  readonly data?: { channel: string; to: string; text: string }
}

/** A real gateway: it checks signatures, and takes what comes under one key once. */
export async function startGateway() {
  const taken = new Map<string, Sent>()
  const state = { secret: '', status: 200, calls: 0 }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      state.calls++
      if (state.status !== 200) return response.writeHead(state.status).end('busy')
      try {
        new Signer(state.secret).verify(body, request.headers as Record<string, string>)
      } catch {
        return response.writeHead(401).end('signature')
      }
      const sent = JSON.parse(body) as Sent
      if (sent.id !== request.headers['idempotency-key']) return response.writeHead(400).end('key')
      if (sent.type === 'message.send') taken.set(sent.id, taken.get(sent.id) ?? sent)
      return response.writeHead(202).end(JSON.stringify({ reference: `G-${taken.size}` }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`,
    state,
    /** What was taken to be sent, in its order. */
    taken: () => [...taken.values()].map(({ id, data }) => ({ id, ...data! })),
    /** What it tells, as it is signed. */
    news(type: string, data: object) {
      const body = JSON.stringify({ type, data })
      const id = `n-${crypto.randomUUID()}`
      const at = new Date()
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Signer(state.secret).sign(id, at, body),
      }
      return { body, headers }
    },
    close: () => new Promise<void>((done) => server.close(() => done())),
  }
}
