import type { Tx } from '#kernel/behaviour.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { ApprovalState } from '../approvals/policies.ts'
import type { Session } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import type { Case } from '../matching/guard.ts'
import type { Query } from '../query/query.ts'
import type { Stored } from './codec.ts'
import type { RecordLoader } from './load.ts'

/** One write. `version` is what the caller last saw; where it is given and stale the write is refused. */
export type Op =
  | {
      readonly do: 'create'
      readonly id?: string
      readonly values: Values
      readonly given?: Given
      /** Somebody has said that it comes in although it is like what is there. */
      readonly ruled?: true
      /** What stood where the values come from, by field, where reading it has made something else of it. */
      readonly typed?: Values
      /** Values that stand only until a rule knows better. */
      readonly leftOpen?: readonly string[]
    }
  | {
      readonly do: 'update'
      readonly id: string
      readonly version?: number
      readonly values: Values
      readonly given?: Given
      readonly ruled?: true
      readonly typed?: Values
    }
  | { readonly do: 'delete'; readonly id: string; readonly version?: number; readonly aside?: true }
  /** `aside`: it is not deleted but out of sight for a while, or comes back from there. */
  | { readonly do: 'restore'; readonly id: string; readonly aside?: true }

/** Dates and authors that come along with records from elsewhere. */
export type Given = {
  readonly createdAt?: string
  readonly createdBy?: string | null
  readonly updatedAt?: string
  readonly updatedBy?: string | null
  /** History that was derived when it happened: checked like every write, but no rule derives, follows or hears of it again. */
  readonly settled?: boolean
}

/** What one write did. `unchanged` where it asked for what stood there already. */
export type Outcome = {
  readonly id: string
  readonly done: 'created' | 'updated' | 'unchanged' | 'deleted' | 'restored'
  readonly record: Stored
}

/** One write transaction: everything in it commits together, or nothing does. */
export type Writing = {
  readonly session: Session
  readonly db: Transaction
  readonly query: Query
  readonly now: string
  readonly loader: RecordLoader
  readonly tx: Tx
  /** Follow rules write through here again; a rule that goes round in circles is stopped. */
  readonly depth: number
  /** Records that came in, or were to, though they are like others; kept whatever becomes of the write. */
  readonly cases: Case[]
  /** Rules may reach every record and field; callers only theirs. */
  readonly trusted: boolean
  /** What caused the write of each of these records, by its id, where one transaction does the work of many. */
  readonly causes?: ReadonlyMap<string, string>
  /** What needs approval is only found out, or has it. */
  readonly approval?: ApprovalState
}

/** The one write path, as the parts of it that call it again know it. */
export type ApplyOps = (w: Writing, object: RegisteredObject, ops: readonly Op[]) => Promise<Outcome[]>
