import type { ApiUse } from './api-configuration.ts'
import { type Configuration, type CustomField, type Section, sections } from './configuration.ts'
import { tokenize } from './formula-tokens.ts'
import type { Label } from './label.ts'
import { Refusal } from './problem.ts'

/** What a name leads to: the object that a relation of an object points at, or null. */
export type PointsAt = (object: string, field: string) => string | null

/** A name that items mention: an object (`vehicle`) or a field (`vehicle.plate`). */
export type Name = string

/**
 * Every object and field that an item mentions, whether they are there or not. `pointsAt` follows relations of objects
 * that are registered; those of the document itself are known from it.
 */
export function mentions(
  document: Configuration,
  section: Section,
  key: string,
  pointsAt: PointsAt,
): ReadonlySet<Name> {
  const names = new Set<Name>()
  const follow: PointsAt = (object, field) => {
    const own = document.fields[`${object}.${field}`]
    return own ? (own.to ?? (own.type === 'user' || own.type === 'team' ? own.type : null)) : pointsAt(object, field)
  }
  const path = (object: string, text: string) => {
    let at: string | null = object
    for (const word of text.replace(/^-/, '').split('.')) {
      if (at === null) return
      names.add(`${at}.${word}`)
      at = follow(at, word)
    }
  }
  const where = (object: string, filter: unknown): void => {
    if (typeof filter !== 'object' || filter === null) return
    for (const [name, inside] of Object.entries(filter)) {
      if (name === 'and' || name === 'or') for (const part of [inside].flat()) where(object, part)
      else if (name === 'not') where(object, inside)
      else path(object, name)
    }
  }
  const formula = (object: string, is: string | undefined) => {
    for (const name of namesOfFormula(is ?? '')) path(object, name)
  }
  const [object = '', field] = key.split('.')
  switch (section) {
    case 'objects':
      names.add(`${key}.${document.objects[key]?.title ?? ''}`)
      break
    case 'fields': {
      const item = document.fields[key]
      names.add(object)
      if (!item) break
      if (item.to) names.add(item.to)
      if (item.to) where(item.to, item.where)
      if (item.is) formula(object, item.is)
      if (item.over) {
        names.add(item.over)
        for (const one of [item.through, item.of]) if (one) names.add(`${item.over}.${one}`)
        where(item.over, item.where)
      }
      break
    }
    case 'labels':
    case 'choices':
    case 'conditions': {
      names.add(object)
      if (field) names.add(key)
      const condition = section === 'conditions' ? document.conditions[key] : undefined
      where(object, condition?.requiredWhen)
      where(object, condition?.visibleWhen)
      break
    }
    case 'scores': {
      const item = document.scores[key]
      names.add(object)
      names.add(key)
      where(object, item?.where)
      for (const rule of item?.rules ?? []) {
        where(object, rule.where)
        if (rule.decay) path(object, rule.decay.since)
      }
      where(object, item?.learns?.won)
      where(object, item?.learns?.lost)
      for (const name of item?.learns ? [item.learns.closedAt, ...item.learns.features] : []) path(object, name)
      break
    }
    case 'rules': {
      const rule = document.rules[key]
      if (!rule) break
      names.add(rule.object)
      if (rule.field) names.add(`${rule.object}.${rule.field}`)
      where(rule.object, rule.when)
      where(rule.object, rule.must)
      formula(rule.object, rule.is)
      break
    }
    case 'layouts': {
      const layout = document.layouts[key]
      if (!layout) break
      names.add(layout.object)
      const { list = [], sort = [], create = [], header = [], page = [] } = layout
      for (const one of [...list, ...sort, ...create, ...header, ...page.flatMap((g) => g.fields)])
        path(layout.object, one)
      break
    }
    case 'views': {
      const view = document.views[key]
      if (!view) break
      names.add(view.object)
      for (const one of [...(view.columns ?? []), ...(view.sort ?? [])]) path(view.object, one)
      where(view.object, view.where)
    }
  }
  return names
}

function namesOfFormula(is: string): string[] {
  try {
    const tokens = tokenize(is)
    return tokens.flatMap((token, i) => (token.is === 'name' && tokens[i + 1]?.text !== '(' ? [token.text] : []))
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** Does an item that mentions these names mention what is gone? A field of an object that is gone is gone as well. */
function hit(names: ReadonlySet<Name>, gone: ReadonlySet<Name>): boolean {
  return [...names].some((name) => gone.has(name) || gone.has(name.split('.')[0] ?? ''))
}

/** The items of a document that use an object or a field, and what becomes of each when that goes. */
export function usesOf(document: Configuration, gone: ReadonlySet<Name>, pointsAt: PointsAt): ApiUse[] {
  return sections.flatMap((section) =>
    Object.keys(document[section]).flatMap((key): ApiUse[] => {
      if ((section === 'fields' || section === 'objects') && gone.has(key)) return []
      if (!hit(mentions(document, section, key, pointsAt), gone)) return []
      return [{ in: section, key, label: labelOf(document, section, key), fate: fateOf(document, section, key, gone) }]
    }),
  )
}

/** A layout or list of an object that stays loses the name; what is about the thing itself goes with it. */
function fateOf(document: Configuration, section: Section, key: string, gone: ReadonlySet<Name>): ApiUse['fate'] {
  if (section === 'objects') return 'blocks'
  if (section === 'layouts' || section === 'views')
    return gone.has(document[section][key]?.object ?? '') ? 'removed' : 'repaired'
  return 'removed'
}

/**
 * The document without these objects and fields, and without or mended whatever used them, as far as that reaches: a
 * formula goes with its field, and a rule with the formula. Answers what it did; the title of an object cannot be repaired.
 */
export function without(
  document: Configuration,
  first: ReadonlySet<Name>,
  pointsAt: PointsAt,
): { readonly document: Configuration; readonly uses: readonly ApiUse[] } {
  const gone = new Set(first)
  const uses = new Map<string, ApiUse>()
  for (;;) {
    const before = gone.size
    for (const use of usesOf(document, gone, pointsAt)) {
      uses.set(`${use.in} ${use.key}`, use)
      if (use.in === 'fields') gone.add(use.key)
    }
    if (gone.size === before) break
  }
  const left = <T>(section: Section, items: Readonly<Record<string, T>>, mend: (item: T) => T = (item) => item) =>
    Object.fromEntries(
      Object.entries(items).flatMap(([key, item]): [string, T][] => {
        const use = uses.get(`${section} ${key}`)
        if (gone.has(key) && (section === 'fields' || section === 'objects')) return []
        if (!use || use.fate === 'blocks') return [[key, item]]
        return use.fate === 'removed' ? [] : [[key, mend(item)]]
      }),
    )
  const keep = (object: string) => (text: string) => !hit(pathNames(object, text, document, pointsAt), gone)
  return {
    uses: [...uses.values()],
    document: {
      objects: left('objects', document.objects),
      fields: left('fields', document.fields),
      labels: left('labels', document.labels),
      choices: left('choices', document.choices),
      rules: left('rules', document.rules),
      conditions: left('conditions', document.conditions),
      scores: left('scores', document.scores),
      layouts: left('layouts', document.layouts, (layout) => {
        const fits = keep(layout.object)
        const cut = (name: 'list' | 'sort' | 'create' | 'header') =>
          layout[name] ? { [name]: layout[name].filter(fits) } : {}
        const page = layout.page?.map((group) => ({ ...group, fields: group.fields.filter(fits) }))
        return {
          ...layout,
          ...cut('list'),
          ...cut('sort'),
          ...cut('create'),
          ...cut('header'),
          ...(page ? { page: page.filter((group) => group.fields.length > 0) } : {}),
        }
      }),
      views: left('views', document.views, (view) => {
        const fits = keep(view.object)
        const { where, ...rest } = view
        const filter = where && withoutConditions(where, fits)
        return {
          ...rest,
          ...(filter ? { where: filter as Configuration['views'][string]['where'] & object } : {}),
          ...(view.columns ? { columns: view.columns.filter(fits) } : {}),
          ...(view.sort ? { sort: view.sort.filter(fits) } : {}),
        }
      }),
    },
  }
}

/** A filter without the conditions on names that do not fit; null where nothing is left of it. */
export function withoutConditions(where: unknown, fits: (path: string) => boolean): object | null {
  if (typeof where !== 'object' || where === null) return null
  const entries = Object.entries(where).flatMap(([name, inside]): [string, unknown][] => {
    if (name === 'and' || name === 'or') {
      const parts = [inside].flat().flatMap((part) => withoutConditions(part, fits) ?? [])
      return parts.length > 0 ? [[name, parts]] : []
    }
    if (name === 'not') {
      const part = withoutConditions(inside, fits)
      return part ? [[name, part]] : []
    }
    return fits(name) ? [[name, inside]] : []
  })
  return entries.length > 0 ? Object.fromEntries(entries) : null
}

function pathNames(object: string, text: string, document: Configuration, pointsAt: PointsAt): ReadonlySet<Name> {
  const layout = { object, label: { en: '', zh: '' }, list: [text] }
  return mentions({ ...document, layouts: { it: layout } }, 'layouts', 'it', pointsAt)
}

/** How an item is called. */
export function labelOf(document: Configuration, section: Section, key: string): Label {
  const item = document[section][key] as { label?: Label } | undefined
  if (item?.label) return item.label
  const field: CustomField | undefined = document.fields[key]
  return field?.label ?? { en: key, zh: key }
}
