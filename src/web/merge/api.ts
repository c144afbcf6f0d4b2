import type { ApiRecord } from '#kernel/api.ts'
import type { ApiMerge, ApiMergeProposal, ApiSplit, MergeRequest } from '#kernel/api-merge.ts'
import { ask } from '../client/fetch.ts'

const root = '/api/v1'

/** Merging and taking apart, as the API has it. */
export const merges = {
  preview: (object: string, ids: readonly string[], survivor: string | null, signal?: AbortSignal) =>
    ask<ApiMergeProposal>('POST', `${root}/${object}/merge/preview`, {
      body: { ids, ...(survivor && { survivor }) },
      signal,
    }),
  run: (object: string, request: MergeRequest) =>
    ask<{ merge: ApiMerge; record: ApiRecord | null }>('POST', `${root}/${object}/merge`, { body: request }),
  of: (object: string, id: string, signal?: AbortSignal) =>
    ask<{ data: readonly ApiMerge[] }>('GET', `${root}/${object}/${id}/merges`, { signal }),
  previewSplit: (object: string, id: string, signal?: AbortSignal) =>
    ask<ApiSplit>('POST', `${root}/${object}/merges/${id}/preview`, { body: {}, signal }),
  split: (object: string, id: string) => ask<ApiSplit>('POST', `${root}/${object}/merges/${id}/split`, { body: {} }),
}
