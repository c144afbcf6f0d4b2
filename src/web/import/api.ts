import type { ApiImport, ApiImportMapping, ApiImportRow, ImportPlan, ImportSource } from '#kernel/api-import.ts'
import { ask } from '../client/fetch.ts'

const root = '/api/v1/imports'

/** The import routes, as `src/engine/import/README.md` says. */
export const imports = {
  upload(object: string, file: File): Promise<ApiImport> {
    const form = new FormData()
    form.append('file', file)
    return ask('POST', `${root}?object=${encodeURIComponent(object)}`, { body: form })
  },
  get: (id: string, signal?: AbortSignal) => ask<ApiImport>('GET', `${root}/${id}`, { signal }),
  plan: (id: string, plan: Partial<ImportPlan>) => ask<ApiImport>('PATCH', `${root}/${id}`, { body: { plan } }),
  source: (id: string, source: ImportSource) => ask<ApiImport>('PATCH', `${root}/${id}`, { body: { source } }),
  preview: (id: string) => ask<ApiImport>('POST', `${root}/${id}/preview`, { body: {} }),
  run: (id: string) => ask<ApiImport>('POST', `${root}/${id}/run`, { body: {} }),
  cancel: (id: string) => ask<ApiImport>('POST', `${root}/${id}/cancel`, { body: {} }),
  undo: (id: string, more: { force?: true; skip?: 'changed' } = {}) =>
    ask<ApiImport>('POST', `${root}/${id}/undo`, { body: more }),
  /** Reads the file as records of another object. */
  become: (id: string, object: string) => ask<ApiImport>('PATCH', `${root}/${id}`, { body: { object } }),
  rows: (id: string, signal?: AbortSignal) =>
    ask<{ data: readonly ApiImportRow[]; more: boolean }>('GET', `${root}/${id}/rows`, { signal }),
  mend: (id: string, rows: readonly { line: number; cells: Readonly<Record<number, string>> }[]) =>
    ask<ApiImport>('POST', `${root}/${id}/rows`, { body: { rows } }),
  mappings: async (object: string) =>
    (await ask<{ data: readonly ApiImportMapping[] }>('GET', `${root}/mappings?object=${encodeURIComponent(object)}`))
      .data,
  forget: (object: string, header: string) => ask('DELETE', `${root}/mappings/${object}/${header}`),
  errorsHref: (id: string) => `${root}/${id}/errors?format=xlsx`,
  templateHref: (object: string) => `${root}/template?object=${object}&format=xlsx`,
}
