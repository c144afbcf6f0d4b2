import type { ImportPlan } from '#kernel/api-import.ts'
import type { Problem } from '#kernel/problem.ts'
import { problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { foldText } from '#kernel/text/fold.ts'
import type { Session } from '../context.ts'
import { type Query, queryOf } from '../query/query.ts'
import { folded } from './analyse.ts'
import { namedId } from './ids.ts'
import { type Found, lookUp } from './names.ts'
import type { ReadRow } from './reading.ts'
import { pointsAt, type Target } from './targets.ts'

/** A record that has to be made before the row, because it names it. */
export type Pending = { readonly to: string; readonly field: string; readonly id: string; readonly name: string }

/** A name that several records bear. A record that points at one of them already is left as it is; any other row is refused. */
export type Unsure = { readonly field: string; readonly ids: readonly string[]; readonly problem: Problem }

/** What names became: ids in the row's values, records to be made, and names of later rows of the same file. */
export type Linked = { readonly pending: Pending[]; readonly later: Record<string, string>; readonly unsure: Unsure[] }

/** Names that are remembered at once; beyond that the oldest half is forgotten, so that memory stays bounded. */
const remembered = 200_000

/**
 * Turns names into references, a chunk of rows at a time, by what the plan says of unknown ones.
 * @param done the last line that is written already: what such a row says of other rows of its file may still be lacking
 */
export function openReferences(
  session: Session,
  object: RegisteredObject,
  plan: ImportPlan,
  importId: string,
  done = -1,
) {
  const query: Query = queryOf(session)
  const known = new Map<string, Map<string, Found>>()
  const mends = new Map(Object.entries(plan.references).map(([key, r]) => [key, folded(r.names)]))

  return {
    /** Looks up all names of the rows, then decides each of them. */
    async link(rows: readonly ReadRow[]): Promise<Linked[]> {
      await learn(rows)
      return rows.map(linkRow)
    },
    /** Decides one name of a field that points at the object itself, once it is clear that no row bears it. */
    unknown: (target: Target, name: string) => decide(target, name, 'none'),
  }

  async function learn(rows: readonly ReadRow[]): Promise<void> {
    const wanted = new Map<string, Set<string>>()
    for (const row of rows)
      for (const { target, texts } of row.names) {
        const to = pointsAt(target.field)!
        const mended = mends.get(target.path)
        for (const text of texts) {
          if (known.get(to)?.has(text) || mended?.has(foldText(text))) continue
          wanted.set(to, (wanted.get(to) ?? new Set()).add(text))
        }
      }
    await Promise.all(
      [...wanted].map(async ([to, names]) => {
        const found = await lookUp(query, session.workspace.registry.object(to), [...names])
        const map = known.get(to) ?? new Map<string, Found>()
        if (map.size > remembered) for (const name of [...map.keys()].slice(0, remembered / 2)) map.delete(name)
        for (const [name, one] of found) map.set(name, one)
        known.set(to, map)
      }),
    )
  }

  function linkRow(row: ReadRow): Linked {
    const linked: Linked = { pending: [], later: {}, unsure: [] }
    row.names.forEach(({ target, texts }, i) => {
      // an id in one column and a name in another: the first that is known counts, the last decides what is unknown
      if (linked.later[target.path] !== undefined || row.values[target.path] !== undefined) return
      const isLast = !row.names.slice(i + 1).some((other) => other.target.path === target.path)
      const ids: string[] = []
      for (const text of texts) {
        const one = known.get(pointsAt(target.field)!)?.get(text) ?? 'none'
        const mended = mends.get(target.path)?.get(foldText(text))
        if (mended !== undefined) {
          if (mended !== null) ids.push(mended)
        } else if (one === 'none' && !isLast) continue
        else if (one === 'none' && isSelf(target)) linked.later[target.path] = text
        else if (row.line <= done && isSelf(target) && typeof one === 'object' && 'id' in one)
          linked.later[target.path] = one.id
        else {
          const decided = decide(target, text, one)
          if (decided.problem && typeof one === 'object' && 'several' in one && target.field.type !== 'relations')
            linked.unsure.push({ field: target.path, ids: one.several, problem: decided.problem })
          else if (decided.problem) row.problems.push(decided.problem)
          if (decided.pending) linked.pending.push(decided.pending)
          if (decided.id) ids.push(decided.id)
        }
      }
      if (ids.length > 0) row.values[target.path] = target.field.type === 'relations' ? ids : ids[0]
    })
    return linked
  }

  /** A row may be named before it comes. */
  function isSelf(target: Target): boolean {
    return pointsAt(target.field) === object.key && target.is === 'field' && target.field.type !== 'relations'
  }

  function decide(target: Target, name: string, found: Found): { id?: string; pending?: Pending; problem?: Problem } {
    if (typeof found === 'object' && 'id' in found) return { id: found.id }
    const to = pointsAt(target.field)!
    const { label } = target
    if (found !== 'none')
      return {
        problem: problem(
          target.path,
          {
            en: `${label.en}: several records are called '${name}'. Say which one is meant.`,
            zh: `${label.zh}：有多条记录名为「${name}」，请指定其中一条。`,
          },
          'several',
        ),
      }
    const people = to === 'user'
    const policy = people ? plan.people.unknown : (plan.references[target.path]?.unknown ?? 'refuse')
    if (policy === 'empty') return {}
    if (policy === 'one') return plan.people.one ? { id: plan.people.one } : {}
    if (policy === 'create' || policy === 'inactive') {
      const id = namedId(importId, to, foldText(name))
      return { id, pending: { to, field: target.path, id, name } }
    }
    return {
      problem: problem(
        target.path,
        { en: `${label.en}: there is no '${name}'.`, zh: `${label.zh}：没有找到「${name}」。` },
        'no-such-record',
      ),
    }
  }
}
