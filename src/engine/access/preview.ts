import type { ApiRightsChange, ApiRightsPreview, Counted } from '#kernel/api-access.ts'
import type { Grants } from '#kernel/grant-read.ts'
import { type Label, type Language, say } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { and, ident, or, raw, type Sql, sql } from '../db/sql.ts'
import { plannedRows } from '../query/list.ts'
import { type Query, queryOf } from '../query/query.ts'
import { ancestors, type Everyone, type Person, principalOf } from './directory.ts'
import type { Principal, Rights } from './principal.ts'
import { verbWords } from './reasons.ts'

/** A change of rights that is thought of: of a role, of a person's place, or of a team's. */
export type RightsEdit =
  | { readonly role: string; readonly grants: Grants; readonly admin: boolean }
  | { readonly role: string; readonly deleted: true }
  | {
      readonly person: string
      readonly team?: string | null
      readonly manager?: string | null
      readonly roles?: readonly string[]
      readonly active?: boolean
    }
  | { readonly team: string; readonly parent: string | null }

/** Longest that one question of the database may take, and all together, in milliseconds; after that it is reckoned. */
const patience = { one: 1_500, all: 8_000 }
const countedExactly = 100_000

/**
 * What a change of rights would open and close, before it is saved: records by verb, fields, verbs, for how many people.
 * Everybody is worked out as the directory would have her afterwards, and the difference is asked of the database by
 * the conditions that her queries would carry. What takes too long is reckoned by the planner and said to be about.
 */
export async function previewRights(session: Session, edit: RightsEdit): Promise<ApiRightsPreview> {
  const { workspace, language } = session
  const before = await workspace.directory.everyone()
  const after = edited(before, edit)
  const now = workspace.clock.now().toISOString()
  const pairs = [...before.people.values()].flatMap((person) => {
    const was = principalOf(person.id, before, workspace.registry)
    const is = principalOf(person.id, after, workspace.registry)
    return was === null && is === null ? [] : [{ name: person.name, was, is }]
  })
  const asking: Asking = { session, now, deadline: performance.now() + patience.all }
  const changes: ApiRightsChange[] = []
  const touched = new Set<string>()
  const note = (people: readonly Pair[], change: Omit<ApiRightsChange, 'people' | 'names' | 'words'>, words: Label) => {
    if (people.length === 0) return
    for (const { name, was, is } of people) touched.add(String((is ?? was)?.id ?? name))
    changes.push({
      ...change,
      words: say(words, language),
      people: people.length,
      names: people.slice(0, 5).map((one) => one.name),
    })
  }
  adminChanges(pairs, note)
  for (const object of workspace.registry.objects.values()) {
    const differing = pairs.filter((pair) => differs(pair, object))
    if (differing.length === 0) continue
    await recordChanges(asking, object, differing, note)
    verbChanges(object, differing, note)
    fieldChanges(object, differing, language, note)
  }
  return { changes, people: touched.size }
}

type Pair = { readonly name: string; readonly was: Principal | null; readonly is: Principal | null }
type Asking = { readonly session: Session; readonly now: string; readonly deadline: number }
type Note = (people: readonly Pair[], change: Omit<ApiRightsChange, 'people' | 'names' | 'words'>, words: Label) => void

/** Who is who once the change is saved. */
function edited(everyone: Everyone, edit: RightsEdit): Everyone {
  if ('parent' in edit) return { ...everyone, teams: moved(everyone.teams, edit) }
  if ('role' in edit) {
    const roles = new Map(everyone.roles)
    const role = roles.get(edit.role)
    if ('deleted' in edit) roles.delete(edit.role)
    else if (role) roles.set(edit.role, { ...role, admin: edit.admin, grants: edit.grants })
    return { ...everyone, roles }
  }
  const person = everyone.people.get(edit.person)
  if (!person) return everyone
  const people = new Map(everyone.people)
  people.set(person.id, {
    ...person,
    ...(edit.team === undefined ? {} : { teamId: edit.team }),
    ...(edit.manager === undefined ? {} : { managerId: edit.manager }),
    ...(edit.roles === undefined ? {} : { roles: edit.roles }),
    ...(edit.active === undefined ? {} : { active: edit.active }),
  })
  return { ...everyone, people, ...(edit.manager === undefined ? {} : { below: belowOf(people) }) }
}

/** The tree with a team in its other place; refused where it would stand below itself. */
function moved(teams: Everyone['teams'], { team, parent }: { team: string; parent: string | null }): Everyone['teams'] {
  if (!teams.has(team)) return teams
  if (parent !== null && ancestors(parent, teams).includes(team))
    throw refuse('invalid', 'parent', {
      en: 'A team cannot stand below itself. Choose another one.',
      zh: '团队不能移到自己或自己的下级之下，请选择其他团队。',
    })
  return new Map(teams).set(team, parent)
}

/** The closure of the managers, as it is kept in the database. */
function belowOf(people: ReadonlyMap<string, Person>): Map<string, string[]> {
  const below = new Map<string, string[]>()
  for (const { id, managerId } of people.values()) {
    const seen = new Set([id])
    for (let at = managerId; at !== null && !seen.has(at); at = people.get(at)?.managerId ?? null) {
      seen.add(at)
      below.set(at, [...(below.get(at) ?? []), id])
    }
  }
  return below
}

function rightsOf(principal: Principal | null, object: RegisteredObject): Rights | null {
  return principal?.rights(object.key) ?? null
}

function differs({ was, is }: Pair, object: RegisteredObject): boolean {
  const told = (principal: Principal | null) => {
    const rights = rightsOf(principal, object)
    if (!principal || !rights) return ''
    const { scopes, fields, actions, ...flags } = rights
    const reach = [principal.teamMates, principal.peopleBelow, principal.grantees, principal.teamId]
    return JSON.stringify([scopes, flags, actions === 'all' ? actions : [...actions], [...fields], reach])
  }
  return told(was) !== told(is)
}

function adminChanges(pairs: readonly Pair[], note: Note): void {
  const made = pairs.filter(({ was, is }) => is?.admin && !was?.admin)
  const gone = pairs.filter(({ was, is }) => was?.admin && !is?.admin)
  note(
    made,
    { is: 'admin', opens: true },
    { en: `${people(made)} become administrator.`, zh: `${made.length} 人成为系统管理员` },
  )
  note(
    gone,
    { is: 'admin', opens: false },
    { en: `${people(gone)} are no longer administrator.`, zh: `${gone.length} 人不再是系统管理员` },
  )
}

async function recordChanges(asking: Asking, object: RegisteredObject, pairs: readonly Pair[], note: Note) {
  for (const verb of ['read', 'update', 'delete'] as const)
    for (const opens of [true, false]) {
      const conditions = new Map<string, { is: Sql; people: Pair[] }>()
      for (const pair of pairs) {
        const [more, less] = opens ? [pair.is, pair.was] : [pair.was, pair.is]
        const gained = difference(asking, object, verb, more, less)
        if (!gained) continue
        const { text, values } = gained.compile()
        const key = `${text} ${JSON.stringify(values)}`
        const known = conditions.get(key) ?? { is: gained, people: [] }
        known.people.push(pair)
        conditions.set(key, known)
      }
      if (conditions.size === 0) continue
      const found = await countThem(asking, object, [...conditions.values()])
      if (found.records.value === 0) continue
      const words = recordWords(object, verb, opens, found.records, found.people.length)
      note(found.people, { is: 'records', opens, object: object.key, verb, records: found.records }, words)
    }
}

/** What one reaches and the other does not; null where that is nothing for certain. */
function difference(
  { session, now }: Asking,
  object: RegisteredObject,
  verb: 'read' | 'update' | 'delete',
  more: Principal | null,
  less: Principal | null,
): Sql | null {
  const reach = (principal: Principal | null): Sql | null | 'nothing' => {
    const rights = rightsOf(principal, object)
    if (!principal || !rights || rights.scopes[verb].length === 0 || rights.scopes.read.length === 0) return 'nothing'
    const query: Query = queryOf({ workspace: session.workspace, principal }, now)
    return query.scope(object.key, verb, ident('r'))
  }
  const [wide, narrow] = [reach(more), reach(less)]
  if (wide === 'nothing' || narrow === null) return null
  if (narrow === 'nothing') return wide ?? sql`true`
  if (wide && JSON.stringify(wide.compile()) === JSON.stringify(narrow.compile())) return null
  const without = sql`(${narrow}) is not true`
  return wide ? and([wide, without]) : without
}

async function countThem(
  { session, now, deadline }: Asking,
  object: RegisteredObject,
  conditions: readonly { readonly is: Sql; readonly people: readonly Pair[] }[],
): Promise<{ records: Counted; people: Pair[] }> {
  const { db } = session.workspace
  const from = sql`${queryOf(session, now).from(object.key, 'r')} where r.deleted_at is null`
  const anyOf = sql`from ${from} and ${or(conditions.map((c) => c.is))}`
  const everybody = conditions.flatMap((c) => c.people)
  const left = Math.min(patience.one, Math.round(deadline - performance.now()))
  try {
    if (left < 50) throw new TooLong()
    return await db.transaction(async (tx) => {
      await tx.rows(raw(`set local statement_timeout = ${left}`), { once: true })
      const [row] = await tx.rows(
        sql`select count(*) from (select 1 ${anyOf} limit ${countedExactly + 1}::int) counted`,
        { once: true },
      )
      const value = Number(row?.[0] ?? 0)
      if (value > countedExactly) throw new TooLong()
      const people: Pair[] = []
      for (let at = 0; at < conditions.length; at += 200) {
        const some = conditions.slice(at, at + 200)
        const tests = some.map((c) => sql`exists (select 1 from ${from} and ${c.is})`)
        const [row] = await tx.rows(sql`select array[${tests.reduce((a, b) => sql`${a}, ${b}`)}]`, { once: true })
        const holds = (row?.[0] ?? []) as boolean[]
        some.forEach((c, i) => {
          if (holds[i]) people.push(...c.people)
        })
      }
      return { records: { value, exact: true }, people }
    })
  } catch (error) {
    if (!(error instanceof TooLong) && (error as { code?: string }).code !== queryCancelled) throw error
    return { records: { value: await plannedRows(db, sql`select 1 ${anyOf}`), exact: false }, people: everybody }
  }
}

class TooLong extends Error {}

/** SQLSTATE of a statement that ran out of its time. */
const queryCancelled = '57014'

function verbChanges(object: RegisteredObject, pairs: readonly Pair[], note: Note): void {
  const words: readonly [flag: 'create' | 'export' | 'import', label: Label][] = [
    ['create', { en: 'create', zh: '新建' }],
    ['export', { en: 'export', zh: '导出' }],
    ['import', { en: 'import', zh: '导入' }],
  ]
  const told = (verb: string, label: Label, has: (rights: Rights | null) => boolean) => {
    for (const opens of [true, false]) {
      const some = pairs.filter(({ was, is }) => {
        const [then, afterwards] = [has(rightsOf(was, object)), has(rightsOf(is, object))]
        return opens ? afterwards && !then : then && !afterwards
      })
      note(
        some,
        { is: 'verb', opens, object: object.key, verb },
        {
          en: `${people(some)} ${opens ? 'may' : 'may no longer'} ${label.en} ${object.plural.toLowerCase()}.`,
          zh: `${some.length} 人${opens ? '可以' : '不再能'}${label.zh}${object.label.zh}`,
        },
      )
    }
  }
  for (const [flag, label] of words) told(flag, label, (rights) => rights?.[flag] === true)
  for (const { key, label } of object.actions)
    told(key, { en: `use ‘${label.en}’ on`, zh: `对以下内容使用「${label.zh}」：` }, (rights) =>
      rights ? rights.actions === 'all' || rights.actions.has(key) : false,
    )
}

const levelWords = {
  hidden: { en: 'hidden from', zh: '隐藏' },
  read: { en: 'read only for', zh: '只读' },
  write: { en: 'writable for', zh: '可修改' },
} as const

function fieldChanges(object: RegisteredObject, pairs: readonly Pair[], language: Language, note: Note): void {
  const readers = pairs.filter(({ was, is }) =>
    [was, is].every((one) => (rightsOf(one, object)?.scopes.read.length ?? 0) > 0),
  )
  for (const [key, field] of Object.entries(object.fields)) {
    const level = (principal: Principal | null) => rightsOf(principal, object)?.fields.get(key) ?? 'hidden'
    for (const to of ['hidden', 'read', 'write'] as const) {
      const some = readers.filter(({ was, is }) => level(is) === to && level(was) !== to)
      const opens = to === 'write' || (to === 'read' && some.some(({ was }) => level(was) === 'hidden'))
      note(
        some,
        { is: 'field', opens, object: object.key, field: key },
        {
          en: `The field “${say(field.label, language)}” of ${object.plural.toLowerCase()} becomes ${levelWords[to].en} ${people(some)}.`,
          zh: `${object.label.zh}的字段「${field.label.zh}」对 ${some.length} 人变为${levelWords[to].zh}`,
        },
      )
    }
  }
}

function recordWords(
  object: RegisteredObject,
  verb: 'read' | 'update' | 'delete',
  opens: boolean,
  records: Counted,
  count: number,
): Label {
  const value = records.value.toLocaleString('en-US')
  const en = `${records.exact ? '' : 'about '}${value} ${records.value === 1 ? object.label.en.toLowerCase() : object.plural.toLowerCase()}`
  const zh = `${records.exact ? '' : '约 '}${value} 条${object.label.zh}`
  const who = count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`
  if (verb === 'read')
    return opens
      ? { en: `${cap(en)} become visible to ${who}.`, zh: `${zh}变为对 ${count} 人可见` }
      : { en: `${cap(en)} are no longer visible to ${who}.`, zh: `${zh}对 ${count} 人不再可见` }
  return {
    en: `${who} ${opens ? 'may' : 'can no longer'} ${verbWords[verb].en} ${en}.`,
    zh: `${count} 人${opens ? '可以' : '不再能'}${verbWords[verb].zh} ${zh}`,
  }
}

function people(list: readonly unknown[]): string {
  return list.length === 1 ? '1 person' : `${list.length} people`
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
