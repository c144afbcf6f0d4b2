import {
  type Asked,
  type Ending,
  type Entry,
  type Guard,
  type Similar,
  type Stance,
  skippedCode,
  type Told,
} from '#kernel/match/guard.ts'
import { matchedFields } from '#kernel/match/matching.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { past, type Query, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import type { Writing } from '../records/op.ts'
import { readerOf } from '../records/reader.ts'
import { type Found, findLike, similarOf } from './find.ts'
import { inTurn } from './turn.ts'

/** A record that is like one that is there, and how that ended. */
export type Case = {
  readonly guard: Guard
  readonly asked: Asked
  readonly found: Similar
  readonly stance: Stance
  readonly ending: Ending
}

/** A write under way, as far as the guard looks at it. */
export type Guarded = {
  readonly index: number
  readonly before: Stored | null
  readonly after: Stored
  readonly done: string
  readonly fields: readonly string[]
}

/**
 * Asks the guard about records that come in, change what they are recognised by, or are taken over: one at a time of those
 * that say the same, so that of two people who save the same customer at once the second meets the first.
 * @returns what is refused, by index; every case goes to `w.cases`
 */
export async function guardDrafts(
  w: Writing,
  object: RegisteredObject,
  drafts: readonly Guarded[],
): Promise<[number, Problem][]> {
  const { guard } = w.session.workspace.registry
  if (!guard || !object.matching || drafts.length === 0) return []
  const matched = matchedFields(object.matching)
  const wrong: [number, Problem][] = []
  const entries = Map.groupBy(drafts, (draft) => entryOf(w, draft, matched))
  for (const [entry, some] of entries) {
    if (!entry) continue
    const stance = await stanceOf(w, guard, { object: object.key, entry })
    if (!stance || stance.does === 'allow') continue
    await inTurn(
      w.db,
      w.session.workspace,
      object,
      some.map(({ after }) => after),
    )
    const sought = some.map(({ after }) => ({ values: after, id: after.id }))
    const found = await findLike(w.db, past(w.query), object, sought, {
      from: stance.from,
      objects: stance.among,
      limit: 5,
    })
    for (const [i, likes] of found.entries()) {
      const draft = some[i]!
      const [first] = likes
      if (!first) continue
      const ending = endingOf(w, stance, entry, draft)
      const asked = {
        object: object.key,
        entry,
        id: draft.done === 'created' ? null : draft.after.id,
        values: draft.after,
        changes: draft.fields,
      }
      for (const like of likes) w.cases.push({ guard, asked, found: similarOf(like), stance, ending })
      if (ending !== 'passed') wrong.push([draft.index, await refusalOf(w, guard, object, first, stance, ending)])
    }
  }
  return wrong
}

/** What holds at an entry. Asked once in a transaction. */
async function stanceOf(w: Writing, guard: Guard, asked: Pick<Asked, 'object' | 'entry'>): Promise<Stance | null> {
  let known = stances.get(w.loader)
  if (!known) {
    known = new Map()
    stances.set(w.loader, known)
  }
  const key = `${asked.object} ${asked.entry}`
  let stance = known.get(key)
  if (!stance) {
    stance = guard.stance(asked, w.tx.all)
    known.set(key, stance)
  }
  return stance
}
const stances = new WeakMap<Writing['loader'], Map<string, Promise<Stance | null>>>()

/** Does anybody watch over records of the object that come in there? */
export async function guardedAt(session: Session, object: RegisteredObject, entry: Entry): Promise<boolean> {
  const { guard } = session.workspace.registry
  if (!guard || !object.matching) return false
  const query = past(queryOf(session))
  const all = readerOf({ db: session.workspace.db, session }, query, null)
  const stance = await guard.stance({ object: object.key, entry }, all)
  return stance !== null && stance.does !== 'allow'
}

function entryOf(w: Writing, { before, after, done, fields }: Guarded, matched: readonly string[]): Entry | null {
  const { via } = w.session.origin
  const by = via === 'screen' ? 'form' : via === 'api' ? 'api' : via === 'import' ? 'import' : null
  if (via === 'form' && done === 'created') return 'web'
  if (!by || (done !== 'created' && done !== 'updated')) return null
  const entry = w.depth > 0 ? (by === 'import' ? null : 'conversion') : by
  if (done === 'created') return entry
  if (before && before['owner'] === null && after['owner'] !== null) return 'claim'
  return fields.some((key) => matched.includes(key)) ? entry : null
}

/** A person at a form is asked, and may go on; who is asked by nobody goes on, and so does a stranger, who is to learn nothing. */
function endingOf(w: Writing, { does }: Stance, entry: Entry, draft: Guarded): Ending {
  if (entry === 'web') return 'passed'
  if (does === 'skip') return entry === 'import' ? 'skipped' : 'blocked'
  if (does === 'block') return 'blocked'
  if (does === 'judge') return 'judge'
  const mayBeAsked = entry === 'form' && draft.done === 'created' && !w.session.confirmed?.includes('collision')
  return mayBeAsked ? 'asked' : 'passed'
}

/** Which of the records their reader may see herself, by id. */
export async function seenAmong(
  query: Query,
  found: readonly Pick<Found, 'object' | 'record'>[],
  on = query.db,
): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const [key, some] of Map.groupBy(found, ({ object }) => object)) {
    if (query.principal.rights(key).scopes.read.length === 0) continue
    const object = query.workspace.registry.object(key)
    const ids = some.map(({ record }) => record.id)
    const rows = await on.rows(
      sql`select r.id from ${query.from(key, 'r')} where ${and([sql`r.id = any(${ids}::uuid[])`, query.reach(object, {})])}`,
    )
    for (const [id] of rows) seen.add(String(id))
  }
  return seen
}

async function refusalOf(
  w: Writing,
  guard: Guard,
  object: RegisteredObject,
  found: Found,
  stance: Stance,
  ending: Ending,
): Promise<Problem> {
  const target = w.session.workspace.registry.object(found.object)
  const kind = found.reasons[0]?.kind
  const field = (kind && object.matching?.[found.subject]?.[kind]?.[0]) ?? null
  const seen = (await seenAmong(w.query, [found], w.db)).has(found.record.id)
  const title = seen ? String(found.record[target.title] ?? '') : null
  const reader = { timeZone: w.tx.actor.timeZone, sees: false }
  const [told] = seen ? [] : await guard.tell([similarOf(found)], stance, w.tx.all, reader)
  const what = described(title, told)
  const [en, zh] = [target.label.en.toLowerCase(), target.label.zh]
  const there = {
    en: `There is ${/^[aeiou]/.test(en) ? 'an' : 'a'} ${en} like it already${what.en}.`,
    zh: `已有相似的${zh}${what.zh}。`,
  }
  const then = {
    asked: { en: 'Look at it, or save all the same.', zh: '请先确认，或仍然保存。', code: 'collision' },
    blocked: { en: 'It cannot be made twice.', zh: '不能重复新建。', code: 'collision-blocked' },
    judge: { en: 'It has been sent to a judge.', zh: '已提交裁决，请等待处理。', code: 'collision-judge' },
    skipped: { en: 'The row was left out.', zh: '这一行已跳过。', code: skippedCode },
  }[ending as 'asked' | 'blocked' | 'judge' | 'skipped']
  return problem(field, { en: `${there.en} ${then.en}`, zh: `${there.zh}${then.zh}` }, then.code)
}

function described(title: string | null, told: Told | undefined): { en: string; zh: string } {
  if (title !== null) return { en: `: ${title}`, zh: `「${title}」` }
  if (!told || told.facts.length === 0) return { en: '', zh: '' }
  return {
    en: ` (${told.facts.map(({ label, value }) => `${label.en.toLowerCase()}: ${value.en}`).join('; ')})`,
    zh: `（${told.facts.map(({ label, value }) => `${label.zh}：${value.zh}`).join('；')}）`,
  }
}
