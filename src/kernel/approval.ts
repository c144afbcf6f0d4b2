import type { Where } from './where.ts'

/*
 * What needs the consent of others before it happens. A policy says of which records, of which changes and under which
 * condition, and who decides, step by step. What is asked is kept aside until then; nothing of it has happened.
 */

/** The object whose records are policies. Without it nothing needs approval. */
export const policyObject = 'approvalPolicy'
/** Where a request for approval stands among records; no object can be called so. */
export const approvalObject = 'sampan.approval'

/** Which change needs approval. `ask` is needed by none of itself: somebody or something asks for it, such as a flow. */
export type ApprovalOf =
  | { readonly do: 'create' | 'delete' | 'merge' | 'ask' }
  | { readonly do: 'update'; readonly fields: readonly string[] }
  | { readonly do: 'action'; readonly action: string }

/** Who decides. Levels count from the asker up: 1 is her superior, or who leads her team. */
export type ApprovalBy =
  | { readonly by: 'person'; readonly ids: readonly string[] }
  | { readonly by: 'role'; readonly ids: readonly string[] }
  | { readonly by: 'superior'; readonly levels: number }
  | { readonly by: 'leader'; readonly levels: number }

export type ApprovalStep = {
  readonly by: readonly ApprovalBy[]
  /** One of them, or each of them. */
  readonly mode: 'any' | 'all'
  /** The step is for such records alone, as they would become. */
  readonly where?: Where
  /** Working hours after which those above are asked as well. */
  readonly hours?: number | null
}

export type ApprovalPolicy = {
  readonly of: ApprovalOf
  /** Of such records alone, as they would become. */
  readonly where?: Where
  /** One after the other. */
  readonly steps: readonly ApprovalStep[]
  /** Until it is decided nobody changes the record, or the fields in question; or whatever happens meanwhile. */
  readonly hold: 'record' | 'fields' | 'none'
  /** The asker may be among those who decide. */
  readonly self?: boolean
  /** Those who decide hear of it by mail as well, and may decide from there without signing in. */
  readonly mail?: boolean
}

/** What somebody wants to do, and others decide on. */
export type ApprovalChange =
  | { readonly do: 'create'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly do: 'update'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly do: 'delete' }
  | { readonly do: 'ask' }
  | { readonly do: 'action'; readonly action: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly do: 'merge'; readonly request: Readonly<Record<string, unknown>> }

export const approvalStatuses = ['waiting', 'returned', 'approved', 'rejected', 'withdrawn', 'failed'] as const
export type ApprovalStatus = (typeof approvalStatuses)[number]

/** What is done with a request. */
export const approvalActs = [
  'approve',
  'reject',
  'return',
  'delegate',
  'add',
  'withdraw',
  'resubmit',
  'remind',
] as const
export type ApprovalAct = (typeof approvalActs)[number]

export const approvalLimits = { steps: 10, by: 10, ids: 50, levels: 10, hours: 2_000, words: 2_000 } as const
