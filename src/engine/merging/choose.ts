import type { MergeWhy } from '#kernel/api-merge.ts'
import type { Address } from '#kernel/fields/address.ts'
import { isComputed } from '#kernel/fields/index.ts'
import type { Option } from '#kernel/fields/select.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { foldText } from '#kernel/text/fold.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import type { Stored } from '../records/codec.ts'

/** From which record a field is taken, or from all, and why. */
export type Choice = { readonly from: string; readonly why: MergeWhy }

/** When a field of a record was set last (ISO instant). */
export type SetAt = (id: string, field: string) => string

const engineOwn = new Set(['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'importId'])
/** What the engine itself writes, of each record anew. */
const worked = new Set(['autonumber', 'score'])
const joinable = new Set(['relations', 'multiSelect', 'files', 'longText'])

/** Fields whose value a merge settles: all that is kept in the record and not worked out, numbered or fixed. */
export function settledFields(object: RegisteredObject): string[] {
  return Object.entries(object.fields).flatMap(([key, field]) => {
    const kept = !isComputed(field) && !worked.has(field.type) && !field.fixed && !field.derivedFrom
    return kept && !engineOwn.has(key) ? [key] : []
  })
}

/** Can the values of several records stand together? */
export function isJoined(object: RegisteredObject, key: string): boolean {
  const field = object.fields[key]!
  return joinable.has(field.type) && !field.system
}

/** The field that a field is taken along with; itself where it stands alone. */
export function leaderOf(object: RegisteredObject, key: string): string {
  return object.together.find((group) => group.includes(key))?.[0] ?? key
}

/** The record that should go on: one of which nothing is said that comes last, of those the one that says most, of equals the oldest. */
export function proposedSurvivor(
  object: RegisteredObject,
  records: readonly Stored[],
  pointing: ReadonlyMap<string, number>,
): string {
  const keys = settledFields(object)
  const weight = (record: Stored) =>
    keys.filter((key) => !isEmpty(record[key])).length + Math.log2(1 + (pointing.get(record.id) ?? 0))
  const last = (record: Stored) => Number(keys.some((key) => rank(object.fields[key]!, record[key]) === 'last'))
  return records.toSorted(
    (a, b) => last(a) - last(b) || weight(b) - weight(a) || (String(a['createdAt']) < String(b['createdAt']) ? -1 : 1),
  )[0]!.id
}

/**
 * Which value each field should have: the same in all, the only one, all of them together, the one whose choice comes first, the one that is
 * proven right, the fuller one, else the one that was set last. Who holds a record stays as it is with the survivor.
 */
export function proposeChoices(
  object: RegisteredObject,
  records: readonly Stored[],
  survivor: string,
  setAt: SetAt,
): Map<string, Choice> {
  const first = records.find(({ id }) => id === survivor)!
  const ordered = [first, ...records.filter((record) => record !== first)]
  const choices = new Map<string, Choice>()
  for (const key of settledFields(object))
    if (leaderOf(object, key) === key) choices.set(key, propose(object, key, ordered, setAt))
  for (const key of settledFields(object)) {
    const leader = choices.get(leaderOf(object, key))
    if (leader && !choices.has(key)) choices.set(key, leader)
  }
  return choices
}

function propose(object: RegisteredObject, key: string, ordered: readonly Stored[], setAt: SetAt): Choice {
  const field = object.fields[key]!
  const [survivor] = ordered
  const holding = ordered.filter((record) => !isEmpty(heldValue(object, key, record, ordered)))
  const [one] = holding
  if (!one) return { from: survivor!.id, why: 'same' }
  if (isOneText(holding, key))
    return holding.length === ordered.length ? { from: survivor!.id, why: 'same' } : { from: one.id, why: 'only' }
  const leads = object.together.some((group) => group[0] === key) && field.type !== 'select'
  if (key === 'owner' || leads) return { from: one.id, why: one === survivor ? 'survivor' : 'only' }
  if (isJoined(object, key) && fits(object, key, joined(object, key, ordered))) return { from: 'all', why: 'all' }
  const standing = foremost(field, key, holding)
  if (isOneText(standing, key)) return { from: standing[0]!.id, why: 'state' }
  const proven = standing.filter((record) => isProven(object, key, record[key]))
  if (proven.length === 1) return { from: proven[0]!.id, why: 'verified' }
  const among = proven.length > 0 ? proven : standing
  const fuller = fullest(
    field,
    among.map((record) => [record.id, record[key]]),
  )
  if (fuller) return { from: fuller, why: 'complete' }
  const at = (record: Stored) =>
    field.system && /^date/.test(field.type) ? String(record[key]) : setAt(record.id, key)
  return { from: among.toSorted((a, b) => (at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0))[0]!.id, why: 'newest' }
}

function isOneText(records: readonly Stored[], key: string): boolean {
  return new Set(records.map((record) => JSON.stringify(record[key]))).size === 1
}

/** Those whose choice comes first; where there is none, those whose choice does not come last, if there are any. */
function foremost(
  field: RegisteredObject['fields'][string],
  key: string,
  holding: readonly Stored[],
): readonly Stored[] {
  const first = holding.filter((record) => rank(field, record[key]) === 'first')
  if (first.length > 0) return first
  const rest = holding.filter((record) => rank(field, record[key]) !== 'last')
  return rest.length > 0 ? rest : holding
}

function rank(field: RegisteredObject['fields'][string], value: unknown): Option['merges'] {
  if (field.type !== 'select') return undefined
  return (field as { readonly options?: readonly Option[] }).options?.find(({ key }) => key === value)?.merges
}

/** The value that a choice amounts to. */
export function chosenValue(object: RegisteredObject, key: string, from: string, ordered: readonly Stored[]): unknown {
  if (from === 'all') return joined(object, key, ordered)
  return heldValue(object, key, ordered.find(({ id }) => id === from)!, ordered) ?? null
}

/** What points at one of those that become one points nowhere. */
function heldValue(object: RegisteredObject, key: string, record: Stored, all: readonly Stored[]): unknown {
  const field = object.fields[key]!
  const value = record[key] ?? null
  if (!('to' in field) || field.to !== object.key) return value
  const inside = (id: unknown) => all.some((one) => one.id === id)
  if (!Array.isArray(value)) return inside(value) ? null : value
  const rest = value.filter((id) => !inside(id))
  return rest.length > 0 ? rest : null
}

function joined(object: RegisteredObject, key: string, ordered: readonly Stored[]): unknown {
  const values = ordered.map((record) => heldValue(object, key, record, ordered)).filter((value) => !isEmpty(value))
  if (object.fields[key]!.type === 'longText') {
    const texts = values.map(String)
    return texts
      .filter((text, i) => !texts.some((other, n) => n !== i && other.includes(text) && (other !== text || n < i)))
      .join('\n\n')
  }
  const all = [...new Set(values.flat())] as string[]
  return object.fields[key]!.type === 'relations' ? all.sort() : all
}

function fits(object: RegisteredObject, key: string, value: unknown): boolean {
  const max = (object.fields[key] as { max?: number }).max ?? (typeof value === 'string' ? 20_000 : 100)
  return typeof value === 'string' ? [...value].length <= max : (value as unknown[]).length <= max
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** A number whose check digits are right, and a telephone number that can be called. */
function isProven(object: RegisteredObject, key: string, value: unknown): boolean {
  const { organisation } = object.matching ?? {}
  if (organisation?.taxNumber?.includes(key)) return checkUscc(String(value)).valid
  return object.fields[key]!.type === 'phone' && (value as { e164?: string | null }).e164 !== null
}

/** The one value that says more than each of the others: the longer of two names, an address with more parts, what is not the value that every record begins with. */
function fullest(
  field: RegisteredObject['fields'][string],
  values: readonly (readonly [id: string, value: unknown])[],
): string | null {
  const other = field.default === undefined ? [] : values.filter(([, value]) => value !== field.default)
  if (
    other.length > 0 &&
    new Set(other.map(([, value]) => JSON.stringify(value))).size === 1 &&
    other.length < values.length
  )
    return other[0]![0]
  if (field.type === 'text') {
    const folded = values.map(([id, value]) => [id, foldText(String(value))] as const)
    const whole = folded.find(([, text]) => folded.every(([, part]) => text.includes(part)))
    return whole && folded.some(([, text]) => text !== whole[1]) ? whole[0] : null
  }
  if (field.type === 'address') {
    const counted = values.map(
      ([id, value]) => [id, Object.values(value as Address).filter((part) => part !== null).length] as const,
    )
    const most = Math.max(...counted.map(([, parts]) => parts))
    const best = counted.filter(([, parts]) => parts === most)
    return best.length === 1 ? best[0]![0] : null
  }
  return null
}
