import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { MailAttachment } from '#kernel/mail.ts'
import { refuse } from '#kernel/problem.ts'
import type { Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { storableName } from '../import/storable.ts'
import { queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { applyOps } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'

/** The bytes of files that go along with a mail. Refuses where one is gone. */
export async function attachmentsOf(
  workspace: Workspace,
  files: FileStore,
  ids: readonly string[],
): Promise<MailAttachment[]> {
  if (ids.length === 0) return []
  const { db, registry } = workspace
  const found = await loadStored(
    db,
    queryOf(systemSession(workspace)),
    registry.object('file'),
    sql`r.id = any(${[...ids]}::uuid[]) and r.deleted_at is null`,
  )
  return Promise.all(
    ids.map(async (id) => {
      const file = found.find((one) => one['id'] === id)
      const bytes = typeof file?.['sha256'] === 'string' ? files.open(file['sha256']) : null
      if (!file || !bytes)
        throw refuse('invalid', 'attachments', { en: 'An attached file is gone.', zh: '有附件已不存在。' })
      const mimeType = String(file['mimeType'] ?? 'application/octet-stream')
      return { name: String(file['name']), mimeType, contentId: null, content: await buffer(bytes) }
    }),
  )
}

/** Bytes that lie in the store, and what is known of them. */
export type Kept = { readonly name: string; readonly mimeType: string; readonly size: number; readonly sha256: string }

/** Puts bytes into the store. */
export async function keepBytes(files: FileStore, name: string, mimeType: string, content: Uint8Array): Promise<Kept> {
  const stored = await files.put(Readable.from([content]))
  return { name: storableName(name), mimeType: mimeType.slice(0, 100), ...stored }
}

/** Makes files of bytes that lie in the store; answers their ids. */
export async function makeFiles(w: Writing, kept: readonly Kept[]): Promise<string[]> {
  const ops = kept.map((values) => ({ do: 'create', values }) as const)
  const made = await applyOps({ ...w, trusted: true }, w.session.workspace.registry.object('file'), ops)
  return made.map(({ id }) => id)
}
