import type { ApprovalAct, ApprovalChange, ApprovalStatus } from './approval.ts'
import type { FieldChange } from './behaviour.ts'

type Named = { readonly id: string; readonly name: string }

/** Somebody whom a request asks. */
export type ApiApprovalSeat = {
  readonly person: Named
  /** People of one place decide for each other. */
  readonly place: number
  readonly how: 'policy' | 'added' | 'delegated' | 'late'
  readonly status: 'waiting' | 'approved' | 'rejected' | 'returned' | 'delegated' | 'passed'
  /** Who decided, where that was somebody else. */
  readonly by: Named | null
  readonly at: string | null
  /** Who stands in at this moment, since she is away. */
  readonly covers: readonly Named[]
}

/** A request for approval, as its reader may see it. */
export type ApiApproval = {
  readonly id: string
  readonly object: string
  readonly recordId: string
  readonly title: string | null
  /** The reader may open the record. */
  readonly opens: boolean
  readonly do: ApprovalChange['do']
  /** The words of the action. */
  readonly action: string | null
  /**
   * By field, from and to, as far as she may see them; whoever decides sees all that is asked for. What an action leaves as
   * it is but the policies go by, such as an amount, stands there too, from and to the same.
   */
  readonly changes: Readonly<Record<string, FieldChange>>
  readonly policies: readonly string[]
  readonly asker: Named
  readonly reason: string | null
  readonly status: ApprovalStatus
  readonly hold: 'record' | 'fields' | 'none'
  readonly round: number
  readonly step: number
  readonly steps: readonly { readonly mode: 'any' | 'all'; readonly seats: readonly ApiApprovalSeat[] }[]
  readonly askedAt: string
  readonly dueAt: string | null
  readonly closedAt: string | null
  /** Why it could not be carried out. */
  readonly outcome: string | null
  /** What the reader may do with it now. */
  readonly may: readonly ApprovalAct[]
}

/** What was done with a request, and what was said. */
export type ApiApprovalNote = {
  readonly at: string
  readonly kind:
    | 'asked'
    | 'approved'
    | 'rejected'
    | 'returned'
    | 'delegated'
    | 'handedOver'
    | 'added'
    | 'withdrawn'
    | 'resubmitted'
    | 'reminded'
    | 'late'
    | 'failed'
  readonly actor: Named | null
  /** To whom it went on, or for whom it was decided. */
  readonly other: Named | null
  readonly words: string | null
  /** By a link in a mail; null where it was done on the screen or by a program. */
  readonly via: 'mail' | null
}

/** `GET /api/v1/approvals/{id}` */
export type ApiApprovalStory = ApiApproval & { readonly notes: readonly ApiApprovalNote[] }

/** `GET /api/v1/approvals?box=…` */
export type ApiApprovals = { readonly data: readonly ApiApproval[]; readonly waiting: number }

/** `POST /api/v1/approvals/preview`: who would decide. */
export type ApiApprovalPreview = {
  readonly policies: readonly string[]
  readonly steps: readonly { readonly mode: 'any' | 'all'; readonly people: readonly Named[] }[]
}

/** What a refused write says, so that it can be asked for: the body of `POST /api/v1/approvals`. */
export type ApiApprovalAsk = {
  readonly object: string
  readonly recordId: string | null
  readonly change: ApprovalChange
}
