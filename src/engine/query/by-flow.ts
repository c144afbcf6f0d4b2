import { canRead } from '../access/principal.ts'
import { flowObject, hasFlows } from '../flows/live.ts'
import { presentRecords } from './list.ts'
import type { Query } from './query.ts'

/**
 * The names of flows, for those who may see them. What a flow does it does with the rights of its owner, whom the event names;
 * she did not do it, so that whoever reads of it is told of the flow.
 */
export async function flowNames(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0 || !hasFlows(query.workspace)) return new Map()
  const flow = query.workspace.registry.object(flowObject)
  if (query.principal.rights(flowObject).scopes.read.length === 0) return new Map()
  if (!canRead(query.principal, flowObject, flow.title)) return new Map()
  const found = await presentRecords(query, flow, [...new Set(ids)], [flow.title])
  return new Map(found.map((one) => [String(one['id']), String(one[flow.title])]))
}
