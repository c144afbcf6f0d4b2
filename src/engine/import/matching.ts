import { typeOf } from '#kernel/fields/index.ts'
import type { Option } from '#kernel/fields/select.ts'
import { wordsOf } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { type DateOrder, guessDateOrder } from '#kernel/text/date-text.ts'
import { closest } from '#kernel/text/distance.ts'
import { foldText } from '#kernel/text/fold.ts'
import { readCell } from './cells.ts'
import { pointsAt, type Target } from './targets.ts'

/** A column of the file with what was seen in it. */
export type Seen = {
  readonly column: number
  readonly name: string
  readonly texts: readonly string[]
  /** No text occurs twice. */
  readonly distinct: boolean
}

export type Match = {
  readonly path: string
  readonly how: 'memory' | 'profile' | 'name' | 'content'
  readonly confidence: number
}

export type MatchContext = {
  readonly object: RegisteredObject
  readonly targets: readonly Target[]
  readonly timeZone: string
  /** Headers of earlier files, normalised → where they went. */
  readonly memory: ReadonlyMap<string, string>
  /** Share of a column's texts that name records of an object. */
  readonly known: (column: number, objectKey: string) => number
  /** Where columns of a known source go, null for those that are not brought over; the rest is matched only by its very name. */
  readonly profile?: ReadonlyMap<number, string | null>
}

/** Decides for each column where it most likely goes; each target is given once, to the column that fits it best. */
export function matchColumns(columns: readonly Seen[], context: MatchContext): Map<number, Match> {
  const { profile } = context
  const paths = new Set(context.targets.map((t) => t.path))
  const free = profile ? columns.filter((c) => !profile.has(c.column)) : columns
  const candidates = free.flatMap((column) =>
    context.targets.flatMap((target) => {
      const match = rate(column, target, context)
      return match ? [{ column: column.column, ...match }] : []
    }),
  )
  candidates.sort((a, b) => b.confidence - a.confidence || a.column - b.column)
  const matches = new Map<number, Match>()
  const taken = new Set<string>()
  for (const [column, path] of profile ?? [])
    if (path !== null && paths.has(path)) {
      matches.set(column, { path, how: 'profile', confidence: 1 })
      for (const one of [path, path.split('.')[0]!]) taken.add(one)
    }
  for (const { column, ...match } of candidates) {
    if (profile && match.confidence < 0.9) continue
    if (matches.has(column) || taken.has(match.path)) continue
    matches.set(column, match)
    taken.add(match.path)
  }
  if (!taken.has(context.object.title) && ![...taken].some((path) => path.startsWith(`${context.object.title}.`)))
    nameTitle(columns, context, matches)
  return matches
}

/** Where no header names the title, it is the first column of words that are all different. */
function nameTitle(columns: readonly Seen[], { object, targets }: MatchContext, matches: Map<number, Match>): void {
  const title = targets.find((t) => t.path === object.title && t.field.type === 'text')
  const free = columns.find(
    (c) =>
      !matches.has(c.column) &&
      c.distinct &&
      share(c.texts.slice(0, 60), (text) => /\p{L}{2}/u.test(text) && text.length <= 120) > 0.9,
  )
  if (title && free) matches.set(free.column, { path: title.path, how: 'content', confidence: 0.5 })
}

/** A header for comparing: `Deal_Stage*` and `deal stage` are the same. */
export function headerKey(name: string): string {
  return words(name).join('')
}

function rate(column: Seen, target: Target, context: MatchContext): (Omit<Match, 'path'> & { path: string }) | null {
  const { path } = target
  if (context.memory.get(headerKey(column.name)) === path) return { path, how: 'memory', confidence: 0.98 }
  const byName = nameScore(column, target, context)
  const fit = fitness(column, target, context)
  if (byName >= 0.9 && fit > 0.1) return { path, how: 'name', confidence: byName }
  if (fit <= 0.3) return null
  const content = contentScore(column, target, fit)
  if (byName > 0) return { path, how: 'name', confidence: Math.min(0.95, byName + content * 0.2) }
  return content >= 0.5 ? { path, how: 'content', confidence: content * 0.7 } : null
}

/** How well the header says what the target is called: in either language, by its key, by a word of it. */
function nameScore({ name }: Seen, target: Target, { object, targets }: MatchContext): number {
  const key = headerKey(name)
  if (key === '') return 0
  const partLabels = target.part === '' ? [] : wordsOf(target.label).map((label) => label.split(' / ')[1]!)
  const names = [target.path, ...wordsOf(target.label)]
  if (names.some((n) => headerKey(n) === key)) return 1
  if (partLabels.some((n) => headerKey(n) === key) && targets.filter((t) => t.part === target.part).length === 1)
    return 0.92
  const own = [object.key, ...wordsOf(object.label), object.plural]
  if (
    target.key === object.title &&
    own.some((n) => headerKey(n) === key || nameWords.some((w) => headerKey(n) + w === key))
  )
    return 0.95
  if (
    target.key === 'sourceId' &&
    (idWords.has(key) || own.some((n) => [...idWords].some((w) => headerKey(n) + w === key)))
  )
    return 0.93
  if ((partAliases[target.part] ?? []).includes(key) && target.key === object.title) return 0.93
  if ((aliases[target.path] ?? []).some((alias) => headerKey(alias) === key)) return 0.91
  return Math.max(...names.filter(Boolean).map((n) => overlap(name, n)), typeAlias(key, target, targets))
}

/** What the parts of a person's name are called. */
const partAliases: Readonly<Record<string, readonly string[]>> = {
  family: ['lastname', 'familyname', 'surname', '姓', '姓氏'],
  given: ['firstname', 'givenname', 'forename', '名', '名字'],
  middle: ['middlename', '中间名', '中間名'],
}

const nameWords = ['name', 'title', '名称', '名', '姓名', '全称']
const idWords = new Set(['id', 'recordid', 'no', 'number', '编号', '唯一id', '序号', 'code', 'uuid', 'guid'])

/** What the fields that every record may have are called elsewhere. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  owner: [
    'Assigned to',
    'Responsible',
    'Sales rep',
    'Sales agent',
    'Sales person',
    'Agent',
    'Record owner',
    '业务员',
    '销售',
    '销售员',
    '跟进人',
    '归属人',
    '所有人',
    '负责人姓名',
    '客户经理',
  ],
  createdAt: [
    'Created at',
    'Created date',
    'Created time',
    'Create date',
    'Date created',
    'Creation time',
    '创建日期',
    '添加时间',
    '录入时间',
    '录入日期',
  ],
  createdBy: ['Creator', 'Author', '创建者', '录入人', '添加人'],
  updatedAt: [
    'Modified',
    'Modified time',
    'Last modified',
    'Updated at',
    'Last modified date',
    '更新日期',
    '修改时间',
    '最后修改时间',
  ],
  updatedBy: ['Modified by', 'Last modified by', '修改人', '最后修改人'],
}

const typeWords: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'emailaddress', 'mail', '电子邮件', '邮件', 'email地址', '邮箱地址', 'e-mail'],
  phone: [
    'phone',
    'tel',
    'telephone',
    'phonenumber',
    'mobile',
    'mobilephone',
    '电话',
    '手机',
    '手机号',
    '手机号码',
    '联系电话',
    '电话号码',
  ],
  url: ['website', 'url', 'web', 'homepage', '网站', '网址', '官网', '主页'],
  address: ['address', '地址', '详细地址', '联系地址', '公司地址'],
  team: [
    'team',
    'department',
    'office',
    'regional office',
    'region',
    'group',
    '部门',
    '團隊',
    '团队',
    '大区',
    '区域',
    '办事处',
    '小组',
  ],
  money: ['amount', 'value', 'price', 'revenue', '金额', '价格', '单价'],
  longText: [
    'description',
    'notes',
    'note',
    'remark',
    'remarks',
    'comment',
    'comments',
    '备注',
    '说明',
    '描述',
    '备注信息',
  ],
}

/** A word for a type of field fits the first field of that type. */
function typeAlias(key: string, target: Target, targets: readonly Target[]): number {
  const kin = typeWords[target.field.type]
  if (!kin || target.part !== '') return 0
  const first = targets.find((t) => t.field.type === target.field.type && t.part === '')
  if (first !== target) return 0
  if (kin.some((word) => headerKey(word) === key)) return 0.75
  return kin.some((word) => word.length > 3 && key.endsWith(headerKey(word))) ? 0.55 : 0
}

/** One name is the other with more words around it, or is it but for a slip. */
function overlap(header: string, name: string): number {
  const [a, b] = [words(header), words(name)]
  if (a.length === 0 || b.length === 0) return 0
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const shared = short.filter((word) => word.length > 1 && long.includes(word)).length
  if (shared === short.length) return 0.4 + 0.4 * (shared / long.length)
  const [han, within] = [a.join(''), b.join('')]
  if (/^\p{Script=Han}{2,}$/u.test(within) && han.includes(within)) return 0.45 + 0.3 * (within.length / han.length)
  if (/^\p{Script=Han}{2,}$/u.test(han) && within.includes(han)) return 0.45 + 0.3 * (han.length / within.length)
  return closest(han, [within]) ? 0.65 : 0
}

/** Every header is held against every name, so each is taken apart once; what is kept is small and forgotten now and then. */
const taken = new Map<string, readonly string[]>()
const mostTaken = 5_000

function words(text: string): readonly string[] {
  const known = taken.get(text)
  if (known) return known
  if (taken.size >= mostTaken) taken.clear()
  const found = foldText(text.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
  taken.set(text, found)
  return found
}

/** The share of a column's texts that the field would take; 1 for an empty column. */
function fitness(column: Seen, target: Target, context: MatchContext): number {
  const texts = column.texts.slice(0, 60)
  if (texts.length === 0) return 1
  const { field } = target
  const to = pointsAt(field)
  if (to) return field.type === 'relations' ? 0.4 : 0.35 + 0.65 * context.known(column.column, to)
  if (target.is === 'id') return share(texts, (text) => /^[0-9a-f-]{36}$/i.test(text))
  if (target.part === 'currency') return share(texts, (text) => /^[A-Z]{3}$/i.test(text))
  if (target.part !== '') return 1
  const options = { ...orderOf(texts), timeZone: context.timeZone, choices: new Map<string, string | null>() }
  if (field.type === 'select' || field.type === 'multiSelect') {
    const choices = (field as unknown as { options: readonly Option[] }).options
    const labels = choices.flatMap((o) => [o.key, ...wordsOf(o.label)])
    return share(texts, (text) => 'value' in typeOf(field).parse(text, field) || closest(text, labels) !== null)
  }
  return share(texts, (text) => {
    const read = readCell(text, target, options)
    return 'value' in read
  })
}

/** How much the content alone speaks for the target: types that few other texts fit. */
function contentScore({ texts }: Seen, target: Target, fit: number): number {
  const { field } = target
  if (target.is !== 'field' || target.part !== '') return target.is === 'id' ? fit : 0
  if (pointsAt(field)) return fit > 0.6 ? fit : 0
  if (field.type === 'email' || field.type === 'url') return fit > 0.7 && dotted(texts) ? fit * 0.9 : 0
  if (field.type === 'phone') return 0
  // a third of the choices is too many for chance
  return field.type === 'select' && fit >= 0.35 && texts.length >= 3 ? Math.max(0.5, fit * 0.85) : 0
}

/** Addresses of mail and web have a dot between letters; a year has none. */
function dotted(texts: readonly string[]): boolean {
  return texts.slice(0, 20).every((text) => /\p{L}\.\p{L}/u.test(text))
}

export function orderOf(texts: readonly string[]): { dateOrder: DateOrder; ambiguous: boolean } {
  const { order, ambiguous } = guessDateOrder(texts)
  return { dateOrder: order, ambiguous }
}

function share(texts: readonly string[], test: (text: string) => boolean): number {
  return texts.filter(test).length / texts.length
}
