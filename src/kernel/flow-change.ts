import type { Event } from './behaviour.ts'
import type { FlowTrigger } from './flow.ts'
import type { Registry } from './registry.ts'
import type { Asker } from './where.ts'
import { matches } from './where-memory.ts'
import { parseWhere } from './where-parse.ts'

/** The names of the events by which a flow may be set off; a filter of its records is asked later. */
export function eventOf(trigger: FlowTrigger): string | null {
  if (trigger.on === 'created') return `${trigger.object}.created`
  if (trigger.on === 'decided')
    return `${trigger.object}.${trigger.outcome === 'approved' ? 'approvalApproved' : 'approvalRejected'}`
  return trigger.on === 'changed' ? `${trigger.object}.updated` : null
}

/** Does what an event says set a flow off, as far as the event alone can tell? */
export function isSetOff(trigger: FlowTrigger, event: Event, registry: Registry, asker: Asker): boolean {
  if (trigger.on === 'created') return trigger.form === undefined || event.origin.id === trigger.form
  if (trigger.on === 'decided') return true
  if (trigger.on !== 'changed') return false
  const { fields, was, became, move } = trigger
  if (!fields.some((key) => Object.hasOwn(event.changes, key))) return false
  const [key = ''] = fields
  const [from, to] = event.changes[key] ?? [null, null]
  const holds = (condition: unknown, value: unknown) =>
    condition === undefined ||
    matches(parseWhere({ [key]: condition }, { registry, object: trigger.object }), { [key]: value }, asker)
  return holds(was, from) && holds(became, to) && (move === undefined || moved(move, from, to))
}

/** Did a number rise or fall by so much? What was empty has moved from 0. */
function moved(
  { way, by, percent }: NonNullable<Extract<FlowTrigger, { on: 'changed' }>['move']>,
  from: unknown,
  to: unknown,
): boolean {
  const before = numberOf(from)
  const step = (numberOf(to) - before) * (way === 'rises' ? 1 : -1)
  if (step <= 0) return false
  if (by !== undefined && step < by) return false
  return percent === undefined || before === 0 || (step / Math.abs(before)) * 100 >= percent
}

function numberOf(value: unknown): number {
  const amount = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value
  return Number(amount ?? 0) || 0
}
