import type { ImportColumnPlan, ImportPlan } from '#kernel/api-import.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { nameParts } from '#kernel/text/person-name.ts'
import type { Session } from '../context.ts'
import { parseValues } from '../records/parse.ts'
import { pointsAt, type Target, targetsOf } from './targets.ts'

export const emptyPlan: ImportPlan = {
  columns: [],
  constants: {},
  templates: {},
  ifRequired: {},
  choices: {},
  references: {},
  people: { unknown: 'refuse' },
  duplicates: 'skip',
  empty: 'keep',
}

const optional = new Set(['match', 'otherChoices', 'leaveOut', 'shared', 'automations'])

/** A plan with some of its parts replaced; what cannot be a plan at all is refused. */
export function mergePlan(plan: ImportPlan, given: unknown): ImportPlan {
  if (given === undefined || given === null) return plan
  if (typeof given !== 'object' || Array.isArray(given)) throw shape('plan')
  const merged = { ...plan, ...(given as Partial<ImportPlan>) }
  const unknown = Object.keys(merged).find((key) => !(key in emptyPlan) && !optional.has(key))
  if (unknown) throw shape(unknown)
  const record = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!Array.isArray(merged.columns) || merged.columns.some((c: unknown) => !record(c))) throw shape('columns')
  for (const key of ['constants', 'templates', 'ifRequired', 'choices', 'references', 'people'] as const)
    if (!record(merged[key])) throw shape(key)
  for (const [key, entry] of Object.entries(merged.references)) if (!record(entry)) throw shape(`references.${key}`)
  if (merged.otherChoices !== undefined && !record(merged.otherChoices)) throw shape('otherChoices')
  for (const key of ['shared', 'automations'] as const)
    if (merged[key] !== undefined && typeof merged[key] !== 'boolean') throw shape(key)
  if (merged.leaveOut !== undefined && !isRules(merged.leaveOut)) throw shape('leaveOut')
  for (const { only } of merged.columns) if (only !== undefined && !isRules([only])) throw shape('columns')
  return {
    ...merged,
    references: Object.fromEntries(
      Object.entries(merged.references).map(([key, entry]) => [
        key,
        { ...entry, unknown: entry.unknown ?? 'refuse', names: entry.names ?? {} },
      ]),
    ),
  }
}

function isRules(rules: unknown): boolean {
  return (
    Array.isArray(rules) &&
    rules.every(
      (rule: { column?: unknown; is?: unknown } | null) =>
        typeof rule?.column === 'number' && Array.isArray(rule.is) && rule.is.every((word) => typeof word === 'string'),
    )
  )
}

/** Everything that is wrong with a plan, by its place in it; a field that the caller may not write is unknown to it. */
export function checkPlan(session: Session, object: RegisteredObject, plan: ImportPlan, columns: number): void {
  const targets = new Map(targetsOf(session, object).map((t) => [t.path, t]))
  const wrong: Problem[] = []
  const seen = new Set<string>()
  for (const column of plan.columns) {
    const place = `columns.${column.column}`
    if (!Number.isInteger(column.column) || column.column < 0 || column.column >= columns)
      wrong.push(problem(place, { en: 'The file has no such column.', zh: '文件中没有这一列。' }, 'no-such-column'))
    if (!targets.has(column.field)) wrong.push(unknownField(place, column.field))
    else if (seen.has(column.field) && !mayShare(column, plan, targets))
      wrong.push(
        problem(
          place,
          {
            en: `Two columns go to '${column.field}'.`,
            zh: `有两列都对应「${targets.get(column.field)!.label.zh}」。`,
          },
          'twice',
        ),
      )
    if (column.only && !targets.has(column.only.otherwise)) wrong.push(unknownField(place, column.only.otherwise))
    seen.add(column.field)
  }
  wrong.push(
    ...valuesWrong(session, object, 'constants', plan.constants),
    ...valuesWrong(session, object, 'ifRequired', plan.ifRequired),
  )
  for (const key of Object.keys(plan.templates))
    if (targets.get(key)?.part !== '') wrong.push(unknownField(`templates.${key}`, key))
  for (const [place, one, all] of [
    ['duplicates', plan.duplicates, ['skip', 'update', 'create']],
    ['empty', plan.empty, ['keep', 'clear']],
    ...Object.entries(plan.otherChoices ?? {}).map(
      ([key, does]) => [`otherChoices.${key}`, does, ['refuse', 'empty', 'note']] as const,
    ),
    ['people.unknown', plan.people.unknown, ['refuse', 'inactive', 'one', 'empty']],
    ...Object.entries(plan.references).map(
      ([key, r]) => [`references.${key}.unknown`, r.unknown, ['refuse', 'create', 'empty']] as const,
    ),
  ] as const)
    if (!(all as readonly string[]).includes(one))
      wrong.push(problem(place, { en: `This is one of: ${all.join(', ')}.`, zh: `只能是：${all.join('、')}。` }))
  wrong.push(...referencesWrong(session, object, plan, targets))
  for (const key of (plan.match ?? []).flat())
    if (!plan.columns.some((c) => c.field === key || c.field.startsWith(`${key}.`)))
      wrong.push(
        problem(
          'match',
          { en: `No column goes to '${key}'.`, zh: `没有列对应「${object.fields[key]?.label.zh ?? key}」。` },
          'not-mapped',
        ),
      )
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
}

/**
 * Several columns of a long text are lines of it, telephones may stand in several columns, and a record may be named by
 * its id in one and its name in another. Anything else that goes to one place twice is a slip.
 */
function mayShare(column: ImportColumnPlan, plan: ImportPlan, targets: ReadonlyMap<string, Target>): boolean {
  const type = targets.get(column.field)?.field.type ?? ''
  return severals.has(type) || plan.columns.some((c) => c.field === column.field && c.only)
}

/** Columns that do not alone decide over a field: parts of a name, several telephones, values that go here or there. */
export function jointColumns({ columns }: ImportPlan): ReadonlySet<number> {
  const fields = columns.flatMap((c) => [c.field, ...(c.only ? [c.only.otherwise] : [])])
  return new Set(
    columns
      .filter(
        ({ field, only }) =>
          only || nameParts.some((p) => field.endsWith(`.${p}`)) || fields.filter((f) => f === field).length > 1,
      )
      .map(({ column }) => column),
  )
}

const severals = new Set(['longText', 'phone', 'email', 'url', 'multiSelect', 'relation', 'user'])

/** What a run must have the right to do besides creating records of the object. */
function referencesWrong(
  session: Session,
  object: RegisteredObject,
  plan: ImportPlan,
  targets: ReadonlyMap<string, Target>,
): Problem[] {
  const wrong: Problem[] = []
  const { principal, workspace } = session
  const forbidden = (place: string, to: string) => {
    const { label, plural } = workspace.registry.object(to)
    wrong.push(
      problem(
        place,
        { en: `You may not create ${plural.toLowerCase()}.`, zh: `你没有新建${label.zh}的权限。` },
        'forbidden',
      ),
    )
  }
  for (const [key, reference] of Object.entries(plan.references)) {
    const target = targets.get(key)
    const to = target && pointsAt(target.field)
    if (!to) wrong.push(unknownField(`references.${key}`, key))
    else {
      if (reference.unknown === 'create' && !principal.rights(to).create) forbidden(`references.${key}`, to)
      if (reference.with)
        wrong.push(...valuesWrong(session, workspace.registry.object(to), `references.${key}.with`, reference.with))
      for (const [name, id] of Object.entries(reference.names))
        if (id !== null && 'wrong' in parseId(id))
          wrong.push(
            problem(`references.${key}.names.${name}`, {
              en: 'This is not the id of a record.',
              zh: '这不是有效的记录编号。',
            }),
          )
    }
  }
  const people = plan.columns.some(({ field }) => object.fields[field] && pointsAt(object.fields[field]!) === 'user')
  if (people && plan.people.unknown === 'inactive' && !principal.rights('user').create) forbidden('people', 'user')
  if (plan.people.unknown === 'one' && 'wrong' in parseId(plan.people.one))
    wrong.push(problem('people.one', { en: 'Say who gets the records.', zh: '请选择由谁负责这些记录。' }, 'required'))
  return wrong
}

function valuesWrong(
  session: Session,
  object: RegisteredObject,
  place: string,
  values: Readonly<Record<string, unknown>>,
): Problem[] {
  const { problems } = parseValues(object, values, session.principal.rights(object.key))
  return problems.map((p) => ({ ...p, field: `${place}.${p.field}` }))
}

function unknownField(place: string, field: string): Problem {
  return problem(
    place,
    { en: `There is no field '${field}' to write to.`, zh: `没有可写入的字段「${field}」。` },
    'unknown-field',
  )
}

function shape(key: string): Refusal {
  return new Refusal('malformed', [
    problem(key, { en: `'${key}' does not fit a plan.`, zh: `导入方案中的「${key}」格式不对。` }, 'shape'),
  ])
}

/** The plan of a column, as it is proposed. */
export function columnPlan(
  column: number,
  field: string,
  more: Omit<ImportColumnPlan, 'column' | 'field'> = {},
): ImportColumnPlan {
  return { column, field, ...more }
}
