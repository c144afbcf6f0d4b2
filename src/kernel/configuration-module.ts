import type { Configuration, CustomField, CustomObject } from './configuration.ts'
import { checkItems } from './configuration-check.ts'
import type { ItemProblem } from './configuration-read.ts'
import { conditionRules, customRules, type Refused } from './configuration-rules.ts'
import type { Field } from './fields/field.ts'
import { snake } from './fields/index.ts'
import type { Label } from './label.ts'
import { customLearnings } from './learn/custom.ts'
import type { Module } from './module.ts'
import { defineObject, type Fields, type ObjectDef } from './object.ts'
import { problem } from './problem.ts'
import { type RegisteredObject, type Registry, readRegistry } from './registry.ts'

/** The module under which an administrator's objects are registered. */
export const customModule = 'custom'

/** What modules and a configuration make together, or what is wrong with the configuration. */
export type Configured = { readonly registry: Registry | null; readonly problems: readonly ItemProblem[] }

/**
 * Makes one registry of the modules and a configuration whose shape has been read. The same checks hold for it as for
 * modules; what they find stands at the item that it is about.
 */
export function configure(
  modules: readonly Module[],
  document: Configuration,
  options: { readonly version?: number; readonly refused?: Refused } = {},
): Configured {
  const late: { registry: Registry | null } = { registry: null }
  const module = moduleOf(modules, document, () => late.registry, options.refused)
  const { registry, problems } = readRegistry([...modules, module], {
    ...(options.version === undefined ? {} : { version: options.version }),
    adapt: (object) => adapt(object, document),
  })
  const wrong = problems.map(({ at, field, message }) => ({
    ...itemAt(at, /^(?:where|rules|floor|cap|grades)/.test(field ?? ''), document),
    problem: problem(field ?? fieldAt(at), message),
  }))
  if (!registry) return { registry, problems: [...wrong, ...strayFields(modules, document)] }
  const whole: Registry = {
    ...registry,
    learnings: [...registry.learnings, ...customLearnings(registry, document.scores)],
  }
  late.registry = whole
  const found = checkItems(whole, document)
  return found.length > 0 ? { registry: null, problems: found } : { registry: whole, problems: [] }
}

function moduleOf(
  modules: readonly Module[],
  document: Configuration,
  registry: () => Registry | null,
  refused: Refused | undefined,
): Module {
  const declared = new Set(modules.flatMap((m) => m.objects ?? []).map((o) => o.key))
  const fieldsBy = Map.groupBy(Object.entries(document.fields), ([path]) => path.split('.')[0] ?? '')
  const fieldsOf = (object: string): Fields =>
    Object.fromEntries(
      (fieldsBy.get(object) ?? []).map(([path, field]) => [path.slice(object.length + 1), fieldOf(path, field)]),
    )
  return {
    key: customModule,
    label: { en: 'Custom', zh: '自定义' },
    objects: Object.entries(document.objects).map(([key, object]) => objectOf(key, object, fieldsOf(key))),
    extensions: [...fieldsBy.keys()]
      .filter((object) => declared.has(object) && !Object.hasOwn(document.objects, object))
      .map((object) => ({ object, fields: fieldsOf(object) })),
    rules: [...customRules(document, registry, refused), ...conditionRules(document, registry, refused)],
  }
}

/** Tables of custom objects, and columns of custom fields, begin in a way that no key of a module does: `x_`. */
export function customName(key: string): string {
  return `x_${snake(key)}`
}

function objectOf(key: string, object: CustomObject, fields: Fields): ObjectDef {
  const { title, label, plural, help, icon, traits = [], nested } = object
  const own = Object.keys(fields)
  return defineObject(key, {
    label,
    plural,
    ...(help ? { help } : {}),
    title,
    ...(icon ? { icon } : {}),
    ...(nested ? { nested } : {}),
    traits,
    fields,
    custom: true,
    table: customName(key),
    views: {
      list: [...own.slice(0, 7), ...(traits.includes('owned') ? ['owner'] : [])],
      create: own.filter((field) => fields[field]?.system !== true).slice(0, 12),
      page: [{ label, fields: own }],
    },
  })
}

function fieldOf(path: string, item: CustomField): Field {
  const { owner: _o, reason: _r, reviewAt: _v, createdAt: _c, createdBy: _b, ...field } = item
  const computed = item.type === 'formula' || item.type === 'rollup'
  return {
    ...field,
    custom: true,
    ...(computed ? {} : { column: item.column ?? customName(path.split('.')[1] ?? '') }),
    ...(computed || item.type === 'autonumber' || item.type === 'score' ? { system: true } : {}),
    ...(item.type === 'autonumber' ? { unique: true } : {}),
    ...(item.type === 'user' || item.type === 'team' ? { to: item.type } : {}),
  } as unknown as Field
}

/** Other words, more choices, conditions and layouts for a declared object. */
function adapt(object: RegisteredObject, document: Configuration): RegisteredObject {
  const { labels, choices, conditions, scores } = document
  const at = <T>(items: Readonly<Record<string, T>>, key: string): T | undefined =>
    Object.hasOwn(items, key) ? items[key] : undefined
  const fields = Object.entries(object.fields).map(([key, field]): [string, Field] => {
    const path = `${object.key}.${key}`
    const [words, more, condition] = [at(labels, path), at(choices, path), at(conditions, path)]
    const options = 'options' in field ? (field.options as readonly unknown[]) : []
    return [
      key,
      {
        ...field,
        ...(words?.label ? { label: words.label } : {}),
        ...(words?.help ? { help: words.help } : {}),
        ...(more ? { options: [...options, ...more.options] } : {}),
        ...(field.type === 'score' ? scoreOf(at(scores, path)) : {}),
        // What is not shown cannot be asked for.
        ...(field.custom && field.required && condition?.visibleWhen ? { required: false } : {}),
      },
    ]
  })
  const words = at(labels, object.key)
  const own = <T extends { readonly object: string; readonly order?: number }>(items: Readonly<Record<string, T>>) =>
    Object.entries(items)
      .filter(([, item]) => item.object === object.key)
      .map(([key, item]) => ({ ...item, key }))
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  const conditional = Object.entries(conditions).flatMap(([path, condition]) => {
    const [of, key = ''] = path.split('.')
    return of === object.key ? [[key, conditionOf(object, key, condition)] as const] : []
  })
  return {
    ...object,
    ...(words?.label ? { label: words.label } : {}),
    ...(words?.plural ? { plural: words.plural } : {}),
    ...(words?.help ? { help: words.help } : {}),
    fields: Object.fromEntries(fields),
    views: withCustom(object),
    conditions: Object.fromEntries(conditional),
    layouts: own(document.layouts),
    listViews: own(document.views),
  }
}

/** What gives points, in place of what a module has declared. */
function scoreOf(item: Configuration['scores'][string] | undefined) {
  if (!item) return {}
  const { where, rules, floor, cap, grades, learns } = item
  return { where, rules, floor, cap, grades, ...(learns ? { learnt: true } : {}) }
}

/** Custom fields of a module's object stand on its page, and in the form where a record cannot be made without them. */
function withCustom({ custom, fields, views }: RegisteredObject): RegisteredObject['views'] {
  const own = Object.keys(fields).filter((key) => fields[key]?.custom)
  if (custom || own.length === 0) return views
  const needed = own.filter((key) => fields[key]?.required)
  return {
    ...views,
    ...(views.create ? { create: [...views.create, ...needed] } : {}),
    page: [...(views.page ?? []), { label: { en: 'More', zh: '更多信息' }, fields: own }],
  }
}

/** A required field that is shown for some records alone is required of those. */
function conditionOf(
  object: RegisteredObject,
  key: string,
  { requiredWhen, visibleWhen }: Configuration['conditions'][string],
) {
  const required = requiredWhen ?? (object.fields[key]?.required ? visibleWhen : undefined)
  return { ...(required ? { requiredWhen: required } : {}), ...(visibleWhen ? { visibleWhen } : {}) }
}

/** Fields of an object that there is not. */
function strayFields(modules: readonly Module[], document: Configuration): ItemProblem[] {
  const known = new Set([
    ...modules.flatMap((m) => m.objects ?? []).map((o) => o.key),
    ...Object.keys(document.objects),
  ])
  return Object.keys(document.fields)
    .filter((path) => !known.has(path.split('.')[0] ?? ''))
    .map((key) => ({ section: 'fields', key, problem: problem('object', noObject(key.split('.')[0] ?? '')) }))
}

/** The sentence for an object that there is not. */
export function noObject(key: string): Label {
  return { en: `There is no object '${key}'.`, zh: `没有对象「${key}」。` }
}

/** The item that a place of a declaration belongs to: `vehicle.plate.where` is of the field `vehicle.plate`. */
function itemAt(at: string, inside: boolean, document: Configuration): Pick<ItemProblem, 'section' | 'key'> {
  const [object = '', field = ''] = at.split('.')
  const path = `${object}.${field}`
  if (inside && Object.hasOwn(document.scores, path)) return { section: 'scores', key: path }
  if (Object.hasOwn(document.fields, path)) return { section: 'fields', key: path }
  if (Object.hasOwn(document.choices, path)) return { section: 'choices', key: path }
  return { section: 'objects', key: object }
}

function fieldAt(at: string): string | null {
  return at.split('.').slice(2).join('.') || null
}
