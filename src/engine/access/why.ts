import type { ApiWhy } from '#kernel/api-access.ts'
import type { Action } from '#kernel/behaviour.ts'
import { type Label, say } from '#kernel/label.ts'
import type { Scope } from '#kernel/module.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { verbOf } from '../records/records.ts'
import type { Person } from './directory.ts'
import { factsOf, mayGiveOn, reachOf } from './explain.ts'
import type { Principal, Verb } from './principal.ts'
import { adminReason, type Facts, quoteEn, quoteZh, reasonOf, scopeWords, verbWords } from './reasons.ts'
import { grantOf, type Role, scopesOf } from './roles.ts'

/** What somebody would like to do with a record. */
export type Wish = { readonly do: Verb | 'share' | 'export' } | { readonly action: string } | { readonly field: string }

/**
 * May somebody do that with the record, and why (not)? An administrator gets the real reason, also on behalf of another
 * person. Everybody else learns about records that she sees; one that is hidden from her, deleted, or never was, answers
 * alike, word for word.
 */
export async function whyNot(
  session: Session,
  asked: { object: string; id: string; wish: Wish; personId?: string | undefined },
): Promise<ApiWhy> {
  const { workspace, principal: caller } = session
  if (asked.personId && asked.personId !== caller.id && !caller.admin) throw notFound()
  const everyone = await workspace.directory.everyone()
  const person = everyone.people.get(asked.personId ?? String(caller.id))
  if (!person) throw notFound()
  const roles = person.roles.map((id) => everyone.roles.get(id)).filter((role) => role !== undefined)
  const ask = askWords([...everyone.people.values()], everyone.roles)
  const answer = (allowed: boolean, because: readonly (Label | string)[], whom: Label = ask.admin): ApiWhy => ({
    allowed,
    because: because.map((one) => (typeof one === 'string' ? one : say(one, session.language))),
    ask: allowed || caller.admin ? null : say(whom, session.language),
  })
  const object = workspace.registry.objects.get(asked.object)
  const principal = asked.personId ? await workspace.directory.person(person.id) : caller
  if (!principal) return answer(false, [{ en: `${person.name} is disabled.`, zh: `${person.name}已停用，不能登录。` }])
  const known = object && (caller.admin || principal.rights(object.key).scopes.read.length > 0) ? object : null
  const state = known && (await stateOf(session, known, asked.id))
  const [reached] = known && state === 'live' ? await reachOf(session, known, asked.id, [{ principal }]) : []
  if (!known || !reached?.read) {
    if (!caller.admin) return answer(false, [nothingHere], ask.anybody)
    return answer(false, await realReason(session, { object: known, id: asked.id, state, principal, person, roles }))
  }
  const facts = await factsOf(session, known, asked.id)
  const may = (verb: Verb) => reached[verb] !== undefined
  const reasons = (verb: Verb) =>
    principal.admin
      ? [adminReason(facts, roles).words]
      : (reached[verb] ?? []).flatMap((scope) => reasonOf(facts, principal, roles, verb, scope)).map((r) => r.words)
  const cannot = (verb: Verb) => limits(facts, principal, roles, verb, ownerSeen(caller, known))
  const { wish } = asked
  if ('field' in wish)
    return answer(...aboutField(known, principal, roles, wish.field, may('update'), cannot('update')))
  if ('action' in wish) {
    const action = known.actions.find((one) => one.key === wish.action)
    if (!action || !granted(principal, known, action)) return answer(false, [notGranted(roles, action)])
    const verb = verbOf(action)
    if (!may(verb)) return answer(false, cannot(verb))
    if (!(await fits(session, known, asked.id, action))) return answer(false, [notNow(action)])
    return answer(true, reasons(verb))
  }
  if (wish.do === 'export')
    return principal.rights(known.key).export
      ? answer(true, [{ en: `${quoteEn(namesOf(roles))} may export.`, zh: `${quoteZh(namesOf(roles))}可导出` }])
      : answer(false, [noVerb(known, roles, { en: 'export', zh: '导出' })])
  if (wish.do === 'share' && !known.traits.includes('shared'))
    return answer(false, [
      { en: `${known.label.en} records are not shared one by one.`, zh: `${known.label.zh}不支持单独共享` },
    ])
  if (wish.do === 'share' && may('update') && !mayGiveOn(reached))
    return answer(false, [
      {
        en: 'It came with what it belongs to; that can be shared, not this alone.',
        zh: '随所属记录开放，不能单独共享',
      },
    ])
  const verb = wish.do === 'share' ? 'update' : wish.do
  return may(verb) ? answer(true, reasons(verb)) : answer(false, cannot(verb))
}

const nothingHere: Label = {
  en: 'There is no such record, or it is not open to you.',
  zh: '没有这条记录，或者它没有向你开放。',
}

/** Whom to ask: for a record, whoever could share it; for a right, an administrator. */
function askWords(people: readonly Person[], roles: ReadonlyMap<string, Role>): { anybody: Label; admin: Label } {
  const admins = people.filter((p) => p.active && p.roles.some((id) => roles.get(id)?.admin)).map((p) => p.name)
  const [en, zh] = [admins.slice(0, 3).join(', '), admins.slice(0, 3).join('、')]
  return {
    anybody: {
      en: `Ask whoever gave you the link to share it with you, or an administrator (${en}).`,
      zh: `请让给你链接的人共享给你，或联系系统管理员（${zh}）。`,
    },
    admin: { en: `An administrator can change that (${en}).`, zh: `如有需要，请联系系统管理员（${zh}）。` },
  }
}

/** Told to administrators alone. */
async function realReason(
  session: Session,
  about: {
    object: RegisteredObject | null
    id: string
    state: 'live' | 'deleted' | 'unknown' | null
    principal: Principal
    person: Person
    roles: readonly Role[]
  },
): Promise<(Label | string)[]> {
  const { object, state, principal, person, roles } = about
  if (!object || state === 'unknown' || state === null)
    return [{ en: 'There is no record with this id.', zh: '没有这个编号的记录。' }]
  if (state === 'deleted') return [{ en: 'It is in the recycle bin.', zh: '这条记录在回收站里。' }]
  if (roles.length === 0) return [{ en: `${person.name} has no role.`, zh: `${person.name}没有任何角色。` }]
  const facts = await factsOf(session, object, about.id)
  return limits(facts, principal, roles, 'read', true)
}

/** What her roles reach, and where this record stands instead. */
function limits(facts: Facts, principal: Principal, roles: readonly Role[], verb: Verb, tellOwner: boolean): Label[] {
  const { object, owner } = facts
  const by = roles.flatMap((role): Label[] => {
    const grant = grantOf(role, object.key)
    const scopes: Scope[] = grant ? scopesOf(grant, verb) : []
    const reach = scopes.map((scope) => scopeWords(scope, object))
    return [
      scopes.length === 0
        ? {
            en: `The role “${role.name}” may not ${verbWords[verb].en} ${object.plural.toLowerCase()}.`,
            zh: `角色「${role.name}」没有${verbWords[verb].zh}${object.label.zh}的权限。`,
          }
        : {
            en: `The role “${role.name}” may ${verbWords[verb].en}: ${reach.map((r) => r.en).join('; ')}.`,
            zh: `角色「${role.name}」可${verbWords[verb].zh}：${reach.map((r) => r.zh).join('、')}。`,
          },
    ]
  })
  if (!tellOwner || !object.traits.includes('owned')) return by
  const team = owner?.teamId ? facts.teamNames.get(owner.teamId) : undefined
  const hers = owner?.id === principal.id
  return [
    ...by,
    owner === null
      ? { en: 'The record has no owner.', zh: '这条记录没有负责人。' }
      : hers
        ? { en: 'The record is her own.', zh: '负责人是本人。' }
        : {
            en: `The record belongs to ${owner.name}${team ? `, team “${team}”` : ''}.`,
            zh: `这条记录的负责人是${owner.name}${team ? `，属于团队「${team}」` : ''}。`,
          },
  ]
}

function ownerSeen(caller: Principal, object: RegisteredObject): boolean {
  return caller.rights(object.key).fields.has('owner')
}

function aboutField(
  object: RegisteredObject,
  principal: Principal,
  roles: readonly Role[],
  key: string,
  mayUpdate: boolean,
  cannot: readonly Label[],
): [boolean, readonly Label[]] {
  const field = object.fields[key]
  const level = principal.rights(object.key).fields.get(key)
  const names = namesOf(roles)
  // A hidden field and one that never was answer alike.
  if (!field || !level)
    return [
      false,
      [
        {
          en: `There is no such field, or ${quoteEn(names)} may not see it.`,
          zh: `没有这个字段，或者${quoteZh(names)}不能查看它。`,
        },
      ],
    ]
  if (field.system || field.type === 'formula')
    return [
      false,
      [
        {
          en: `“${field.label.en}” is worked out by Sampan; nobody writes it.`,
          zh: `「${field.label.zh}」由系统计算，不能手动修改。`,
        },
      ],
    ]
  if (field.fixed)
    return [
      false,
      [{ en: `“${field.label.en}” cannot be changed later.`, zh: `「${field.label.zh}」创建后不能修改。` }],
    ]
  if (level === 'read')
    return [
      false,
      [
        {
          en: `${quoteEn(names)} may read “${field.label.en}”, not write it.`,
          zh: `${quoteZh(names)}只能查看「${field.label.zh}」，不能修改。`,
        },
      ],
    ]
  if (!mayUpdate) return [false, cannot]
  return [
    true,
    [{ en: `${quoteEn(names)} may write “${field.label.en}”.`, zh: `${quoteZh(names)}可修改「${field.label.zh}」` }],
  ]
}

function granted(principal: Principal, object: RegisteredObject, action: Action): boolean {
  const { actions } = principal.rights(object.key)
  return actions === 'all' || actions.has(action.key)
}

function notGranted(roles: readonly Role[], _action: Action | undefined): Label {
  const names = namesOf(roles)
  return {
    en: `There is no such action, or ${quoteEn(names)} may not use it.`,
    zh: `没有这个操作，或者${quoteZh(names)}不能使用它。`,
  }
}

function notNow(action: Action): Label {
  return {
    en: `‘${action.label.en}’ does not fit the record as it stands now.`,
    zh: `当前状态下不能「${action.label.zh}」。`,
  }
}

function noVerb(object: RegisteredObject, roles: readonly Role[], verb: Label): Label {
  return {
    en: `${quoteEn(namesOf(roles))} may not ${verb.en} ${object.plural.toLowerCase()}.`,
    zh: `${quoteZh(namesOf(roles))}没有${verb.zh}${object.label.zh}的权限。`,
  }
}

function namesOf(roles: readonly Role[]): string[] {
  return roles.map((role) => role.name)
}

/** Whoever is no administrator is told of what she sees alone, and asks for no more: what is hidden is as quickly found as nothing. */
async function stateOf(
  session: Session,
  object: RegisteredObject,
  id: string,
): Promise<'live' | 'deleted' | 'unknown'> {
  const query = queryOf(session)
  const named = sql`r.id = ${id}::uuid`
  const [row] = await session.workspace.db.rows(
    sql`select r.deleted_at from ${query.from(object.key, 'r')} where ${session.principal.admin ? named : and([named, query.reach(object, {})])}`,
  )
  return row === undefined ? 'unknown' : row[0] === null ? 'live' : 'deleted'
}

async function fits(session: Session, object: RegisteredObject, id: string, action: Action): Promise<boolean> {
  const query = past(queryOf(session))
  const when = query.declared(object, action.when, 'r')
  if (!when) return true
  const rows = await session.workspace.db.rows(
    sql`select 1 from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${when}`,
  )
  return rows.length > 0
}
