import type { ImportQuestion } from '#kernel/api-import-set.ts'
import { say } from '#kernel/label.ts'
import type { Session } from '../../context.ts'
import type { ImportRow } from '../store.ts'
import { pointsAt } from '../targets.ts'

/**
 * What a person had better decide before a file of a set comes in: required fields that nothing fills, dates and numbers
 * that can be read in two ways, words and names that would refuse rows. Fields that the set itself fills raise none.
 */
export function questionsOf(
  session: Session,
  { object: key, plan, analysis }: ImportRow,
  awaited: ReadonlySet<string>,
): ImportQuestion[] {
  const object = session.workspace.registry.object(key)
  const used = new Map(plan.columns.map((one) => [one.column, one]))
  const filled = new Set([
    ...plan.columns.map((one) => one.field.split('.')[0]!),
    ...Object.keys({ ...plan.constants, ...plan.templates, ...plan.ifRequired }),
  ])
  const lacking = analysis.missing
    .filter((field) => !filled.has(field) && object.fields[field])
    .map((field) => ({ about: 'required' as const, what: say(object.fields[field]!.label, session.language) }))
  const open = analysis.columns.flatMap((column): ImportQuestion[] => {
    const aimed = used.get(column.column)
    if (!aimed) return []
    const { field } = aimed
    const declared = object.fields[field]
    const unknown = (texts: typeof column.unknownNames, known: object) =>
      (texts ?? []).some(({ text }) => !(text in known))
    const rule = plan.references[field]?.unknown ?? 'refuse'
    const people = declared !== undefined && pointsAt(declared) === 'user'
    const words =
      (plan.otherChoices?.[field] ?? 'refuse') === 'refuse' && unknown(column.unknownChoices, plan.choices[field] ?? {})
    const names =
      !awaited.has(field) &&
      (people ? plan.people.unknown : rule) === 'refuse' &&
      unknown(column.unknownNames, plan.references[field]?.names ?? {})
    return [
      ...(column.dateOrder?.ambiguous ? [{ about: 'dates' as const, what: column.name }] : []),
      ...(column.decimal?.ambiguous ? [{ about: 'numbers' as const, what: column.name }] : []),
      ...(words ? [{ about: 'words' as const, what: column.name }] : []),
      ...(names ? [{ about: 'names' as const, what: column.name }] : []),
    ]
  })
  return [...lacking, ...open]
}
