import { type Problem, problem } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { isOneOf, join, raw, sql } from '../db/sql.ts'
import { survivorsOf } from '../merging/former.ts'
import { past } from '../query/query.ts'
import type { Stored } from './codec.ts'
import type { Writing } from './op.ts'

type Checked = {
  readonly index: number
  readonly before: Stored | null
  readonly after: Stored
  readonly fields: readonly string[]
}

/**
 * Every record that a write newly points at must exist, fit the filter of its field, and be one that the caller can see; so must every file.
 * One statement for all of them, whatever they point at; it keeps them from becoming part of another until the end.
 */
export async function checkReferences(
  w: Writing,
  object: RegisteredObject,
  changed: readonly Checked[],
  { held = true } = {},
): Promise<(readonly [index: number, problem: Problem])[]> {
  const pointers = changed.flatMap(({ index, before, after, fields }) =>
    fields.flatMap((key) => {
      const field = object.fields[key]!
      const to = 'to' in field ? String(field.to) : field.type === 'files' ? 'file' : null
      if (to === null || field.system) return []
      const there = [before?.[key] ?? []].flat()
      const only = 'where' in field ? (field.where as Where | undefined) : undefined
      const kind = only ? `${to} ${JSON.stringify(only)}` : to
      return [after[key] ?? []]
        .flat()
        .flatMap((id) => (there.includes(id) ? [] : [{ to, only, kind, id: String(id), index, key, field }]))
    }),
  )
  if (pointers.length === 0) return []
  const query = w.trusted ? past(w.query) : w.query
  const kinds = [...Map.groupBy(pointers, (p) => p.kind)]
  const parts = kinds.map(([, list], number) => {
    const { to, only } = list[0]!
    const target = query.workspace.registry.object(to)
    const fitting = only ? past(query).where(target, only, 't') : null
    const ids = [...new Set(list.map((p) => p.id))]
    return sql`select p.n, p.id from (select ${raw(String(number))} as n, t.id from ${query.from(to, 't')} where ${isOneOf(raw('t.id'), ids)} and ${query.reach(target, { alias: 't' })}${fitting ? sql` and ${fitting}` : raw('')}${raw(held ? ' for key share of t' : '')}) p`
  })
  const rows = await w.db.rows(join(parts, ' union all '))
  const found = new Set(rows.map(([number, id]) => `${kinds[Number(number)]![0]} ${id}`))
  return pointers
    .filter((p) => !found.has(`${p.kind} ${p.id}`))
    .map((p) => [
      p.index,
      problem(
        p.key,
        { en: `${p.field.label.en}: there is no such record.`, zh: `${p.field.label.zh}：没有找到这条记录。` },
        'no-such-record',
      ),
    ])
}

/**
 * Whoever names a record by an id that it had before it became part of another means that other one. Answers whether
 * anything was turned; then the references are to be checked again.
 */
export async function turnFormer(
  w: Writing,
  object: RegisteredObject,
  changed: readonly Checked[],
  wrong: readonly (readonly [index: number, problem: Problem])[],
): Promise<boolean> {
  let turned = false
  for (const [index, { field: key }] of wrong) {
    const draft = changed.find((one) => one.index === index)
    const field = key === null ? undefined : object.fields[key]
    if (!draft || !key || !field || !('to' in field)) continue
    const target = w.session.workspace.registry.object(String(field.to))
    const ids = [draft.after[key] ?? []].flat().map(String)
    const survivors = await survivorsOf(w.db, w.session.workspace, target, ids)
    if (survivors.size === 0) continue
    const now = [...new Set(ids.map((id) => survivors.get(id) ?? id))]
    ;(draft.after as Record<string, unknown>)[key] = field.type === 'relations' ? now.sort() : now[0]
    turned = true
  }
  return turned
}
