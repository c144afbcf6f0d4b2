import { columnsOf } from './fields/index.ts'
import { boundsOf, type ScoreField, type ScoreRule } from './fields/score.ts'
import type { Learning } from './learn/learning.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { Registry } from './registry.ts'
import { fieldsOfTree, leavesOf } from './rollup.ts'
import type { Where } from './where.ts'
import { parseWhere } from './where-parse.ts'
import type { Leaf, Tree } from './where-tree.ts'

/** A score with its filters read. */
export type ReadScore = {
  /** Where it is learnt instead of ruled. */
  readonly learning?: Learning
  readonly where: Tree | null
  readonly rules: readonly {
    readonly rule: ScoreRule
    readonly where: Tree | null
    /** The column of the date that its points fade by, and whether that is a day or an instant. */
    readonly since: { readonly column: string; readonly kind: 'date' | 'datetime' } | null
    /** Every field that it reads, of whatever object. */
    readonly reads: readonly { readonly object: string; readonly field: string }[]
  }[]
  /** Fields of the record itself whose change may change the score; null where it may change with anything. */
  readonly own: ReadonlySet<string> | null
  /** Other records whose change may change it: those that a relation of the record points at, and those that point here. */
  readonly near: readonly {
    readonly object: string
    readonly column: string
    readonly by: 'forward' | 'back'
    /** Of those that point here, the field that does. */
    readonly field: string
  }[]
}

/** Reads a score of an object. Throws `Refusal('invalid')` with the place of what is wrong: `rules.2.where`. */
export function readScore(
  field: ScoreField,
  context: { readonly registry: Pick<Registry, 'objects'>; readonly object: string },
): ReadScore {
  const object = context.registry.objects.get(context.object)
  if (!object) throw new Error(`There is no object '${context.object}'.`)
  const problems: Problem[] = []
  const filter = (where: Where | undefined, place: string): Tree | null => {
    if (!where || Object.keys(where).length === 0) return null
    try {
      const tree = parseWhere(where, context)
      if (leavesOf(tree).some(({ column }) => column.declared?.type === 'score')) problems.push(problem(place, ofScore))
      if (leavesOf(tree).some(({ test }) => test.op === 'is')) problems.push(problem(place, ofSomebody))
      return tree
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems.map((one) => ({ ...one, field: one.field?.replace(/^where/, place) ?? place })))
      return null
    }
  }
  const where = filter(field.where, 'where')
  const rules = (field.rules ?? []).map((rule, i) => {
    const tree = filter(rule.where, `rules.${i}.where`)
    const sinceField =
      rule.decay && Object.hasOwn(object.fields, rule.decay.since) ? object.fields[rule.decay.since] : undefined
    const column = sinceField && columnsOf(rule.decay!.since, sinceField)[0]
    const dated = column && (column.kind === 'date' || column.kind === 'datetime')
    if (rule.decay && !dated) problems.push(problem(`rules.${i}.decay.since`, noDate))
    return {
      rule,
      where: tree,
      since: dated ? { column: column.name, kind: column.kind as 'date' | 'datetime' } : null,
      reads: [
        ...(tree ? fieldsOfTree(tree) : []),
        ...(rule.decay ? [{ object: object.key, field: rule.decay.since }] : []),
      ],
    }
  })
  checkBounds(field, problems)
  if (problems.length > 0) throw new Refusal('invalid', problems)
  const leaves = [where, ...rules.map((one) => one.where)].flatMap((tree) => (tree ? leavesOf(tree) : []))
  return {
    where,
    rules,
    own: ownOf(
      leaves,
      rules.flatMap(({ rule }) => rule.decay?.since ?? []),
    ),
    near: leaves.flatMap(nearOf),
  }
}

function checkBounds(field: ScoreField, problems: Problem[]): void {
  const { floor, cap } = boundsOf(field)
  if (floor >= cap)
    problems.push(problem('cap', { en: 'The most is more than the least.', zh: '上限必须大于下限。' }, 'order'))
  const { grades = [] } = field
  grades.forEach(({ key, from }, i) => {
    const earlier = grades.slice(0, i)
    if (earlier.some((one) => one.key === key))
      problems.push(problem(`grades.${i}.key`, { en: 'Another grade has this name.', zh: '等级名称重复。' }))
    if (earlier.some((one) => one.from === from))
      problems.push(
        problem(`grades.${i}.from`, { en: 'Two grades begin at the same points.', zh: '两个等级的起始分相同。' }),
      )
    if (from < floor || from > cap)
      problems.push(
        problem(`grades.${i}.from`, { en: `From ${floor} to ${cap}.`, zh: `应在 ${floor} 到 ${cap} 之间。` }),
      )
  })
}

function ownOf(leaves: readonly Leaf[], dates: readonly string[]): ReadonlySet<string> | null {
  const fields = new Set(dates)
  for (const { hops, column } of leaves) {
    if (hops.length === 0 && column.name === null && column.kind !== 'ids') return null
    fields.add(hops[0]?.field ?? column.field)
  }
  return fields
}

function nearOf({ hops, column }: Leaf): ReadScore['near'][number][] {
  const [hop] = hops
  if (hop)
    return hops.length === 1 && hop.column !== null
      ? [{ object: hop.to, column: hop.column, by: 'forward', field: hop.field }]
      : []
  const declared = column.declared as { type?: string; over?: string; through?: string } | null
  return declared?.type === 'rollup' && declared.over && declared.through
    ? [{ object: declared.over, column: '', by: 'back', field: declared.through }]
    : []
}

const ofScore = { en: 'A score cannot read another score.', zh: '评分规则不能引用另一个评分。' }
const ofSomebody = {
  en: 'A score is the same for everybody, so it cannot ask for me or my team.',
  zh: '评分对所有人相同，条件里不能用「我」或「我的团队」。',
}
const noDate = { en: 'Choose a date or time of the record.', zh: '请选择本记录的日期或时间字段。' }
