import type { Configuration, Section } from './configuration.ts'
import type { ItemProblem } from './configuration-read.ts'
import { type Read, readCondition, readFilter, readRule } from './configuration-rules.ts'
import { suggestion } from './declaration-problem.ts'
import { columnsOf, typeOf } from './fields/index.ts'
import { wrongLearning } from './learn/custom.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { leavesOf } from './rollup.ts'
import type { Where } from './where.ts'
import { readPath } from './where-path.ts'
import type { Tree } from './where-tree.ts'

/** What is wrong with items that no declaration of a module has: rules, conditions, layouts, lists, words, choices. */
export function checkItems(registry: Registry, document: Configuration): ItemProblem[] {
  const found: ItemProblem[] = []
  const each = <T>(section: Section, items: Readonly<Record<string, T>>, look: (item: T, key: string) => Problem[]) => {
    for (const [key, item] of Object.entries(items))
      for (const one of look(item, key)) found.push({ section, key, problem: one })
  }
  const on = (key: string, look: (object: RegisteredObject) => Problem[]): Problem[] => {
    const object = registry.objects.get(key)
    if (object) return look(object)
    const guess = suggestion(key, registry.objects.keys())
    return [problem('object', { en: `There is no object '${key}'.${guess.en}`, zh: `没有对象「${key}」。${guess.zh}` })]
  }
  each('fields', document.fields, (field, key) =>
    on(key.split('.')[0] ?? '', (object) => wrongField(object, key.split('.')[1] ?? '', field.default)),
  )
  each('rules', document.rules, (rule) =>
    on(rule.object, (object) => [
      ...attempt(() => {
        const { when, must } = readRule(rule, registry)
        return [...(when ? unfit('when', when) : []), ...(must ? unfit('must', must) : [])]
      }),
      ...(rule.field ? unknownFields(object, 'field', [rule.field]) : []),
    ]),
  )
  each('conditions', document.conditions, (condition, path) => {
    const [key = '', field = ''] = path.split('.')
    return on(key, (object) => [
      ...unknownFields(object, 'key', [field]),
      ...attempt(() => {
        const { requiredWhen, visibleWhen, reads } = readCondition(key, condition, registry)
        return [
          ...(requiredWhen ? unfit('requiredWhen', requiredWhen) : []),
          ...(visibleWhen ? unfit('visibleWhen', visibleWhen) : []),
          ...(reads.some(hasHops)
            ? [
                problem(null, {
                  en: 'A condition reads the record itself and no other.',
                  zh: '显示和必填条件只能用本记录的字段。',
                }),
              ]
            : []),
        ]
      }),
      ...(condition.visibleWhen && object.fields[field]?.required && !object.fields[field]?.custom
        ? [
            problem('visibleWhen', {
              en: 'This field is always required, so it is always shown.',
              zh: '该字段必填，不能隐藏。',
            }),
          ]
        : []),
    ])
  })
  each('layouts', document.layouts, (layout) =>
    on(layout.object, (object) => [
      ...unknownPaths(registry, object, 'list', layout.list ?? []),
      ...unsortable(object, 'sort', layout.sort ?? []),
      ...unknownFields(object, 'create', layout.create ?? []),
      ...unknownFields(object, 'header', layout.header ?? []),
      ...(layout.page ?? []).flatMap(({ fields }, i) => unknownFields(object, `page.${i}.fields`, fields)),
    ]),
  )
  each('views', document.views, (view) =>
    on(view.object, (object) => [
      ...unknownPaths(registry, object, 'columns', view.columns ?? []),
      ...unsortable(object, 'sort', view.sort ?? []),
      ...wrongFilter(registry, object, 'where', view.where),
    ]),
  )
  each('labels', document.labels, (_label, path) => {
    const [key = '', field] = path.split('.')
    return on(key, (object) => (field === undefined ? [] : unknownFields(object, 'key', [field])))
  })
  each('scores', document.scores, ({ learns, rules }, path) => {
    const [key = '', name = ''] = path.split('.')
    return on(key, (object) => {
      const field = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined
      if (!field) return unknownFields(object, 'key', [name])
      if (field.type !== 'score') return [problem('key', { en: 'This field is no score.', zh: '该字段不是评分。' })]
      if (!learns) return []
      return [
        ...(rules.length > 0
          ? [problem('rules', { en: 'A score that is learnt has no rules.', zh: '学习得出的评分没有规则。' })]
          : []),
        ...wrongLearning(registry, object, name, learns),
        ...wrongFilter(registry, object, 'learns.won', learns.won),
        ...wrongFilter(registry, object, 'learns.lost', learns.lost),
      ]
    })
  })
  each('choices', document.choices, ({ options }, path) => {
    const [key = '', name = ''] = path.split('.')
    return on(key, (object) => {
      const field = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined
      if (!field || !('options' in field)) return unknownFields(object, 'key', [name]).concat(field ? [noChoices] : [])
      if (field.custom)
        return [problem(null, { en: 'Change the choices of the field itself.', zh: '请直接修改该字段的选项。' })]
      const all = (field.options as readonly { key: string }[]).map((o) => o.key)
      return options.flatMap((option, i) =>
        all.filter((one) => one === option.key).length > 1
          ? [problem(`options.${i}.key`, { en: 'There is a choice with this key.', zh: '该选项标识已存在。' })]
          : [],
      )
    })
  })
  return found
}

const noChoices = problem('key', { en: 'This field has no choices.', zh: '该字段没有选项。' })

function hasHops({ hops }: Read): boolean {
  return hops.some((way) => way.length > 0)
}

function wrongField(object: RegisteredObject, key: string, value: unknown): Problem[] {
  const field = object.fields[key]
  if (!field) return []
  const problems: Problem[] = []
  const columns = columnsOf(key, field)
  if (value !== undefined && typeof value !== 'object' && columns.length > 0) {
    const parsed = parseDefault(object, key, value)
    if (parsed) problems.push(parsed)
  }
  const searchable = object.custom || Object.values(object.fields).some((one) => one.search && !one.custom)
  if (field.search && !searchable)
    problems.push(
      problem('search', {
        en: `${object.plural} are not searched; only fields of searched objects can be found.`,
        zh: `「${object.label.zh}」不参与搜索，其字段不能设为可搜索。`,
      }),
    )
  if (object.custom && object.title === key && !['text', 'autonumber', 'email', 'phone'].includes(field.type))
    problems.push(
      problem('type', {
        en: 'The field that names a record is a text or an automatic number.',
        zh: '名称字段应为单行文本或自动编号。',
      }),
    )
  return problems
}

function parseDefault(object: RegisteredObject, key: string, value: unknown): Problem | null {
  const field = object.fields[key]!
  const parsed = typeOf(field).parse(value, field)
  return 'wrong' in parsed ? problem('default', parsed.wrong) : null
}

/** What a rule cannot know: rollups, which are computed in the database, and teams other than the person's own. */
function unfit(place: string, tree: Tree): Problem[] {
  return leavesOf(tree).flatMap(({ column, test }) => {
    if (column.declared?.type === 'rollup' || column.declared?.type === 'deadline')
      return [problem(place, { en: 'A rollup or deadline cannot be used here.', zh: '这里不能用汇总或期限字段。' })]
    return test.op === 'is' && test.who !== 'me'
      ? [problem(place, { en: "Only 'me' can be asked for here.", zh: '这里只能用「me」（本人）。' })]
      : []
  })
}

/** Runs a reader; answers what it refuses. */
function attempt(read: () => Problem[]): Problem[] {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [...error.problems]
  }
}

function wrongFilter(registry: Registry, object: RegisteredObject, place: string, where: Where | undefined): Problem[] {
  return attempt(() => {
    readFilter(where, { registry, object: object.key }, place)
    return []
  })
}

function unknownFields(object: RegisteredObject, place: string, keys: readonly string[]): Problem[] {
  return keys.flatMap((key) => {
    if (Object.hasOwn(object.fields, key)) return []
    const guess = suggestion(key, Object.keys(object.fields))
    return [
      problem(place, {
        en: `There is no field '${object.key}.${key}'.${guess.en}`,
        zh: `「${object.label.zh}」没有字段「${key}」。${guess.zh}`,
      }),
    ]
  })
}

function unknownPaths(
  registry: Registry,
  object: RegisteredObject,
  place: string,
  paths: readonly string[],
): Problem[] {
  return paths.flatMap((path) => {
    if (!path.includes('.')) return unknownFields(object, place, [path])
    const found = readPath(object.key, path, { registry })
    return 'wrong' in found ? [problem(place, found.wrong)] : []
  })
}

function unsortable(object: RegisteredObject, place: string, sort: readonly string[]): Problem[] {
  return sort.flatMap((entry) => {
    const [key = ''] = entry.replace(/^-/, '').split('.')
    const unknown = unknownFields(object, place, [key])
    if (unknown.length > 0) return unknown
    const field = object.fields[key]!
    if (field.type === 'deadline' && 'gives' in field && field.gives === 'day') return []
    const [column] = columnsOf(key, field)
    const ordered = column && ['text', 'number', 'boolean', 'date', 'datetime', 'id'].includes(column.kind)
    return ordered
      ? []
      : [problem(place, { en: `The list cannot be sorted by '${key}'.`, zh: `不能按「${key}」排序。` })]
  })
}
