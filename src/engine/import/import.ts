import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { v7 as uuid } from 'uuid'
import type { ApiImport, ImportCounts, ImportPlan, ImportSource } from '#kernel/api-import.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { analyse, headerHash } from './analyse.ts'
import { pathOf } from './file.ts'
import { recall } from './mappings.ts'
import { checkPlan, mergePlan } from './plan.ts'
import { presentImport } from './present.ts'
import { previewImport } from './preview.ts'
import { openTable, type TableOptions } from './readers/table.ts'
import { columnsOf, mayNotImport, startRun } from './run.ts'
import { awaitedFields } from './set/awaited.ts'
import { storableName } from './storable.ts'
import { changeImport, type ImportRow, insertImport, loadImport } from './store.ts'
import { inTurn } from './turns.ts'

export { undoImport } from './undo.ts'

/** Where the bytes of files lie; a runtime has it. */
export type Files = { readonly files: FileStore }

/** Takes a file in, reads it once and proposes a plan. Refuses without the right to import, and a file that is no table. */
export async function uploadImport(
  { files }: Files,
  session: Session,
  given: { object: string; fileName: string; bytes: Readable },
): Promise<ImportRow> {
  const object = importable(session, given.object)
  const { sha256, size } = await files.put(given.bytes)
  if (size === 0) throw refuse('malformed', 'file', { en: 'The file is empty.', zh: '文件是空的。' }, 'file-empty')
  return takeImport({ files }, session, { object: object.key, fileName: given.fileName, hash: sha256 })
}

/** The same for a file that lies in the store already, alone or as one of a set. */
export async function takeImport(
  { files }: Files,
  session: Session,
  given: { object: string; fileName: string; hash: string; setId?: string },
): Promise<ImportRow> {
  const object = importable(session, given.object)
  const read = await readFile(files, session, object, { fileHash: given.hash, fileName: given.fileName }, {})
  const row: ImportRow = {
    id: uuid(),
    object: object.key,
    fileName: storableName(given.fileName),
    fileHash: given.hash,
    setId: given.setId ?? null,
    ...read,
    status: 'uploaded',
    preview: null,
    report: null,
    undo: null,
    error: null,
    runId: null,
    beatAt: null,
    createdAt: session.workspace.clock.now().toISOString(),
    createdBy: session.principal.id,
    startedAt: null,
    finishedAt: null,
    undoneAt: null,
  }
  await insertImport(session.workspace, row)
  return row
}

/** Reads the file again as the person says it is written, or as records of another object, or keeps a plan; only before it has been run. */
export async function changePlan(
  { files }: Files,
  session: Session,
  id: string,
  given: { object?: string; source?: ImportSource; plan?: unknown },
): Promise<ImportRow> {
  const row = await loadImport(session, id)
  if (row.status === 'running' || row.status === 'done' || row.status === 'undoing' || row.status === 'undone')
    throw refuse('conflict', null, { en: 'This import has been run already.', zh: '这次导入已经执行过了。' }, 'not-now')
  if (row.setId && given.object && given.object !== row.object)
    throw refuse(
      'conflict',
      'object',
      {
        en: 'The file is one of a set. Say there what it becomes.',
        zh: '这个文件属于一次整包导入，请在整包中更改对象。',
      },
      'of-a-set',
    )
  const object = importable(session, given.object ?? row.object)
  const source = given.source ?? (object.key === row.object ? undefined : row.analysis.source)
  const read = source
    ? await readFile(files, session, object, row, {
        ...(source.encoding ? { encoding: source.encoding } : {}),
        ...(source.delimiter ? { delimiter: source.delimiter } : {}),
        ...(source.sheet ? { sheet: source.sheet } : {}),
        ...(source.headerRow === undefined ? {} : { headerRow: source.headerRow }),
      })
    : {}
  const fresh = { ...row, ...read, object: object.key }
  const plan = mergePlan(fresh.plan, given.plan)
  checkPlan(session, object, plan, columnsOf(fresh))
  const patch = { ...read, object: object.key, plan, preview: null }
  await changeImport(session.workspace, id, patch)
  return { ...fresh, ...patch }
}

/** Keeps the plan and tries it; nothing is written but the preview itself. */
export async function preview(parts: Files, session: Session, id: string, plan?: unknown): Promise<ImportRow> {
  const row = await changePlan(parts, session, id, { plan })
  const awaited = await awaitedFields(session, row)
  const found = await inTurn(id, () => previewImport(parts.files, session, row, awaited))
  await changeImport(session.workspace, id, { preview: found })
  return { ...row, preview: found }
}

/** Keeps the plan and starts the run; `ended` resolves when it is over. */
export async function run(
  parts: Files,
  session: Session,
  id: string,
  plan?: unknown,
): Promise<{ ended: Promise<void> }> {
  const before = await loadImport(session, id)
  const row = plan === undefined ? before : await changePlan(parts, session, id, { plan })
  return startRun(parts.files, session, row)
}

/** Stops a run after the batch at hand. */
export async function cancel(session: Session, id: string): Promise<void> {
  await loadImport(session, id)
  const at = session.workspace.clock.now().toISOString()
  await changeImport(session.workspace, id, { status: 'cancelled', finishedAt: at }, sql`status = 'running'`)
}

/**
 * The whole way in one call, for commands: takes the file in, puts `plan` over the proposal, runs to the end. Proposals
 * for misspelt choices and names are not taken unless the plan says so.
 */
export async function importFile(
  parts: Files,
  session: Session,
  options: {
    object: string
    path: string
    plan?: Partial<ImportPlan>
    onProgress?: (done: ImportCounts & { of: number }) => void
  },
): Promise<ApiImport> {
  const row = await uploadImport(parts, session, {
    object: options.object,
    fileName: basename(options.path),
    bytes: createReadStream(options.path),
  })
  const { ended } = await run(parts, session, row.id, options.plan ?? {})
  const timer = options.onProgress && setInterval(() => void tell(session, row.id, options.onProgress!), 500)
  try {
    await ended
  } finally {
    clearInterval(timer)
  }
  const done = await presentImport(session, await loadImport(session, row.id))
  options.onProgress?.(done.progress)
  return done
}

async function tell(
  session: Session,
  id: string,
  onProgress: (done: ImportCounts & { of: number }) => void,
): Promise<void> {
  onProgress((await presentImport(session, await loadImport(session, id))).progress)
}

/** The object, if the caller may import it; one that she may not read at all is unknown. */
export function importable(session: Session, key: string): RegisteredObject {
  const object = session.workspace.registry.objects.get(key)
  const rights = object && session.principal.rights(key)
  if (!object || !rights || (rights.scopes.read.length === 0 && !rights.create)) throw notFound()
  if (!rights.import || !rights.create) throw mayNotImport(object)
  return object
}

async function readFile(
  files: FileStore,
  session: Session,
  object: RegisteredObject,
  { fileHash, fileName }: Pick<ImportRow, 'fileHash' | 'fileName'>,
  options: TableOptions,
) {
  const table = await openTable(pathOf(files, fileHash), options)
  const hash = headerHash(table)
  const { analysis, plan } = await analyse(session, object, table, await recall(session, object, hash), fileName)
  return { headerHash: hash, analysis, plan }
}
