import type { HandoverRule } from '#kernel/api-handover.ts'
import { approvalObject } from '#kernel/approval.ts'
import { columnOf, columnsOf } from '#kernel/fields/index.ts'
import { type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import { ident, join, limitTo, raw, type Sql, sql } from '../db/sql.ts'
import { type Query, queryOf } from '../query/query.ts'
import { approvalItems, wrongApprovalRule } from './approvals.ts'
import { hers, type Responsibility, responsibilities } from './inventory.ts'
import { type Place, placesFor } from './places.ts'

/** One record on its way to one person, or into what gathers such records. */
export type Item = {
  readonly object: string
  readonly field: string
  readonly id: string
  readonly to: string
  readonly value: number
}

/** Most records of one handover. */
export const mostItems = 200_000

/**
 * Which record goes to whom. A record is taken by the first rule that matches it; rules that follow a relation are read
 * after those of what they point at, so that a part goes where the whole goes. The same plan gives the same answer.
 */
export async function itemsOf(session: Session, personId: string, rules: readonly HandoverRule[]): Promise<Item[]> {
  const known = await readRules(session, personId, rules)
  const query = queryOf(session)
  const requests = await approvalItems(session, personId, rules)
  const taken = new Map<string, Item>()
  /** Who gets a record, whatever it is: ids are unique in the workspace. */
  const owners = new Map<string, string>()
  for (const { rule, at, place } of inOrder(known)) {
    const rows = (await candidates(query, { at, rule, place }, personId)).filter(({ id }) => !taken.has(keyOf(at, id)))
    const alone: Candidate[] = []
    const take = ({ id, value }: Candidate, to: string) => {
      taken.set(keyOf(at, id), { object: at.object.key, field: at.field, id, to, value })
      // What a part of it becomes is another question: nobody owns what stands in a place.
      if (at.field === 'owner' && !place) owners.set(id, to)
    }
    for (const row of rows) {
      const whole = row.points.find((id) => id !== null && owners.has(id))
      if (whole) take(row, owners.get(whole)!)
      else alone.push(row)
    }
    if (place) for (const row of alone) take(row, place.id)
    else if (rule.to.length > 0) share(alone, rule, take)
    if (taken.size + requests.length > mostItems)
      throw refuse('invalid', 'rules', {
        en: `At most ${mostItems} records in one handover. Give them away in parts.`,
        zh: `一次最多交接 ${mostItems} 条记录，请分批交接。`,
      })
  }
  return [...requests, ...taken.values()]
}

type Known = { readonly rule: HandoverRule; readonly at: Responsibility; readonly place: Place | undefined }
type Candidate = { readonly id: string; readonly value: number; readonly points: readonly (string | null)[] }

function keyOf({ object, field }: Responsibility, id: string): string {
  return `${object.key} ${field} ${id}`
}

/** What is wrong with a rule is told at its place, before any record is looked at. */
async function readRules(session: Session, personId: string, rules: readonly HandoverRule[]): Promise<Known[]> {
  const all = responsibilities(session)
  const problems: Problem[] = []
  const known: Known[] = []
  for (const [i, rule] of rules.entries()) {
    if (rule.object === approvalObject) {
      problems.push(...(await wrongApprovalRule(session, personId, rule, `rules.${i}`)))
      continue
    }
    const at = all.find(({ object, field }) => object.key === rule.object && field === rule.field)
    if (!at) {
      problems.push(
        problem(`rules.${i}.field`, { en: 'No person answers for records by this.', zh: '该字段不表示负责人。' }),
      )
      continue
    }
    for (const [k, id] of rule.to.entries()) {
      const wrong = await wrongReceiver(session, at, personId, id)
      if (wrong) problems.push(problem(`rules.${i}.to.${k}`, wrong))
    }
    for (const key of rule.with ?? [])
      if (at.object.fields[key]?.type !== 'relation')
        problems.push(problem(`rules.${i}.with`, { en: 'There is no such relation.', zh: '没有这个关联字段。' }))
    const place = rule.into && (await placesFor(session.workspace, at.object)).find(({ id }) => id === rule.into)
    if (rule.into && (!place || at.field !== 'owner'))
      problems.push(
        problem(`rules.${i}.into`, { en: 'These records cannot be put there.', zh: '这类记录不能放入该处。' }),
      )
    if (rule.into && (rule.to.length > 0 || rule.with?.length))
      problems.push(
        problem(`rules.${i}.to`, {
          en: 'They go to people or into one place, not both.',
          zh: '只能交给成员，或整体放入一处，二者选一。',
        }),
      )
    if (!rule.into && rule.to.length === 0 && !rule.with?.length)
      problems.push(problem(`rules.${i}.to`, { en: 'Choose who gets them.', zh: '请选择接收人。' }, 'required'))
    if (rule.split === 'value' && !at.object.views.board?.sum)
      problems.push(
        problem(`rules.${i}.split`, { en: 'These records have no value.', zh: '这类记录没有金额，不能按金额均分。' }),
      )
    known.push({ rule, at, place: place || undefined })
  }
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return known
}

async function wrongReceiver({ workspace }: Session, { object }: Responsibility, personId: string, id: string) {
  if (id === personId) return { en: 'She hands over to somebody else.', zh: '不能交接给本人。' }
  const person = await workspace.directory.person(id)
  if (!person) return { en: 'There is no such active person.', zh: '没有找到该在职成员。' }
  if (person.rights(object.key).scopes.read.length > 0) return null
  const what = object.plural.toLowerCase()
  return {
    en: `${person.name} may not see ${what}.`,
    zh: `${person.name}没有查看${object.label.zh}的权限。`,
  }
}

/** Rules in the order given, but each that follows a relation after those of the object it leads to. */
function inOrder(rules: readonly Known[]): Known[] {
  const left = [...rules]
  const sorted: Known[] = []
  while (left.length > 0) {
    const waits = ({ rule, at }: Known) =>
      (rule.with ?? []).some((key) => {
        const field = at.object.fields[key] as { to?: unknown } | undefined
        return left.some((other) => other.at.object !== at.object && other.at.object.key === field?.to)
      })
    const next = left.findIndex((one) => !waits(one))
    sorted.push(...left.splice(Math.max(next, 0), 1))
  }
  return sorted
}

async function candidates(query: Query, { at, rule, place }: Known, personId: string) {
  const { object } = at
  const where = hers(at, personId, rule.past ? 'all' : 'pending')
  const sum = object.views.board?.sum
  const money = sum ? columnsOf(sum, object.fields[sum]!)[0] : undefined
  const column = (key: string): Sql => ident('r', columnOf(object, key))
  const rows = await query.workspace.db.rows(
    sql`select ${join([raw('r.id'), money ? ident('r', money.name) : raw('0'), ...(rule.with ?? []).map(column)])}
      from ${query.from(object.key, 'r')}
      where ${query.reach(object, { where })}${rule.where ? sql` and ${query.where(object, rule.where, 'r')!}` : raw('')}
        ${place?.fits ? sql` and ${query.declared(object, place.fits, 'r')!}` : raw('')}
      order by r.id ${limitTo(mostItems + 1)}`,
  )
  return rows.map(
    ([id, value, ...points]): Candidate => ({
      id: String(id),
      value: Number(value ?? 0),
      points: points as (string | null)[],
    }),
  )
}

/** Each to whoever has least of this rule so far; the largest first, so that values come out even. */
function share(list: readonly Candidate[], { to, split }: HandoverRule, take: (one: Candidate, to: string) => void) {
  const weight = (one: Candidate) => (split === 'value' ? one.value : 1)
  const given = to.map((id) => ({ id, weight: 0, count: 0 }))
  for (const one of split === 'value' ? [...list].sort((a, b) => b.value - a.value) : list) {
    const least = given.reduce((a, b) => (b.weight < a.weight || (b.weight === a.weight && b.count < a.count) ? b : a))
    take(one, least.id)
    least.weight += weight(one)
    least.count++
  }
}
