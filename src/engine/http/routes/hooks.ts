import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound, refuse } from '#kernel/problem.ts'
import { workspaceOfAddress } from '#kernel/public-page.ts'
import { receive } from '../../flows/receive.ts'
import type { Runtime } from '../../runtime.ts'
import { refuseOverload } from '../limits.ts'

type Path = { readonly workspace: string; readonly token: string }

const minute = 60_000
const bodyLimit = 256 * 1024
const deepest = 40

/** Secret addresses of flows, which systems of others call. */
export async function hookRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  // As it came: what is signed is the bytes.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/x-www-form-urlencoded'],
    { parseAs: 'buffer', bodyLimit },
    (_request, bytes, done) => done(null, bytes),
  )
  app.post<{ Params: Path; Body: Buffer | undefined }>(
    '/hooks/:workspace/:token',
    {
      bodyLimit,
      config: {
        access: 'public',
        rateLimit: { max: 300, timeWindow: minute },
        together: { max: 600, timeWindow: minute },
      },
    },
    async (request, reply) => {
      refuseOverload(runtime)
      const { params } = request
      const id = workspaceOfAddress(params.workspace)
      const workspace = id === null ? null : runtime.workspaces.get(id)
      if (!workspace) throw notFound()
      const bytes = request.body ?? Buffer.alloc(0)
      const run = await receive(workspace, {
        token: params.token,
        headers: request.headers,
        bytes,
        body: readBody(request, bytes),
        key: keyOf(request),
      })
      return reply.status(202).send({ run })
    },
  )
}

function readBody({ headers }: FastifyRequest, bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  if (text.trim() === '') return null
  if (/urlencoded/.test(headers['content-type'] ?? '')) return cleaned(Object.fromEntries(new URLSearchParams(text)))
  try {
    return cleaned(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refuse('malformed', null, { en: 'The body is no JSON.', zh: '请求体不是有效的 JSON。' })
  }
}

/** What was sent without what PostgreSQL cannot keep (U+0000, halves of characters); refuses what is nested too deep. */
function cleaned(value: unknown, depth = 0): unknown {
  if (depth > deepest)
    throw refuse('malformed', null, { en: 'The body is nested too deep.', zh: '请求体嵌套过深。' }, 'too-deep')
  const plain = (text: string) => text.toWellFormed().replaceAll('\0', '')
  if (typeof value === 'string') return plain(value)
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [plain(key), cleaned(one, depth + 1)]))
}

/** Under which key the sender knows this call. */
function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'] ?? headers['webhook-id']
  if (typeof key !== 'string' || key === '') return null
  if (key.length > 200)
    throw refuse('malformed', null, {
      en: 'The idempotency key has at most 200 characters.',
      zh: '幂等键最多 200 个字符。',
    })
  return key
}
