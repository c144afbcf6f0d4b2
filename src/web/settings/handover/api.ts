import type { ApiHandover, ApiInventory, ApiInventoryThing, HandoverRule } from '#kernel/api-handover.ts'
import type { Where } from '#kernel/where.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'

/** How the records of one kind are shared out. `with` follows what they belong to. */
export type How = 'with' | 'count' | 'value' | 'one' | 'place' | 'stay'

/** What has been chosen for the records of one kind. */
export type Choice = {
  readonly how: How
  /** For `one` and `place`. */
  readonly to: string | null
  /** Those that match go to one person, before the rest is shared out. */
  readonly filters: readonly { readonly where: Where; readonly to: string | null; readonly place?: boolean }[]
}

export const keyOf = ({ object, field }: { object: string; field: string }) => `${object}/${field}`

/** What is chosen at first: a part goes with its whole, everything else evenly. */
export function firstChoice(thing: ApiInventoryThing): Choice {
  const how = thing.count === 0 ? 'stay' : thing.relations.length > 0 ? 'with' : 'count'
  return { how, to: null, filters: [] }
}

/** The rules that the choices amount to; none while somebody is missing. */
export function rulesOf(
  things: readonly ApiInventoryThing[],
  choices: Readonly<Record<string, Choice>>,
  receivers: readonly string[],
): HandoverRule[] | null {
  const rules: HandoverRule[] = []
  for (const thing of things) {
    const { object, field } = thing
    const { how, to, filters } = choices[keyOf(thing)] ?? firstChoice(thing)
    if (how === 'stay') continue
    for (const filter of filters) {
      if (!filter.to || Object.keys(filter.where).length === 0) return null
      rules.push({ object, field, where: filter.where, ...goesTo(filter.to, filter.place) })
    }
    if (how === 'place') {
      if (!to) return null
      rules.push({ object, field, ...goesTo(to, true) })
      continue
    }
    const people = how === 'one' ? (to ? [to] : []) : receivers
    // Parts of what goes into a pool stay where they are.
    if (people.length === 0 && how !== 'with') return null
    rules.push({
      object,
      field,
      to: people,
      split: how === 'value' ? 'value' : 'count',
      ...(how === 'with' ? { with: thing.relations } : {}),
    })
  }
  return rules.length > 0 ? rules : null
}

function goesTo(to: string, place: boolean | undefined): Pick<HandoverRule, 'to' | 'into'> {
  return place ? { to: [], into: to } : { to: [to] }
}

export const readInventory = (id: string, lastDay: string | null, signal?: AbortSignal) =>
  ask<ApiInventory>('GET', `/api/v1/people/${id}/inventory${lastDay ? `?lastDay=${lastDay}` : ''}`, { signal })

export const readHandovers = (signal?: AbortSignal) =>
  ask<{ data: readonly ApiHandover[] }>('GET', '/api/v1/handovers', { signal })

/** Does something with a handover, and looks again. */
export async function act(id: string, what: string): Promise<void> {
  await ask('POST', `/api/v1/handovers/${id}/${what}`, { body: {} })
  await lookAgain()
}

/** Asks anew what has become of handovers and of what people answer for. */
export async function lookAgain(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['handovers'] })
  await queries.invalidateQueries({ queryKey: ['inventory'] })
}
