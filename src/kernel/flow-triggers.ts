import type { FlowTrigger } from './flow.ts'

/** The ways a flow is set off, in the order in which people read them. */
export const triggers = [
  'created',
  'changed',
  'event',
  'date',
  'schedule',
  'decided',
  'button',
  'call',
  'webhook',
  'signal',
] as const satisfies readonly FlowTrigger['on'][]
