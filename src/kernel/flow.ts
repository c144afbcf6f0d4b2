import type { Operators, Where } from './where.ts'

/*
 * A flow is data: what sets it off, and steps that follow each other. Steps stand in lists; a step that branches or goes
 * through related records holds lists of its own, so that a flow is a tree and never a circle.
 */

export type FlowDefinition = {
  readonly trigger: FlowTrigger | null
  readonly steps: readonly FlowStep[]
}

/** A change in the value of a number or an amount. */
export type FlowMove = {
  readonly way: 'rises' | 'falls'
  /** By at least so much, or so many percent of what it was; by anything where neither is said. */
  readonly by?: number
  readonly percent?: number
}

/** Hours of the wall clock are `HH:MM` in the time zone of the company. */
export type FlowTrigger =
  | { readonly on: 'created'; readonly object: string; readonly where?: Where; readonly form?: string }
  | {
      readonly on: 'changed'
      readonly object: string
      /** Any of these. */
      readonly fields: readonly string[]
      /** What its only field was, and what it became. */
      readonly was?: Operators
      readonly became?: Operators
      readonly move?: FlowMove
      readonly where?: Where
    }
  | {
      readonly on: 'date'
      readonly object: string
      readonly field: string
      /** So many days after the date, before it where negative. */
      readonly days: number
      /** Each year on that day, so many years after the date; in the year of the date where nothing is said. */
      readonly years?: number | 'each'
      readonly at: string
      readonly where?: Where
    }
  | {
      readonly on: 'schedule'
      /** For each record that matches; once, about no record, where it is null. */
      readonly object: string | null
      readonly every: 'hour' | 'day' | 'week' | 'month'
      readonly at: string
      /** 1 is Monday. */
      readonly weekday?: number
      /** Of the month; the last day where the month is shorter. */
      readonly day?: number
      /** On days alone on which the company works. */
      readonly working?: boolean
      readonly where?: Where
    }
  /** What records tell of beside their changes: that a mail was received, that an opportunity was won. */
  | {
      readonly on: 'event'
      readonly object: string
      readonly event: string
      /** It is told of another record, which names this one in that relation; of the record itself where nothing is said. */
      readonly of?: { readonly object: string; readonly field: string }
      readonly where?: Where
    }
  /** A request for approval of such a record was decided. */
  | {
      readonly on: 'decided'
      readonly object: string
      readonly outcome: 'approved' | 'rejected'
      readonly where?: Where
    }
  | { readonly on: 'button'; readonly object: string; readonly label: string; readonly where?: Where }
  | { readonly on: 'call'; readonly object: string | null }
  /**
   * Somebody outside sends something to the secret address of the flow; steps know its inputs as `data.<key>`. It is about
   * the one record whose field has the value of an input, or about none.
   */
  | {
      readonly on: 'webhook'
      readonly object: string | null
      readonly by?: { readonly field: string; readonly input: string }
      readonly inputs: readonly FlowInput[]
      readonly where?: Where
    }
  /** A signal has fired for the record; what made it fire is `data.why`. */
  | { readonly on: 'signal'; readonly object: string; readonly signal: string; readonly where?: Where }

/** What a flow takes of what is sent to it, and where that stands there: `customer.emails.0`. */
export type FlowInput = { readonly key: string; readonly path: string; readonly required?: boolean }

export type FlowStep = {
  /** Unique within the flow. */
  readonly id: string
  readonly kind: string
  /** What its author says of it. */
  readonly note?: string
  /** The step that made the record on which this one acts; the record of the run where nothing is said. */
  readonly of?: string
  /** Values by the keys of the step's fields: constants, or what `FlowTaken` says. */
  readonly input?: Readonly<Record<string, unknown>>
  /** What it makes, or goes through. */
  readonly object?: string
  /** The relation of those that it goes through to the record. */
  readonly via?: string
  readonly action?: string
  readonly where?: Where
  readonly paths?: readonly FlowPath[]
  readonly steps?: readonly FlowStep[]
}

/** One of the ways of a branch. The last one may say no condition: it is for what fits nowhere else. */
export type FlowPath = {
  readonly id: string
  readonly label?: string
  readonly where?: Where
  readonly steps: readonly FlowStep[]
}

/** A value that is not constant: of the record, computed from it, or so long from now. Texts may hold `{{account.name}}`. */
export type FlowTaken =
  | { readonly from: string }
  | { readonly is: string }
  | { readonly after: number; readonly at?: string; readonly working?: boolean }

/** Is a value taken from elsewhere? Constants of fields never look like this. */
export function isTaken(value: unknown): value is FlowTaken {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [first] = Object.keys(value)
  return first === 'from' || first === 'is' || first === 'after'
}

export const flowLimits = { steps: 100, depth: 5, paths: 10, related: 1_000, inputs: 50 } as const

/** Every step with the steps inside it, from the top. */
export function allSteps(steps: readonly FlowStep[]): readonly FlowStep[] {
  return steps.flatMap((step) => [step, ...innerLists(step).flatMap(allSteps)])
}

/** The lists of steps that a step holds. */
export function innerLists({ paths = [], steps }: FlowStep): readonly (readonly FlowStep[])[] {
  return [...paths.map((path) => path.steps), ...(steps ? [steps] : [])]
}

/** Where a step stands: in which list, and inside which step. */
export type FlowSpot = {
  readonly step: FlowStep
  readonly list: readonly FlowStep[]
  readonly index: number
  readonly parent: FlowStep | null
}

export function spotOf(steps: readonly FlowStep[], id: string, parent: FlowStep | null = null): FlowSpot | null {
  for (const [index, step] of steps.entries()) {
    if (step.id === id) return { step, list: steps, index, parent }
    for (const inner of innerLists(step)) {
      const found = spotOf(inner, id, step)
      if (found) return found
    }
  }
  return null
}

/**
 * What comes after a step and all inside it: the next of its list, else what comes after the step around it. null is the
 * end; what goes through the inside of a step alone ends with that (`root`).
 */
export function stepAfter(steps: readonly FlowStep[], id: string, root: string | null = null): string | null {
  for (let at = spotOf(steps, id); at; ) {
    const next = at.list[at.index + 1]
    if (next) return next.id
    if (at.parent === null || at.parent.id === root) return null
    at = spotOf(steps, at.parent.id)
  }
  return null
}
