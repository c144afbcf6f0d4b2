import { suggestion, type Wrong } from './declaration-problem.ts'
import { columnsOf, fieldTypes } from './fields/index.ts'
import { keepingsOf } from './keeping.ts'
import { matchedFields } from './match/matching.ts'
import type { Grant, Module } from './module.ts'
import type { RegisteredObject } from './registry.ts'
import type { TodaySection } from './today.ts'

type Objects = ReadonlyMap<string, RegisteredObject>

/** What a filter means by these is fixed. */
const reserved = new Set(['id', 'and', 'or', 'not'])
/** Words that stand where the key of an object would in an address. */
const addresses = new Set([
  'sample',
  'search',
  'meta',
  'me',
  'people',
  'files',
  'imports',
  'feeds',
  'events',
  'webhooks',
  'hooks',
  'configuration',
  'access',
  'notifications',
  'health',
  'quality',
  'today',
])
/** Columns that the engine adds to the table of an object. */
const engineColumns = ['id', 'deleted_at', 'search', 'title_key', 'match_keys']
const keyShape = /^[a-z][a-zA-Z0-9]{0,39}$/

/** Checks one object: its keys, its fields, and every name that its views and indexes mention. */
export function checkObject(object: RegisteredObject, objects: Objects, wrong: Wrong): void {
  if (!isKey(object.key))
    wrong(
      object.key,
      `The object key '${object.key}' should be camelCase of at most 40 letters and digits.`,
      `对象标识「${object.key}」应以小写字母开头，只含英文字母和数字，最多 40 个。`,
    )
  if (addresses.has(object.key))
    wrong(
      object.key,
      `The object key '${object.key}' is an address of the API already.`,
      `对象标识「${object.key}」已被接口地址占用，请换一个。`,
    )
  checkFields(object, objects, wrong)
  for (const key of [...object.indexes, ...object.identity].flat()) {
    const field = object.fields[key]
    if (field && fieldTypes[field.type] && columnsOf(key, field).length === 0)
      wrong(
        `${object.key}.${key}`,
        `${object.key}.${key} has no column, so it can neither be indexed nor tell two records apart.`,
        `「${object.key}.${key}」没有存储列，不能建索引，也不能用来识别重复。`,
      )
  }
  for (const [place, keys] of namesOf(object))
    for (const path of keys) {
      const key = path.split('.')[0] ?? path
      if (Object.hasOwn(object.fields, key)) continue
      const guess = suggestion(key, Object.keys(object.fields))
      wrong(
        `${object.key}.${place}`,
        `${object.key}.${place} names the unknown field '${key}'.${guess.en}`,
        `「${object.key}.${place}」用到的字段「${key}」不存在。${guess.zh}`,
      )
    }
}

/** Is this a key that an object or a field may have? Words that every JavaScript object knows are none. */
export function isKey(key: string): boolean {
  return keyShape.test(key) && !(key in {})
}

function checkFields(object: RegisteredObject, objects: Objects, wrong: Wrong): void {
  const columns = new Map<string, string>()
  for (const [key, field] of Object.entries(object.fields)) {
    const at = `${object.key}.${key}`
    if (!isKey(key))
      wrong(
        at,
        `The field key '${at}' should be camelCase of at most 40 letters and digits.`,
        `字段标识「${at}」应以小写字母开头，只含英文字母和数字，最多 40 个。`,
      )
    if (reserved.has(key))
      wrong(at, `The field key '${at}' is a word of the filter language.`, `字段标识「${at}」是筛选语法的保留字。`)
    if (!Object.hasOwn(fieldTypes, field.type)) {
      const guess = suggestion(field.type, Object.keys(fieldTypes))
      wrong(
        at,
        `${at} has the unknown type '${field.type}'.${guess.en}`,
        `「${at}」的类型「${field.type}」不存在。${guess.zh}`,
      )
      continue
    }
    if ('to' in field && !objects.has(String(field.to))) {
      const guess = suggestion(String(field.to), objects.keys())
      wrong(
        at,
        `${at} points at unknown object '${field.to}'.${guess.en}`,
        `「${at}」关联的对象「${field.to}」不存在。${guess.zh}`,
      )
    }
    for (const { name } of columnsOf(key, field)) {
      const other = columns.get(name)
      if (engineColumns.includes(name))
        wrong(at, `${at} would take the engine's own column '${name}'.`, `「${at}」与系统列「${name}」重名。`)
      else if (other)
        wrong(
          at,
          `${at} and ${object.key}.${other} would share the column '${name}'.`,
          `「${at}」与「${object.key}.${other}」会占用同一列「${name}」。`,
        )
      columns.set(name, key)
    }
  }
}

/** Every field that an object names, by the place where it does. */
function namesOf({
  title,
  views,
  identity,
  indexes,
  together,
  happensAt,
  emits,
  matching,
  keeps,
}: RegisteredObject): [string, readonly string[]][] {
  const plain = (entries: readonly string[]) => entries.map((s) => s.replace(/^-/, ''))
  return [
    ['title', [title]],
    ['together', together.flat()],
    ['views.list', views.list ?? []],
    ['views.sort', plain(views.sort ?? [])],
    ['views.create', views.create ?? []],
    ['views.header', views.header ?? []],
    ['views.board', [views.board?.by, views.board?.sum, ...(views.board?.card ?? [])].filter((n) => n !== undefined)],
    [
      'views.calendar',
      [views.calendar?.at, views.calendar?.until, views.calendar?.tone, ...(views.calendar?.moves ?? [])].filter(
        (n) => n !== undefined,
      ),
    ],
    [
      'views.map',
      [views.map?.above, views.map?.of, views.map?.tone, ...(views.map?.show ?? [])].filter((n) => n !== undefined),
    ],
    ['views.page', (views.page ?? []).flatMap((group) => group.fields)],
    ['identity', identity.flat()],
    ['matching', matchedFields(matching)],
    ['indexes', plain(indexes.flat())],
    ['happensAt', happensAt ? [happensAt] : []],
    ['keeps', (keeps ?? []).map(({ through }) => through)],
    ['emits', Object.values(emits ?? {}).flatMap(({ tells }) => Object.values(tells ?? {}))],
  ]
}

/** Words that stand where the key of an action would in an address. */
const verbs = new Set([
  'batch',
  'group',
  'bulk',
  'restore',
  'page',
  'timeline',
  'shares',
  'export',
  'files',
  'access',
  'comments',
  'follow',
  'mentionable',
])

/** Checks rules, actions, subscribers, seeds and roles: what they are for must be there, and no two may pass for one another. */
export function checkBehaviour(modules: readonly Module[], objects: Objects, wrong: Wrong): void {
  for (const module of modules) checkModule(module, objects, wrong)
  for (const object of objects.values()) {
    for (const key of doubles(keepingsOf({ objects }, object.key).map((keeping) => keeping.key)))
      wrong(
        object.key,
        `Two declarations keep '${object.key}' with its owner under the key '${key}'.`,
        `有两处声明以同一标识「${key}」保留「${object.key}」。`,
      )
    for (const key of doubles(object.actions.map((a) => a.key)))
      wrong(
        object.key,
        `The action '${object.key}.${key}' is declared twice.`,
        `操作「${object.key}.${key}」重复定义。`,
      )
    for (const { key } of object.actions)
      if (!keyShape.test(key) || verbs.has(key))
        wrong(
          object.key,
          `The action '${object.key}.${key}' needs another key: it would be lost among the addresses of the API.`,
          `操作「${object.key}.${key}」的标识与接口地址冲突，请换一个。`,
        )
  }
  for (const kind of doubles(modules.flatMap((m) => m.notices ?? []).map((n) => n.kind)))
    wrong(kind, `The notice '${kind}' is declared twice.`, `通知「${kind}」重复定义。`)
  for (const key of doubles(modules.flatMap((m) => m.today ?? []).map((section) => section.key)))
    wrong(key, `The section '${key}' of Today is declared twice.`, `今日页的「${key}」重复定义。`)
  for (const key of doubles(modules.flatMap((m) => m.publicPages ?? []).map((page) => page.key)))
    wrong(key, `The public page '${key}' is declared twice.`, `公开页面「${key}」重复定义。`)
  for (const key of doubles(modules.flatMap((m) => m.steps ?? []).map((s) => s.key)))
    wrong(key, `Two kinds of steps have the key '${key}'.`, `有两种步骤的键都是「${key}」。`)
  for (const name of doubles(modules.flatMap((m) => m.subscribers ?? []).map((s) => s.name)))
    wrong(name, `Two subscribers are called '${name}': one would pass for the other.`, `有两个订阅者都叫「${name}」。`)
}

function checkModule(module: Module, objects: Objects, wrong: Wrong): void {
  if (module.rates) {
    const { object, ...fields } = module.rates
    for (const field of Object.values(fields))
      if (!objects.get(object)?.fields[field])
        wrong(
          object,
          `The rates of the module '${module.key}' name the unknown field '${object}.${field}'.`,
          `模块「${module.key}」的汇率用到的字段「${object}.${field}」不存在。`,
        )
  }
  for (const rule of [...(module.rules ?? []), ...(module.actions ?? []), ...(module.extensions ?? [])])
    if (!objects.has(rule.object)) {
      const guess = suggestion(rule.object, objects.keys())
      wrong(
        rule.object,
        `The module '${module.key}' has behaviour for the unknown object '${rule.object}'.${guess.en}`,
        `「${module.key}」用到的对象「${rule.object}」不存在。${guess.zh}`,
      )
    }
  for (const sentence of doubles((module.rules ?? []).map((rule) => `${rule.object}: ${rule.name}`)))
    wrong(sentence, `Two rules are called "${sentence}".`, `有两条规则都叫「${sentence}」。`)
  for (const subscriber of module.subscribers ?? [])
    for (const event of subscriber.events) {
      const [key = ''] = event.split('.')
      const guess = suggestion(key, objects.keys())
      if (!objects.has(key))
        wrong(
          subscriber.name,
          `The subscriber '${subscriber.name}' waits for '${event}', of an unknown object.${guess.en}`,
          `订阅者「${subscriber.name}」等待的事件「${event}」所属对象不存在。${guess.zh}`,
        )
    }
  for (const notice of module.notices ?? []) {
    const keys =
      'events' in notice
        ? notice.events.map((name) => name.split('.')[0] ?? '')
        : 'due' in notice
          ? [notice.due.object.key]
          : []
    for (const key of keys) {
      const guess = suggestion(key, objects.keys())
      if (!objects.has(key))
        wrong(
          notice.kind,
          `The notice '${notice.kind}' is about the unknown object '${key}'.${guess.en}`,
          `通知「${notice.kind}」所属的对象「${key}」不存在。${guess.zh}`,
        )
    }
  }
  for (const section of module.today ?? []) checkSection(section, objects, wrong)
  for (const { object } of module.seeds ?? []) {
    const guess = suggestion(object, objects.keys())
    if (!objects.has(object))
      wrong(
        module.key,
        `The module '${module.key}' seeds the unknown object '${object}'.${guess.en}`,
        `模块「${module.key}」的初始数据用到不存在的对象「${object}」。${guess.zh}`,
      )
  }
  for (const role of module.roles ?? [])
    for (const [key, grant] of Object.entries(role.grants)) checkGrant(role.key, key, grant, objects, wrong)
}

/** What a section names must be there: it would be missing from the page, and nobody would know. */
function checkSection(section: TodaySection, objects: Objects, wrong: Wrong): void {
  const { key: name } = 'count' in section ? section.count : section.object
  const object = objects.get(name)
  if (!object) {
    const guess = suggestion(name, objects.keys())
    wrong(
      section.key,
      `The section '${section.key}' of Today shows the unknown object '${name}'.${guess.en}`,
      `今日页的「${section.key}」用到不存在的对象「${name}」。${guess.zh}`,
    )
    return
  }
  if (section.for === 'team' && !object.traits.includes('owned'))
    wrong(
      section.key,
      `The section '${section.key}' of Today is by owner, and '${name}' has none.`,
      `今日页的「${section.key}」按负责人统计，但「${name}」没有负责人。`,
    )
  if ('count' in section) return
  const fields = [...section.show, ...(section.sort ?? []).map((entry) => entry.replace(/^-/, ''))]
  for (const key of fields.filter((one) => !Object.hasOwn(object.fields, one))) {
    const guess = suggestion(key, Object.keys(object.fields))
    wrong(
      section.key,
      `The section '${section.key}' of Today names the unknown field '${name}.${key}'.${guess.en}`,
      `今日页的「${section.key}」用到不存在的字段「${name}.${key}」。${guess.zh}`,
    )
  }
  const { add } = section
  if (add && !Object.hasOwn(objects.get(add.object.key)?.fields ?? {}, add.by))
    wrong(
      section.key,
      `The section '${section.key}' of Today adds by the unknown relation '${add.object.key}.${add.by}'.`,
      `今日页的「${section.key}」用到不存在的关联「${add.object.key}.${add.by}」。`,
    )
  const actions = object.actions.map((action) => action.key)
  for (const key of Object.values(section.acts ?? {}).filter((one) => !actions.includes(one))) {
    const guess = suggestion(key, actions)
    wrong(
      section.key,
      `The section '${section.key}' of Today offers the unknown action '${name}.${key}'.${guess.en}`,
      `今日页的「${section.key}」用到不存在的操作「${name}.${key}」。${guess.zh}`,
    )
  }
}

/** A misspelt field in a role would be hidden from nobody. */
function checkGrant(role: string, key: string, grant: Grant, objects: Objects, wrong: Wrong): void {
  if (key === '*') return
  const object = objects.get(key)
  if (!object) {
    const guess = suggestion(key, objects.keys())
    wrong(
      role,
      `The role '${role}' grants the unknown object '${key}'.${guess.en}`,
      `角色「${role}」授权的对象「${key}」不存在。${guess.zh}`,
    )
    return
  }
  for (const field of Object.keys(grant.fields ?? {}))
    if (!Object.hasOwn(object.fields, field)) {
      const guess = suggestion(field, Object.keys(object.fields))
      wrong(
        role,
        `The role '${role}' names the unknown field '${key}.${field}'.${guess.en}`,
        `角色「${role}」用到的字段「${key}.${field}」不存在。${guess.zh}`,
      )
    }
  const known = object.actions.map((a) => a.key)
  for (const action of grant.actions === 'all' ? [] : (grant.actions ?? []))
    if (!known.includes(action)) {
      const guess = suggestion(action, known)
      wrong(
        role,
        `The role '${role}' grants the unknown action '${key}.${action}'.${guess.en}`,
        `角色「${role}」授权的操作「${key}.${action}」不存在。${guess.zh}`,
      )
    }
}

function doubles(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}
