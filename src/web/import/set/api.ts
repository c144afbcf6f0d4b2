import type { ApiImportSet } from '#kernel/api-import-set.ts'
import { ask } from '../../client/fetch.ts'
import type { UndoOptions } from '../Undo.tsx'

const root = '/api/v1/import-sets'

/** The routes of sets, as `src/engine/import/README.md` says. */
export const sets = {
  upload(files: readonly File[]): Promise<ApiImportSet> {
    const form = new FormData()
    for (const file of files) form.append('file', file)
    return ask('POST', root, { body: form })
  },
  recent: async (signal?: AbortSignal) => (await ask<{ data: readonly ApiImportSet[] }>('GET', root, { signal })).data,
  get: (id: string, signal?: AbortSignal) => ask<ApiImportSet>('GET', `${root}/${id}`, { signal }),
  change: (id: string, file: { path: string; object?: string; skip?: boolean }) =>
    ask<ApiImportSet>('PATCH', `${root}/${id}`, { body: { files: [file] } }),
  run: (id: string) => ask<ApiImportSet>('POST', `${root}/${id}/run`, { body: {} }),
  cancel: (id: string) => ask<ApiImportSet>('POST', `${root}/${id}/cancel`, { body: {} }),
  undo: (id: string, more: UndoOptions) => ask<ApiImportSet>('POST', `${root}/${id}/undo`, { body: more }),
}

/** Does the server work on it now? */
export function isWorking(set: ApiImportSet | undefined): boolean {
  return set?.status === 'running' || set?.status === 'undoing'
}
