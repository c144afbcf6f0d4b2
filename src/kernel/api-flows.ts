import type { Field } from './fields/field.ts'
import type { FlowDefinition } from './flow.ts'
import type { Values } from './object.ts'

/** `GET /api/v1/flows/steps`: a kind of step as the editor offers it. */
export type ApiStepKind = {
  readonly key: string
  readonly label: string
  readonly help: string
  readonly icon: string
  /** Needs a record to act on. */
  readonly record: boolean
  /** Whom it reaches; what reaches nobody belongs in flows alone. */
  readonly reaches: 'outside' | 'colleague' | null
  /** What is filled in, where that does not hang on the record. */
  readonly fields: Readonly<Record<string, Field>>
}

/** `GET /api/v1/flows/uses`: how much a flow is used, by its id. */
export type ApiFlowUse = {
  readonly flow: string
  /** Begun within 30 days. */
  readonly begun: number
  readonly open: number
  readonly failed: number
  readonly lastAt: string | null
  /** Why it might go: it has begun nothing for 90 days, or most of what it began failed. */
  readonly remove: 'unused' | 'failing' | null
}

export type ApiRunStatus = 'running' | 'waiting' | 'done' | 'failed' | 'stopped'

/** A flow under way or at its end. */
export type ApiFlowRun = {
  readonly id: string
  readonly flow: { readonly id: string; readonly name: string }
  readonly version: number
  readonly status: ApiRunStatus
  /** Null where it is about none, or about one that the reader does not see. */
  readonly record: { readonly object: string; readonly id: string; readonly title: string | null } | null
  /** At which step it stands; null at the end. */
  readonly step: { readonly id: string; readonly kind: string } | null
  readonly startedAt: string
  readonly finishedAt: string | null
  /** When it goes on by itself. */
  readonly dueAt: string | null
  readonly reason: string | null
  /** The reader may try it again, skip the step, or end it. */
  readonly mends: boolean
}

/** What came of one step. */
export type ApiFlowStep = {
  readonly step: string
  readonly kind: string
  readonly status: 'done' | 'waiting' | 'failed' | 'skipped'
  readonly at: string
  /** For the owner of the flow and administrators. */
  readonly input: Values | null
  readonly output: Values | null
  readonly reason: string | null
}

/** `GET /api/v1/flow-runs/{id}` */
export type ApiFlowHistory = ApiFlowRun & {
  readonly definition: FlowDefinition
  readonly steps: readonly ApiFlowStep[]
}

/** `POST /api/v1/flows/{id}/test`: what would happen. Nothing of it has. */
export type ApiFlowTest = {
  readonly steps: readonly ApiFlowStep[]
  /** Would the record set the flow off? */
  readonly matches: boolean
  readonly ended: 'end' | 'failed'
}

/** `GET /api/v1/flows/of?object=…&record=…` */
export type ApiRecordFlows = {
  readonly runs: readonly ApiFlowRun[]
  /** Flows that somebody may set off for the record now. */
  readonly buttons: readonly { readonly flow: string; readonly label: string }[]
}

/** `GET /api/v1/flows/{id}/address`: the secret address of a flow, for its owner and administrators. */
export type ApiFlowAddress = {
  /** Null where the flow has none. The address itself is told once, when it is made. */
  readonly address: { readonly madeAt: string; readonly signed: boolean } | null
  /** The last calls, the latest first. */
  readonly calls: readonly ApiFlowCall[]
}

export type ApiFlowCall = {
  readonly id: string
  readonly at: string
  /** A run began; it is only kept, since the flow is not live; no record fits; or it was refused. */
  readonly status: 'begun' | 'kept' | 'unmatched' | 'refused'
  readonly body: unknown
  readonly reason: string | null
  readonly run: string | null
}
