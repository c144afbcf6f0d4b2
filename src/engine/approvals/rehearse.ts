import { isDeepStrictEqual } from 'node:util'
import type { ApprovalChange } from '#kernel/approval.ts'
import type { Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { past } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { getRecord } from '../records/records.ts'
import { inNameOf, writing } from '../records/write.ts'
import { carryOut } from './carry-out.ts'
import { type Found, policiesOf, stepsFor } from './policies.ts'

/** What would come of a change, and which policies it meets. Nothing of it has happened. */
export type Rehearsal = {
  readonly found: readonly Found[]
  readonly title: string | null
  /** The version on which it would be done; null for what is new. */
  readonly version: number | null
  /** What comes of it, and of an action what its policies go by, though it stays as it is. */
  readonly shown: Readonly<Record<string, readonly [from: unknown, to: unknown]>>
}

/** Thrown at the end, so that nothing is kept. */
class Undone extends Error {}

/**
 * Does a change in a transaction that is rolled back: whatever the change would be refused for, it is refused for now,
 * and every policy that it or its rules meet is found.
 */
export async function rehearse(
  session: Session,
  object: RegisteredObject,
  recordId: string,
  change: ApprovalChange,
  policyId: string | null = null,
): Promise<Rehearsal> {
  if (change.do !== 'create') await getRecord(session, object, recordId, [])
  const { idempotency: _, ...plain } = session
  let done: Rehearsal | null = null
  try {
    await writing(plain, async (w) => {
      const found: Found[] = []
      const acting = inNameOf(w, plain, { is: 'tried', found })
      const before = await stored(w, object, recordId)
      if (change.do === 'ask') found.push(...askedBy(w, object, policyId, before))
      await carryOut(acting, object, recordId, change)
      // What the database refuses shows with the next statement.
      const after = (await stored(w, object, recordId)) ?? before
      const name = (after ?? before)?.[object.title]
      done = {
        found: oncePerPolicy(found),
        title: typeof name === 'string' ? name : null,
        version: before ? Number(before['version']) : null,
        shown: { ...groundsOf(object, found, after, change), ...shownOf(object, before, after, change) },
      }
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return done as unknown as Rehearsal
}

/** The policy that is asked by its name, by a flow or a person. */
export function askedBy(
  w: Writing,
  object: RegisteredObject,
  policyId: string | null,
  record: Stored | null,
): readonly Found[] {
  const policy = policiesOf(w.session.workspace, object.key).find(({ id, of }) => id === policyId && of.do === 'ask')
  if (!policy || !record) return []
  const steps = stepsFor(w.session, w.now, object, policy, record)
  return steps.length > 0 ? [{ policy, steps, fields: [] }] : []
}

/** A change may meet a policy by several records; it is asked once, with the most steps. */
function oncePerPolicy(found: readonly Found[]): readonly Found[] {
  return [...Map.groupBy(found, ({ policy }) => policy.id).values()].map((list) => ({
    policy: list[0]!.policy,
    steps: list.map(({ steps }) => steps).reduce((a, b) => (b.length > a.length ? b : a)),
    fields: [...new Set(list.flatMap(({ fields }) => fields))],
  }))
}

async function stored(w: Writing, object: RegisteredObject, id: string): Promise<Stored | null> {
  const [record] = await loadStored(w.db, past(w.query), object, sql`r.id = ${id}::uuid and r.deleted_at is null`)
  return record ?? null
}

const quiet = new Set(['version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy', 'importId'])

/** From what to what: of a change, what was asked for; of an action, what comes of it for the record. */
function shownOf(
  object: RegisteredObject,
  before: Stored | null,
  after: Stored | null,
  change: ApprovalChange,
): Rehearsal['shown'] {
  if (change.do === 'delete' || change.do === 'merge' || change.do === 'ask' || !after) return {}
  const keys = change.do === 'action' ? Object.keys(object.fields) : Object.keys(change.values)
  return Object.fromEntries(
    keys
      .filter((key) => object.fields[key] && !quiet.has(key))
      .filter((key) => !isDeepStrictEqual(before?.[key] ?? null, after[key] ?? null))
      .map((key) => [key, [before?.[key] ?? null, after[key] ?? null] as const]),
  )
}

/** What the conditions of policies name of the record, such as its amount: without it nobody could tell why she is asked. */
function groundsOf(
  object: RegisteredObject,
  found: readonly Found[],
  record: Stored | null,
  change: ApprovalChange,
): Rehearsal['shown'] {
  if (change.do !== 'action' || !record) return {}
  const policies = found.map(({ policy }) => policy).filter(({ about }) => about === object.key)
  const named = policies.flatMap(({ where, steps }) => [where, ...steps.map((step) => step.where)]).flatMap(namedIn)
  return Object.fromEntries(
    named
      .filter((key) => object.fields[key] && !quiet.has(key))
      .map((key) => [key, [record[key] ?? null, record[key] ?? null] as const]),
  )
}

/** The first names of the paths of a condition. */
function namedIn(where: Where | null | undefined): string[] {
  return Object.entries(where ?? {}).flatMap(([key, inner]) =>
    ['and', 'or', 'not'].includes(key)
      ? [inner].flat().flatMap((one) => namedIn(one as Where))
      : [key.split('.')[0] as string],
  )
}
