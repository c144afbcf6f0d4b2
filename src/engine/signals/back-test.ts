import type { ApiBackTest, ApiBackTestHit } from '#kernel/api-signals.ts'
import { type Label, say } from '#kernel/label.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { SignalDefinition, SignalEvent } from '#kernel/signal.ts'
import { signalProblems } from '#kernel/signal-read.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { titlesOf } from '../flows/read.ts'
import { queryOf } from '../query/query.ts'
import { cameOf } from './came.ts'
import { settle, willing } from './fire.ts'
import { contextOf } from './heard.ts'
import { hitsOf } from './hits.ts'

const week = 7 * 86_400_000
const examples = 20
const longest = 400

/**
 * When a signal would have fired within the last days, had it been on, and what came then anyway. It asks what is asked
 * when it is on, of the history that is kept, and says what that does not tell. Nothing of it is kept.
 */
export async function backTest(
  session: Session,
  input: { readonly definition: unknown; readonly days?: unknown; readonly signal?: unknown },
): Promise<ApiBackTest> {
  const { workspace, principal, language } = session
  const problems = signalProblems(input.definition, contextOf(workspace, principal))
  if (problems.length > 0) throw new Refusal('invalid', problems)
  const definition = input.definition as SignalDefinition
  if (principal.rights(definition.object).scopes.read.length === 0)
    throw refuse('invalid', 'object', { en: 'Choose an object.', zh: '请选择对象。' }, 'required')
  const days = Number(input.days ?? 92)
  if (!Number.isInteger(days) || days < 1 || days > longest)
    throw refuse('invalid', 'days', { en: `From 1 to ${longest} days.`, zh: `请填写 1 到 ${longest} 天。` })
  const query = queryOf(session)
  const on = workspace.replica
  const to = query.now
  const from = new Date(Date.parse(to) - days * 86_400_000).toISOString()
  const hits = await hitsOf(definition, { from, to, query, on })
  const willings = await willing(on, query, definition, [...new Set(hits.map(({ record }) => record))])
  const judged = settle(String(input.signal ?? ''), definition, hits, new Map(), willings)
  const chosen = judged.flatMap(({ hit, status }) => (status === 'fired' || status === 'held' ? [hit] : []))
  const came = await cameOf(definition, chosen, { query, on })
  const count = (wanted: string) => judged.filter(({ status }) => status === wanted).length
  const weeks = Array.from({ length: Math.ceil(days / 7) }, (_, i) => {
    const start = Date.parse(to) - (Math.ceil(days / 7) - i) * week
    const within = chosen.flatMap(({ at }, n) => (Date.parse(at) > start && Date.parse(at) <= start + week ? [n] : []))
    return {
      from: new Date(start).toISOString(),
      fired: within.length,
      came: within.filter((n) => came.has(n)).length,
    }
  })
  const last = chosen
    .map((hit, n) => ({ hit, n }))
    .slice(-examples)
    .reverse()
  const titles = await titlesOf(
    session,
    last.map(({ hit }) => ({ object: definition.object, id: hit.record })),
  )
  const { reaches, limits } = await reachOf(session, definition, from)
  return {
    from,
    to,
    fired: count('fired'),
    held: count('held'),
    cooling: count('cooling'),
    refused: count('refused'),
    records: new Set(chosen.map(({ record }) => record)).size,
    came: definition.outcome ? came.size : null,
    weeks,
    examples: last.map(
      ({ hit: { record, at, why }, n }): ApiBackTestHit => ({
        record: { object: definition.object, id: record, title: titles.get(`${definition.object} ${record}`) ?? null },
        at,
        why: say(why, language),
        came: definition.outcome ? came.has(n) : null,
      }),
    ),
    reaches,
    limits: limits.map((limit) => say(limit, language)),
  }
}

/** How far back history goes for what is asked, and what it does not tell. */
async function reachOf(
  { workspace }: Session,
  { object, when, where, consent }: SignalDefinition,
  from: string,
): Promise<{ reaches: string | null; limits: readonly Label[] }> {
  const events: readonly SignalEvent[] =
    when.is === 'change'
      ? [{ object, kind: 'updated', field: when.field }]
      : when.is === 'pattern'
        ? [when.first, when.next, when.without].filter((one) => one !== undefined)
        : []
  const firsts = await Promise.all(
    events.map(async ({ object: key, field }) => {
      const [row] = await workspace.replica.rows(
        sql`select min(at) from ${engineTable(workspace, 'event')} where object = ${key}::text
          ${field === undefined ? sql`` : sql`and changes ? ${field}::text`}`,
      )
      return row?.[0] === null || row === undefined ? null : String(row[0])
    }),
  )
  const none = firsts.some((one) => one === null)
  const latest =
    firsts
      .filter((one) => one !== null)
      .toSorted()
      .at(-1) ?? null
  const limits: Label[] = [
    ...(none
      ? [{ en: 'History tells nothing of it yet: it has not happened here.', zh: '历史中还没有这类记录，无法回测。' }]
      : latest !== null && latest > from
        ? [
            {
              en: `History of it begins on ${latest.slice(0, 10)}: what was before is not counted.`,
              zh: `相关历史从 ${latest.slice(0, 10)} 开始，更早的没有计入。`,
            },
          ]
        : []),
    when.is === 'date'
      ? {
          en: 'Dates count as they stand today, also where they were entered later.',
          zh: '按日期的当前值计算，后来才补录的也算在内。',
        }
      : when.is === 'silence'
        ? { en: 'Only contacts that are on record and that you see count.', zh: '只计入系统中有记录且你能看到的往来。' }
        : {
            en: 'Only what happened here counts: imported records bring no history along.',
            zh: '只计入在本系统中发生的变更，导入的记录不带历史。',
          },
    ...(where || consent
      ? [{ en: 'Conditions are asked of the records as they are today.', zh: '筛选条件按记录的当前值判断。' }]
      : []),
    { en: 'Deleted records do not count.', zh: '已删除的记录不计入。' },
  ]
  return { reaches: none ? null : latest, limits }
}
