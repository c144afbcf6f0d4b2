import { queryOptions } from '@tanstack/react-query'
import type {
  ApiApproval,
  ApiApprovalAsk,
  ApiApprovalPreview,
  ApiApprovalStory,
  ApiApprovals,
} from '#kernel/api-approvals.ts'
import type { ApprovalAct } from '#kernel/approval.ts'
import { ask } from '../client/fetch.ts'
import { queries, refresh } from '../client/queries.ts'
import type { Tone } from '../ui/Tag.tsx'

const root = '/api/v1/approvals'
export const boxes = ['waiting', 'asked', 'decided'] as const
export type Box = (typeof boxes)[number]

export function boxQuery(box: Box) {
  return queryOptions({
    queryKey: ['approvals', box],
    queryFn: ({ signal }) => ask<ApiApprovals>('GET', `${root}?box=${box}`, { signal }),
    refetchInterval: 30_000,
  })
}

export function storyQuery(id: string) {
  return queryOptions({
    queryKey: ['approvals', 'story', id],
    queryFn: ({ signal }) => ask<ApiApprovalStory>('GET', `${root}/${id}`, { signal }),
  })
}

export function previewQuery(wish: ApiApprovalAsk) {
  return queryOptions({
    queryKey: ['approvals', 'preview', wish],
    queryFn: () => ask<ApiApprovalPreview>('POST', `${root}/preview`, { body: wish }),
    retry: false,
  })
}

export const approvalApi = {
  ask: (wish: ApiApprovalAsk & { id: string; reason: string }) => ask<ApiApprovalStory>('POST', root, { body: wish }),
  act: (id: string, act: ApprovalAct, body: object) => ask<ApiApprovalStory>('POST', `${root}/${id}/${act}`, { body }),
}

/** What was decided shows everywhere: in the boxes, on the record, on the first page. */
export function refreshApprovals({ object, recordId }: Pick<ApiApproval, 'object' | 'recordId'>): void {
  void queries.invalidateQueries({ queryKey: ['approvals'] })
  void queries.invalidateQueries({ queryKey: ['today'] })
  void queries.invalidateQueries({ queryKey: ['page'] })
  refresh(object, recordId)
}

export const toneOfStatus: Readonly<Record<ApiApproval['status'], Tone>> = {
  waiting: 'orange',
  returned: 'yellow',
  approved: 'green',
  rejected: 'red',
  withdrawn: 'gray',
  failed: 'red',
}
