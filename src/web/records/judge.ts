import type { Meta, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { matches } from '#kernel/where-memory.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import { reckoning, timeZone } from '../ui/language.ts'

/** Which fields a record as it stands in a form, or on a page, hides and asks for. The server judges the same again. */
export function judge(object: MetaObject, values: Values, me: Meta['user']) {
  const hidden = new Set<string>()
  const required = new Set<string>()
  const asked = Object.entries(object.conditions ?? {})
  if (asked.length === 0) return { hidden, required }
  const registry = { objects: new Map([[object.key, object as unknown as RegisteredObject]]) }
  const record = Object.fromEntries(Object.keys(object.fields).map((key) => [key, values[key] ?? null]))
  const asker = {
    userId: me.id,
    teamId: me.teamId,
    teamIds: me.teamId ? [me.teamId] : [],
    teamMateIds: [me.id],
    belowIds: [me.id],
    timeZone: timeZone() ?? 'UTC',
    ...reckoning(),
    now: new Date().toISOString(),
  }
  const holds = (where: Where) => {
    try {
      return matches(parseWhere(where, { registry, object: object.key }), record, asker)
    } catch {
      return null // what cannot be judged here is judged by the server alone
    }
  }
  for (const [key, { visibleWhen, requiredWhen }] of asked) {
    const shown = visibleWhen ? holds(visibleWhen) : true
    if (shown === false) hidden.add(key)
    else if (requiredWhen && holds(requiredWhen)) required.add(key)
  }
  return { hidden, required }
}
