import { PassThrough, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import type { Session } from '../context.ts'
import { inOrder } from '../import/set/order.ts'
import { exportObject } from './export.ts'

export type ExportedSet = {
  readonly stream: Readable
  readonly fileName: string
  readonly objects: readonly string[]
  /** Resolves when all of it was handed over; rejects when the reader went away. */
  readonly done: Promise<{ rows: Readonly<Record<string, number>> }>
}

/**
 * Streams several objects as one ZIP, a CSV each, in the order in which an import needs them. Imported again as a set it
 * changes nothing; in an empty workspace it gives the same records with the same ids. Each table is an export of its own,
 * with the rights of the reader and an entry in the log. Files that hang on records are not in it.
 * @param options.objects keys; everything that can come in from a file and that the reader may export where it is not given
 */
export function exportSet(
  session: Session,
  options: { readonly objects?: readonly string[]; readonly address?: string } = {},
): ExportedSet {
  const { registry } = session.workspace
  const mine = [...registry.objects.values()].filter((object) => {
    const rights = session.principal.rights(object.key)
    return object.fields['sourceId'] !== undefined && rights.export && rights.scopes.read.length > 0
  })
  const wrong = options.objects?.find((key) => !mine.some((object) => object.key === key))
  if (wrong !== undefined)
    throw refuse('invalid', 'objects', {
      en: `You have no object '${wrong}' to export in a set.`,
      zh: `没有可以整包导出的对象「${wrong}」。`,
    })
  const wanted = options.objects ? mine.filter((object) => options.objects!.includes(object.key)) : mine
  if (wanted.length === 0)
    throw refuse('forbidden', null, { en: 'You may not export anything.', zh: '你没有导出权限。' })
  const objects = inOrder(
    wanted.map((object) => ({ object: object.key })),
    (key) => registry.object(key),
  ).map(({ object }) => object)
  const rows: Record<string, number> = {}
  const zip = new ZipFile()
  const stream = new PassThrough()
  const done = pack(session, zip, stream, objects, rows, options.address)
  done.catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))))
  const day = dayOf(session.workspace.clock.now().toISOString(), session.principal.timeZone)
  return { stream, fileName: `sampan-${day}.zip`, objects, done: done.then(() => ({ rows })) }
}

/** One table after the other, so that only one is being read at a time. */
async function pack(
  session: Session,
  zip: ZipFile,
  stream: PassThrough,
  objects: readonly string[],
  rows: Record<string, number>,
  address: string | undefined,
): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('finish', resolve).on('close', resolve).on('error', reject)
    zip.on('error', reject)
  })
  ended.catch(() => {}) // told where it is awaited
  zip.outputStream.pipe(stream)
  const inSet = new Set(objects)
  let open: Readable | null = null
  stream.once('close', () => open?.destroy())
  for (const key of objects) {
    const table = exportObject(session, key, { format: 'csv', set: inSet, ...(address ? { address } : {}) })
    zip.addReadStream(table.stream, `${key}.csv`)
    open = table.stream
    rows[key] = (await table.done).rows
  }
  zip.end()
  await ended
}
