import type { FastifyInstance, FastifyReply } from 'fastify'
import { notFound, refuse } from '#kernel/problem.ts'
import { canRead } from '../../access/principal.ts'
import type { Session } from '../../context.ts'
import { and, sql } from '../../db/sql.ts'
import { storableName } from '../../import/storable.ts'
import { queryOf } from '../../query/query.ts'
import { loadStored } from '../../records/load.ts'
import { applyOps, writing } from '../../records/write.ts'
import type { Runtime } from '../../runtime.ts'
import { refuseLargeForm } from '../limits.ts'
import { idOf, objectOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const most = 100 * 1024 * 1024

/**
 * Files go up alone and come down by way of what they hang on: whoever may read the record and its field may read the
 * file, nobody else. Only who put a file up may hang it on a record.
 */
export async function fileRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.post('/api/v1/files', signedIn, async (request, reply) => {
    const session = request.caller
    const object = session.workspace.registry.object('file')
    if (!session.principal.rights('file').create)
      throw refuse('forbidden', null, { en: 'You may not add files.', zh: '你没有上传文件的权限。' })
    refuseLargeForm(request, most)
    const part = await request.file({ limits: { fileSize: most } })
    if (!part) throw refuse('malformed', 'file', { en: 'Send a file.', zh: '请选择文件。' })
    const stored = await runtime.files.put(part.file)
    const name = storableName(part.filename ?? '')
    const record = await writing(session, async (w) => {
      const values = {
        name,
        mimeType: part.mimetype.slice(0, 100),
        size: stored.size,
        sha256: stored.sha256,
      }
      const [made] = await applyOps({ ...w, trusted: true }, object, [{ do: 'create', values }])
      return { id: made!.id, name: made!.record['name'], mimeType: part.mimetype, size: stored.size }
    })
    return reply.status(201).send(record)
  })

  app.get('/api/v1/files/:id', signedIn, async (request, reply) => {
    const session = request.caller
    const query = queryOf(session)
    const object = session.workspace.registry.object('file')
    const [file] = await loadStored(
      session.workspace.db,
      query,
      object,
      and([sql`r.id = ${idOf(request)}::uuid`, query.reach(object, {})]),
    )
    return send(reply, file)
  })

  app.get('/api/v1/:object/:id/files/:field/:file', signedIn, async (request, reply) => {
    const object = objectOf(request)
    const { field, file } = request.params as { field: string; file: string }
    return send(reply, await attached(request.caller, object.key, idOf(request), field, readId(file)))
  })

  function send(reply: FastifyReply, file: Readonly<Record<string, unknown>> | undefined) {
    // The bytes of a file that was erased are gone, and so is their hash.
    const bytes = typeof file?.['sha256'] === 'string' ? runtime.files.open(file['sha256']) : null
    if (!file || !bytes) throw notFound()
    const name = encodeURIComponent(String(file['name']))
    // Nothing that was put up is ever run as a page of ours.
    return reply
      .type(safeType(String(file['mimeType'] ?? '')))
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-length', String(file['size']))
      .header('cache-control', 'private, max-age=86400')
      .send(bytes)
  }
}

/** The file, if it hangs on that field of a record that the caller may read. */
async function attached(session: Session, objectKey: string, recordId: string, field: string, fileId: string) {
  const query = queryOf(session)
  const object = session.workspace.registry.object(objectKey)
  if (object.fields[field]?.type !== 'files' || !canRead(session.principal, objectKey, field)) throw notFound()
  const [record] = await loadStored(
    session.workspace.db,
    query,
    object,
    and([sql`r.id = ${recordId}::uuid`, query.reach(object, {})]),
  )
  if (!(record?.[field] as string[] | null | undefined)?.includes(fileId)) throw notFound()
  const { db, registry } = session.workspace
  const [file] = await loadStored(
    db,
    query,
    registry.object('file'),
    sql`r.id = ${fileId}::uuid and r.deleted_at is null`,
  )
  return file
}

function safeType(type: string): string {
  return /^(image\/(png|jpeg|gif|webp)|application\/pdf|text\/plain|text\/csv)$/.test(type)
    ? type
    : 'application/octet-stream'
}
