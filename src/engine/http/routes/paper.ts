import type { FastifyInstance } from 'fastify'
import { readPaper } from '../../paper/paper.ts'
import type { Runtime } from '../../runtime.ts'
import { fillTemplate } from '../../templates/fill.ts'
import { bodyOf, idOf, objectOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
/** Laying out hundreds of pages is work. */
const laying = { config: { ...signedIn.config, rateLimit: { max: 60, timeWindow: 60_000 } } }
/** Readers of PDF that a browser brings along draw their own page around it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"

/** Words that are filled in from records, and what is put on paper. */
export async function paperRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.post('/api/v1/templates/fill', signedIn, (request) => {
    const { object, template, record } = bodyOf(request)
    return fillTemplate(request.caller, String(object), readId(String(template)), readId(String(record)))
  })

  app.get<{ Params: { object: string; id: string; paper: string } }>(
    '/api/v1/:object/:id/paper/:paper',
    laying,
    async (request, reply) => {
      const object = objectOf(request)
      const id = idOf(request)
      const { pdf, name } = await readPaper(request.caller, runtime.files, {
        object: object.key,
        id,
        key: request.params.paper,
      })
      request.caller.workspace.noteReading(request.caller, object, 'opened', [id])
      return reply
        .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}.pdf`)
        .header('content-security-policy', policy)
        .removeHeader('x-frame-options')
        .header('cache-control', 'private, no-store')
        .type('application/pdf')
        .send(Buffer.from(pdf))
    },
  )
}
