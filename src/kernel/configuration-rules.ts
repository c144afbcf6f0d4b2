import { type Change, check, type Rule, type Tx } from './behaviour.ts'
import type { Configuration, CustomCondition, CustomRule } from './configuration.ts'
import { type FieldRef, type Formula, parseFormula } from './formula.ts'
import { evaluate } from './formula-memory.ts'
import type { ObjectDef } from './object.ts'
import { problem, Refusal } from './problem.ts'
import type { Registry } from './registry.ts'
import { leavesOf } from './rollup.ts'
import type { Asker, Where } from './where.ts'
import { matches } from './where-memory.ts'
import { parseWhere, type WhereContext } from './where-parse.ts'
import type { Hop, Tree } from './where-tree.ts'
import type { Values } from './where-values.ts'

/** Told when a rule has refused a write. */
export type Refused = (rule: string) => void

/**
 * The rules of a configuration as check rules: batches, imports, actions and the API all pass them. The registry is asked
 * for when they first run, since they are part of it.
 */
export function customRules(document: Configuration, registry: () => Registry | null, refused?: Refused): Rule[] {
  return Object.entries(document.rules).map(([key, rule]) => {
    const read = once(() => readRule(rule, registry()))
    return check(def(rule.object), `${rule.label.en} (${key})`, async (change, tx) => {
      const { when, must, formula, reads } = read()
      if (!judges(change, reads)) return
      const values = change.after as unknown as Values
      const asker = askerOf(tx)
      const follow = await gather(values, reads, tx)
      if (when && !matches(when, values, asker, follow)) return
      // An empty answer is nobody's fault: what is missing is the business of required fields.
      const holds = must
        ? matches(must, values, asker, follow)
        : formula && evaluate(formula, values, asker, follow) !== false
      if (holds) return
      refused?.(key)
      return problem(rule.field ?? null, rule.message, `rule-${key}`)
    })
  })
}

/** Fields that are required of some records. */
export function conditionRules(document: Configuration, registry: () => Registry | null, refused?: Refused): Rule[] {
  return Object.entries(document.conditions).flatMap(([path, condition]) => {
    const [object = '', key = ''] = path.split('.')
    const declared = Object.hasOwn(document.fields, path) ? document.fields[path] : undefined
    const required = condition.requiredWhen ?? (declared?.required ? condition.visibleWhen : undefined)
    if (!required) return []
    const read = once(() => readCondition(object, { requiredWhen: required }, registry()))
    return [
      check(def(object), `${path} is required of some records`, async (change, tx) => {
        const { requiredWhen, reads, fields } = read()
        const label = fields[key]?.label ?? { en: key, zh: key }
        const values = change.after as unknown as Values
        const value = values[key]
        if (!(value === null || value === undefined) || !requiredWhen) return
        if (!judges(change, [...reads, { roots: [key], hops: [] }])) return
        if (!matches(requiredWhen, values, askerOf(tx))) return
        refused?.(path)
        return problem(key, { en: `${label.en} is required.`, zh: `请填写${label.zh}。` }, 'required')
      }),
    ]
  })
}

/** A rule with everything read. Throws `Refusal` at `when`, `must` or `is`. */
export function readRule(rule: CustomRule, registry: Registry | null) {
  const context = { registry: registry!, object: rule.object }
  const when = readFilter(rule.when, context, 'when')
  const must = readFilter(rule.must, context, 'must')
  const formula = rule.is ? parseFormula({ is: rule.is, result: 'boolean' }, context) : null
  const reads = [
    ...(when ? readsOfTree(when) : []),
    ...(must ? readsOfTree(must) : []),
    ...(formula ? readsOfFormula(formula) : []),
  ]
  return { when, must, formula, reads }
}

/** A condition with its filters read. */
export function readCondition(
  object: string,
  { requiredWhen, visibleWhen }: CustomCondition,
  registry: Registry | null,
) {
  const context = { registry: registry!, object }
  const required = readFilter(requiredWhen, context, 'requiredWhen')
  const visible = readFilter(visibleWhen, context, 'visibleWhen')
  const reads = [...(required ? readsOfTree(required) : []), ...(visible ? readsOfTree(visible) : [])]
  return { requiredWhen: required, visibleWhen: visible, reads, fields: registry!.object(object).fields }
}

/** Reads a filter; what is wrong with it stands at the property that holds it. */
export function readFilter(where: Where | undefined, context: WhereContext, place: string): Tree | null {
  if (!where) return null
  try {
    return parseWhere(where, context)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(
      'invalid',
      error.problems.map((one) => ({ ...one, field: one.field?.replace(/^where/, place) ?? place })),
    )
  }
}

/** What one test or formula needs: fields of the record itself, and the ways to other records. */
export type Read = { readonly roots: readonly string[]; readonly hops: readonly (readonly Hop[])[] }

function readsOfTree(tree: Tree): Read[] {
  return leavesOf(tree).map(({ hops, column }) => {
    const inside = (column.formula?.reads ?? []).map((ref) => [...hops, ...ref.hops])
    const own = hops.length > 0 || !column.formula ? [rootOf({ hops, column })] : column.formula.reads.map(rootOf)
    return { roots: own, hops: [hops, ...inside] }
  })
}

function readsOfFormula(formula: Formula): Read[] {
  return formula.reads.map((ref) => ({ roots: [rootOf(ref)], hops: [ref.hops] }))
}

function rootOf({ hops, column }: FieldRef): string {
  return hops[0]?.field ?? column.field
}

/** Does the write touch what a rule reads? A record from before the rule may be changed elsewhere. */
function judges(change: Change<ObjectDef>, reads: readonly Read[]): boolean {
  if (change.deleted) return false
  if (change.before === null) return true
  return reads.some(({ roots }) => roots.some((key) => change.changes(key)))
}

/** Reads the records that the paths of a rule lead to, each once. */
async function gather(record: Values, reads: readonly Read[], tx: Tx) {
  const found = new Map<string, Values | null>()
  const walk = async (from: Values, [hop, ...rest]: readonly Hop[]): Promise<void> => {
    if (!hop) return
    const ids = [from[hop.field] ?? []].flat().map(String)
    await Promise.all(
      ids.map(async (id) => {
        const key = `${hop.to} ${id}`
        if (!found.has(key)) found.set(key, (await tx.all.get(def(hop.to), id)) as unknown as Values | null)
        const there = found.get(key)
        if (there) await walk(there, rest)
      }),
    )
  }
  for (const { hops } of reads) for (const way of hops) await walk(record, way)
  return (hop: Hop, id: string) => found.get(`${hop.to} ${id}`) ?? null
}

function askerOf({ actor, now }: Tx): Asker {
  return {
    userId: actor.id,
    teamId: actor.teamId,
    teamIds: [],
    teamMateIds: [],
    belowIds: [],
    timeZone: actor.timeZone,
    now,
  }
}

/** The engine asks of a declaration here no more than its key. */
function def(key: string): ObjectDef {
  return { key } as ObjectDef
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
