import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import type { Agents } from '../../mcp/server.ts'
import type { Runtime } from '../../runtime.ts'

const address = '/mcp'
const metadata = '/.well-known/oauth-protected-resource'
const open = { config: { access: 'public' as const } }

/** Agents, by the Model Context Protocol; who they act for, an API key says. */
export async function mcpRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  let opened: Promise<Agents> | null = null
  /** Brought into memory by the first agent: most installations have none. */
  const agents = () => {
    opened ??= import('../../mcp/server.ts').then(({ openAgents }) =>
      openAgents((error) => app.log.error({ err: error }, 'an agent’s call failed')),
    )
    return opened
  }

  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: address,
    // Most calls only read, and each tool obeys its key: a key that may not write is offered nothing that does.
    config: { access: 'signed-in', whileSeeing: true },
    async handler(request, reply) {
      const { caller } = request
      // A cookie would let any page that the browser shows speak for whoever is signed in.
      if (!caller.key || caller.seenBy)
        throw refuse('unauthenticated', null, {
          en: 'Send an API key as Bearer.',
          zh: '请使用 API 密钥（Bearer）访问。',
        })
      const { fetch } = await agents()
      return pass(await fetch(asked(request, runtime.baseUrl), caller, request.body), reply)
    },
  })

  // Where a client learns how to come in (RFC 9728); keys are handed out by people, so no authorization server is named.
  const describe = async () => ({
    resource: new URL(address, runtime.baseUrl).href,
    resource_name: 'Sampan 同舟',
    bearer_methods_supported: ['header'],
    resource_documentation: new URL('/settings/keys', runtime.baseUrl).href,
  })
  app.get(metadata, open, describe)
  app.get(`${metadata}${address}`, open, describe)
}

/** What a 401 says of the way in: RFC 6750, and for agents where RFC 9728 describes it. */
export function challenge(request: FastifyRequest, baseUrl: string): string {
  const isAgent = request.url.split('?')[0] === address
  return isAgent ? `Bearer resource_metadata="${new URL(metadata + address, baseUrl).href}"` : 'Bearer realm="Sampan"'
}

function asked(request: FastifyRequest, baseUrl: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value))
  headers.delete('content-length')
  headers.delete('transfer-encoding')
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) }
  return new Request(new URL(address, baseUrl), { method: request.method, headers, ...body })
}

function pass(response: Response, reply: FastifyReply): FastifyReply {
  reply.status(response.status)
  for (const [name, value] of response.headers) reply.header(name, value)
  return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : null)
}
