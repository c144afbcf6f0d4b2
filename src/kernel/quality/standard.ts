import type { Field } from '../fields/field.ts'
import { isComputed } from '../fields/index.ts'
import type { RegisteredObject, Registry } from '../registry.ts'
import type { Standard } from './records.ts'

/** Are the records of this object judged? Those that people and files bring, and that are no events. */
export function isJudged(object: RegisteredObject): boolean {
  const entered = object.traits.includes('importable') || object.custom === true
  return entered && !object.nested && !object.byRules && object.happensAt === undefined
}

/** May a field be asked for by a standard? Not what the system writes, and not what few may see. */
export function isAskable(field: Field): boolean {
  return !field.system && !field.sensitive && !isComputed(field) && !unaskable.has(field.type)
}

const unaskable = new Set(['boolean', 'json', 'files', 'autonumber', 'score', 'longText', 'relations'])
/** Dates are plans and passing events, and who answers for a record may be nobody yet: asked for only where somebody says so. */
const seldomAsked = new Set(['date', 'datetime', 'user'])

/** Days after which a record that nobody has touched counts as stale, where nobody has said: somebody's, and what all refer to. */
const [freshDays, freshDaysOfAll] = [180, 730]

/**
 * What is asked where nobody has said: the fields that its declaration puts first, in the quick form, the list and the head
 * of the page, but not where it is gathered; where it has no views, its first eight.
 */
export function defaultStandard(object: RegisteredObject, { objects }: Pick<Registry, 'objects'>): Standard {
  const { create = [], list = [], header = [] } = object.views
  const first = [object.title, ...create, ...list, ...header]
  const named = first.length > 1 ? first : Object.keys(object.fields)
  const fields = [...new Set(named)].filter((key) => {
    const field = object.fields[key]
    const gatherer = field && 'to' in field && objects.get(String(field.to))?.gathers
    return field && isAskable(field) && !seldomAsked.has(field.type) && !gatherer
  })
  return {
    fields: first.length > 1 ? fields : fields.slice(0, 8),
    freshDays: object.traits.includes('owned') ? freshDays : freshDaysOfAll,
  }
}
