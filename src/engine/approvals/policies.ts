import { type ApprovalPolicy, type ApprovalStep, policyObject } from '#kernel/approval.ts'
import type { Values, Where } from '#kernel/object.ts'
import { Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { matches } from '#kernel/where-memory.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import type { Session, Workspace } from '../context.ts'
import { askerOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'

/** A policy in force. */
export type Policy = ApprovalPolicy & { readonly id: string; readonly name: string; readonly about: string }

/** How far a write is with approval: it is tried, to find which policies it meets, or it was approved. */
export type ApprovalState =
  | { readonly is: 'tried'; readonly found: Found[] }
  | { readonly is: 'granted'; readonly id: string }
  /** Somebody hands over what is hers: what is locked while others decide goes along. */
  | { readonly is: 'handedOver' }

/** A policy that a write meets, the steps that it asks for such a record, and the fields that it is about. */
export type Found = {
  readonly policy: Policy
  readonly steps: readonly ApprovalStep[]
  readonly fields: readonly string[]
}

export function hasApprovals({ registry }: Pick<Workspace, 'registry'>): boolean {
  return registry.objects.has(policyObject)
}

const known = new WeakMap<readonly Stored[], readonly Policy[]>()

/** The policies in force about an object, as this process has them at hand. */
export function policiesOf(workspace: Workspace, objectKey: string): readonly Policy[] {
  return allPolicies(workspace).filter(({ about }) => about === objectKey)
}

export function allPolicies(workspace: Workspace): readonly Policy[] {
  const records = workspace.directory.standing().get(policyObject) ?? []
  let policies = known.get(records)
  if (!policies) {
    policies = records
      .filter((record) => record['active'] === true)
      .map((record) => ({
        ...(record['definition'] as ApprovalPolicy),
        id: record.id,
        name: String(record['name']),
        about: String(record['about']),
      }))
    known.set(records, policies)
  }
  return policies
}

/** The steps that a policy asks for a record as it would become; none where it is not about such a record. */
export function stepsFor(
  session: Session,
  now: string,
  object: RegisteredObject,
  policy: Pick<ApprovalPolicy, 'where' | 'steps'>,
  record: Values,
): readonly ApprovalStep[] {
  const fits = (where: Where | undefined) =>
    where === undefined || where === null || holds(session, now, object, where, record)
  return fits(policy.where) ? policy.steps.filter((step) => fits(step.where)) : []
}

/** What nobody can read any more holds: it was meant to keep something from happening. */
function holds({ workspace, principal }: Session, now: string, object: RegisteredObject, where: Where, record: Values) {
  try {
    const tree = parseWhere(where, { registry: workspace.registry, object: object.key })
    return matches(tree, record, askerOf(workspace, principal, now))
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}
