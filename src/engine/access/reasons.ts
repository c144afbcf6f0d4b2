import type { AccessLevel, ApiReason } from '#kernel/api-access.ts'
import { type Label, type Language, say } from '#kernel/label.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import type { ShareAbove } from './above.ts'
import type { Everyone, Person } from './directory.ts'
import type { Principal, Verb } from './principal.ts'
import { grantOf, type Role, scopesOf } from './roles.ts'
import { isInherited, type Reach } from './scope.ts'

/** What is known about the record at hand. */
export type Facts = {
  readonly object: RegisteredObject
  readonly owner: Person | null
  readonly shares: readonly ShareFact[]
  /** Shares of what it belongs to. */
  readonly above: readonly ShareAbove[]
  readonly registry: Registry
  readonly everyone: Everyone
  readonly teamNames: ReadonlyMap<string, string>
  readonly language: Language
  readonly timeZone: string
}

export type ShareFact = {
  readonly granteeId: string
  readonly level: 'read' | 'update'
  readonly until: string | null
  readonly by: string | null
}

export const verbWords: Readonly<Record<AccessLevel, Label>> = {
  read: { en: 'see', zh: '查看' },
  update: { en: 'change', zh: '修改' },
  delete: { en: 'delete', zh: '删除' },
  share: { en: 'share', zh: '共享' },
}

/** A scope in words, as it stands after "may see": `records of her team`. */
export function scopeWords(scope: Reach, object: RegisteredObject): Label {
  const en = object.plural.toLowerCase()
  const zh = object.label.zh
  if (typeof scope === 'object' && 'cover' in scope)
    return { en: `${en} of somebody for whom one acts`, zh: `代管的${zh}` }
  if (isInherited(scope))
    return { en: `${en} that belong to something shared with oneself`, zh: `所属记录共享给本人的${zh}` }
  if (typeof scope === 'object') return { en: `${en} that fit a condition`, zh: `符合条件的${zh}` }
  switch (scope) {
    case 'all':
      return { en: `all ${en}`, zh: `全部${zh}` }
    case 'own':
      return { en: `one's own ${en}`, zh: `本人负责的${zh}` }
    case 'team':
      return { en: `${en} of one's team`, zh: `本团队的${zh}` }
    case 'teamAndBelow':
      return { en: `${en} of one's team, the teams below and the reporting line`, zh: `本团队及下级的${zh}` }
    case 'shared':
      return { en: `${en} shared with oneself`, zh: `共享给本人的${zh}` }
    case 'gathered':
      return { en: `${en} that stand where one belongs`, zh: `所在范围向本人开放的${zh}` }
    default:
      return { en: `no ${en}`, zh: `不能触及任何${zh}` }
  }
}

/** Why a person's scope, which was found to hold for the record, holds. */
export function reasonOf(
  facts: Facts,
  principal: Principal,
  roles: readonly Role[],
  verb: Verb,
  scope: Reach,
): readonly ApiReason[] {
  const { object, language } = facts
  const granting = roles.filter((role) => {
    const grant = role.admin ? null : grantOf(role, object.key)
    return grant !== null && scopesOf(grant, verb).some((one) => same(one, scope))
  })
  const names = granting.map((role) => role.name)
  const told = (by: ApiReason['by'], words: Label, more: { until?: string | null } = {}): ApiReason => ({
    by,
    words: say(words, language),
    roles: names,
    ...more,
  })
  const grants: Label = {
    en: `${quoteEn(names)} may ${verbWords[verb].en} ${scopeWords(scope, object).en}`,
    zh: `${quoteZh(names)}可${verbWords[verb].zh}${scopeWords(scope, object).zh}`,
  }
  const owner = facts.owner?.name ?? '—'
  if (scope === 'gathered') {
    const by = object.fields[principal.places(object.key)?.key ?? '']?.label ?? object.label
    return [
      told('gathered', {
        en: `It stands in a ${by.en.toLowerCase()} that she belongs to.`,
        zh: `所在${by.zh}向其开放`,
      }),
    ]
  }
  if (typeof scope === 'object' && 'cover' in scope) {
    const until = dayOf(scope.until, facts.timeZone)
    const who = facts.everyone.people.get(scope.cover)?.name ?? '—'
    return [
      told(
        'cover',
        { en: `Acts for ${who}, who is away, until ${until}.`, zh: `代管${who}的记录，${until} 到期` },
        { until: scope.until },
      ),
    ]
  }
  if (isInherited(scope))
    return facts.above
      .filter(
        ({ path, granteeId, level }) =>
          path.hops.map(({ relation }) => relation).join() === scope.inherited.join() &&
          principal.grantees.includes(granteeId) &&
          (verb === 'read' || level === 'update'),
      )
      .map((share) => told('inherited', inheritedWords(facts, principal, share, verb), { until: share.until }))
  if (typeof scope === 'object')
    return [told('condition', { en: `It fits the condition: ${grants.en}.`, zh: `符合条件：${grants.zh}` })]
  if (scope === 'all' && names.length === 0)
    return [
      told('open', {
        en: `Everybody may see ${object.plural.toLowerCase()}.`,
        zh: `所有人都能查看${object.label.zh}`,
      }),
    ]
  if (scope === 'all') return [told('all', { en: `${grants.en}.`, zh: grants.zh })]
  if (scope === 'own') return [told('own', { en: `Owns it; ${grants.en}.`, zh: `本人是负责人；${grants.zh}` })]
  if (scope === 'team') {
    const team = teamName(facts, principal.teamId)
    return [
      told('team', {
        en: `Its owner ${owner} is in the same team${team ? ` “${team}”` : ''}; ${grants.en}.`,
        zh: `负责人${owner}属于同一团队${team ? `「${team}」` : ''}；${grants.zh}`,
      }),
    ]
  }
  if (scope === 'teamAndBelow') {
    const team = facts.owner?.teamId ?? null
    const below = facts.owner?.id === principal.id || (team !== null && principal.teamsAtAndBelow.includes(team))
    return [
      below
        ? told('below', {
            en: `Its owner ${owner} is in this team or one below; ${grants.en}.`,
            zh: `负责人${owner}在本团队或下级团队${team ? `「${teamName(facts, team) ?? ''}」` : ''}；${grants.zh}`,
          })
        : told('line', {
            en: `Its owner ${owner} reports to this person, directly or through others; ${grants.en}.`,
            zh: `负责人${owner}直接或间接向其汇报；${grants.zh}`,
          }),
    ]
  }
  return facts.shares
    .filter((share) => principal.grantees.includes(share.granteeId) && (verb === 'read' || share.level === 'update'))
    .map((share) => told('shared', shareWords(facts, principal, share, verb), { until: share.until }))
}

export function adminReason(facts: Facts, roles: readonly Role[]): ApiReason {
  const names = roles.filter((role) => role.admin).map((role) => role.name)
  return {
    by: 'admin',
    roles: names,
    words: say({ en: `Administrator, by ${quoteEn(names)}.`, zh: `系统管理员，来自${quoteZh(names)}` }, facts.language),
  }
}

function shareWords(facts: Facts, principal: Principal, share: ShareFact, verb: Verb): Label {
  const by = share.by ? (facts.everyone.people.get(share.by)?.name ?? '—') : 'Sampan'
  const team = share.granteeId === principal.id ? null : teamName(facts, share.granteeId)
  const until = share.until ? dayOf(share.until, facts.timeZone) : null
  return {
    en: `Shared by ${by}${team ? ` with the team “${team}”` : ''}, to ${verbWords[verb].en}${until ? `, until ${until}` : ''}.`,
    zh: `由${by}共享${team ? `给团队「${team}」` : ''}，可${verbWords[verb].zh}${until ? `，${until} 到期` : ''}`,
  }
}

/** Names what is shared, and by which relations it lies above the record, as far as the reader may know. */
function inheritedWords(facts: Facts, principal: Principal, share: ShareAbove, verb: Verb): Label {
  const { registry } = facts
  const { from, path } = share
  const shared = shareWords(facts, principal, share, verb)
  if (!from)
    return { en: `It belongs to something shared with her. ${shared.en}`, zh: `随所属记录开放：所属记录${shared.zh}` }
  const steps = path.hops.map(({ object, relation }) => registry.object(object).fields[relation]!.label)
  const en = steps.map((step) => step.en.toLowerCase()).join(', ')
  const zh = steps.map((step) => step.zh).join('的')
  return {
    en: `It comes with its ${en} “${from.title}”. ${shared.en}`,
    zh: `随${zh}「${from.title}」开放：${shared.zh}`,
  }
}

function teamName(facts: Facts, id: string | null): string | null {
  return id === null ? null : (facts.teamNames.get(id) ?? null)
}

export function quoteEn(names: readonly string[]): string {
  return names.length === 0 ? 'a role' : names.map((name) => `the role “${name}”`).join(' and ')
}

export function quoteZh(names: readonly string[]): string {
  return names.length === 0 ? '角色' : `角色${names.map((name) => `「${name}」`).join('')}`
}

function same(a: Reach, b: Reach): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
