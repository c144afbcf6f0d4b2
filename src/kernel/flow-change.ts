import type { Event } from './behaviour.ts'
import type { FlowTrigger } from './flow.ts'
import type { Registry } from './registry.ts'
import type { Asker, Operators } from './where.ts'
import { matches } from './where-memory.ts'
import { parseWhere } from './where-parse.ts'

/** The name of the event by which a flow may be set off; a filter of its records is asked later. */
export function eventOf(trigger: FlowTrigger): string | null {
  switch (trigger.on) {
    case 'created':
      return `${trigger.object}.created`
    case 'changed':
      return `${trigger.object}.updated`
    case 'decided':
      return `${trigger.object}.${trigger.outcome === 'approved' ? 'approvalApproved' : 'approvalRejected'}`
    case 'event':
      return `${trigger.of?.object ?? trigger.object}.${trigger.event}`
    default:
      return null
  }
}

/** Says of each event with the name of `eventOf` whether it sets the flow off, as far as the event alone can tell. */
export type Listener = (event: Event, asker: Asker) => boolean

/** Reads what a trigger listens for once, since it is asked at every write. */
export function listenerOf(trigger: FlowTrigger, registry: Registry): Listener {
  if (trigger.on === 'created') return ({ origin }) => trigger.form === undefined || origin.id === trigger.form
  if (trigger.on !== 'changed') return () => true
  const { object, fields, was, became, move } = trigger
  const [key = ''] = fields
  const read = (condition: Operators | undefined) =>
    condition === undefined ? null : parseWhere({ [key]: condition }, { registry, object })
  const [before, after] = [read(was), read(became)]
  return ({ changes }, asker) => {
    if (!fields.some((field) => Object.hasOwn(changes, field))) return false
    const [from, to] = changes[key] ?? [null, null]
    const holds = (tree: typeof before, value: unknown) => tree === null || matches(tree, { [key]: value }, asker)
    return holds(before, from) && holds(after, to) && (move === undefined || moved(move, from, to))
  }
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
