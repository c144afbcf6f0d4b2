import type { ImportColumnPlan, ImportPlan, ImportReferencePlan } from '#kernel/api-import.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { SourceColumn } from '#kernel/source-profile.ts'
import { foldText } from '#kernel/text/fold.ts'
import type { Session } from '../../context.ts'
import { queryOf } from '../../query/query.ts'
import { headerKey } from '../matching.ts'
import { lookUp, propose } from '../names.ts'
import { notesOf, pointsAt, type Target } from '../targets.ts'
import type { KnownTable } from './find.ts'

type Named = { readonly index: number; readonly name: string }

/** Where a known column goes; null for one that is not brought over. */
export function pathOf(goes: SourceColumn | null): string | null {
  return goes === null || typeof goes === 'string' ? goes : goes.to
}

/**
 * Lays what is known of a source over the plan that was proposed: nobody needs to decide anything, no row is refused for
 * a word or a name that only the source knows. Records of people whom nobody knows go to the one who imports.
 * @param texts the different texts of a column
 */
export async function withProfile(
  session: Session,
  object: RegisteredObject,
  plan: ImportPlan,
  known: KnownTable,
  header: readonly Named[],
  targets: ReadonlyMap<string, Target>,
  texts: (column: number) => readonly string[],
): Promise<ImportPlan> {
  const { table } = known
  const choices: Record<string, Record<string, string | null>> = {}
  const otherChoices: Record<string, 'note' | 'empty'> = {}
  const references: Record<string, ImportReferencePlan> = { ...plan.references }
  const at = (name: string) => header.find((c) => headerKey(c.name) === headerKey(name))?.index
  const columns = plan.columns.map((column): ImportColumnPlan => {
    const goes = known.columns.get(column.column)
    if (!goes || typeof goes === 'string') return column
    const label = goes.only && at(goes.only.header)
    return {
      ...column,
      ...(goes.as ? { as: goes.as } : {}),
      ...(goes.under ? { under: true } : {}),
      ...(goes.only && label !== undefined ? { only: placed(goes.only, label) } : {}),
    }
  })
  for (const { column, field } of plan.columns) {
    const goes = known.columns.get(column)
    const target = targets.get(field)
    if (goes === undefined || goes === null || !target) continue
    const more: Exclude<SourceColumn, string> = typeof goes === 'string' ? { to: goes } : goes
    const { type } = target.field
    if (type === 'select' || type === 'multiSelect') {
      if (more.values) choices[target.key] = { ...choices[target.key], ...wordsOf(more.values, texts(column)) }
      otherChoices[target.key] = notesOf([...targets.values()]) ? 'note' : 'empty'
    }
    const to = pointsAt(target.field)
    if (to && to !== 'user' && target.is === 'field') {
      const may = session.principal.rights(to).create
      const unknown = more.unknown === 'create' && !may ? 'empty' : (more.unknown ?? 'empty')
      const before: ImportReferencePlan = references[field] ?? { unknown: 'refuse', names: {} }
      const names = more.names ? await meant(session, to, more.names, texts(column)) : {}
      references[field] = { ...before, unknown, names: { ...before.names, ...names } }
      if (more.only) references[more.only.otherwise] ??= { unknown, names: {} }
    }
  }
  const leaveOut = (table.leaveOut ?? []).flatMap(({ header: name, is }) => {
    const column = at(name)
    return column === undefined ? [] : [{ column, is }]
  })
  const may = (values: object | undefined) =>
    Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => targets.get(key)?.is === 'field'))
  const me = session.principal.id
  const matched = table.match?.filter((keys) =>
    keys.every((key) => columns.some((c) => c.field === key || c.field.startsWith(`${key}.`))),
  )
  return {
    ...plan,
    columns,
    choices: { ...plan.choices, ...choices },
    ...(Object.keys(otherChoices).length > 0 ? { otherChoices } : {}),
    references,
    people: me ? { unknown: 'one', one: me } : { unknown: 'empty' },
    constants: { ...plan.constants, ...may(table.constants) },
    ifRequired: { ...plan.ifRequired, ...may(table.ifRequired) },
    ...(matched?.length ? { match: matched } : {}),
    ...(leaveOut.length > 0 ? { leaveOut } : {}),
    ...(table.shared && object.traits.includes('shared') ? { shared: true } : {}),
  }
}

function placed(
  { is, begins, otherwise }: NonNullable<Exclude<SourceColumn, string>['only']>,
  column: number,
): NonNullable<ImportColumnPlan['only']> {
  return { column, is, otherwise, ...(begins ? { begins } : {}) }
}

/** The words of the source that stand in the column, as the file writes them. */
function wordsOf(
  values: Readonly<Record<string, string | null>>,
  texts: readonly string[],
): Record<string, string | null> {
  const words = new Set(texts.map(foldText))
  return Object.fromEntries(Object.entries(values).filter(([word]) => words.has(foldText(word)) || texts.length === 0))
}

/** The records that words of the source mean here: by their name, or as the only one with that choice. */
async function meant(
  session: Session,
  to: string,
  names: Readonly<Record<string, string>>,
  texts: readonly string[],
): Promise<Record<string, string>> {
  const there = new Set(texts.map(foldText))
  const words = Object.entries(names).filter(([word]) => there.has(foldText(word)))
  if (words.length === 0) return {}
  const object = session.workspace.registry.object(to)
  const query = queryOf(session)
  const ours = [...new Set(words.map(([, name]) => name))]
  const [found, near] = await Promise.all([lookUp(query, object, ours), propose(query, object, ours)])
  return Object.fromEntries(
    words.flatMap(([word, name]) => {
      const one = found.get(name)
      const id = typeof one === 'object' && 'id' in one ? one.id : near.get(name)?.id
      return id ? [[word, id]] : []
    }),
  )
}
