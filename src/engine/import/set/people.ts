import type { ImportPlan } from '#kernel/api-import.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { caseSafeId } from '#kernel/text/case-safe-id.ts'
import type { Session } from '../../context.ts'
import type { FileStore } from '../../files/store.ts'
import { queryOf } from '../../query/query.ts'
import { openFile } from '../file.ts'
import { lookUp } from '../names.ts'
import { cellText } from '../readers/cell.ts'
import type { ImportRow } from '../store.ts'
import { pointsAt } from '../targets.ts'

const mostPeople = 5_000

/**
 * Who the people of a file are here: their ids in the source, by their e-mail, as ids of people who are there. Read after
 * that file has run, so that whoever it brought is there too.
 */
export async function knownPeople(store: FileStore, session: Session, row: ImportRow): Promise<Record<string, string>> {
  const at = (field: string) => row.plan.columns.find((c) => c.field === field)?.column
  const [id, mail] = [at('sourceId'), at('email')]
  const safe = row.plan.columns.some((c) => c.column === id && c.as === 'caseSafeId')
  const people: Record<string, string> = {}
  if (id === undefined || mail === undefined) return people
  const mails = new Map<string, string>()
  for await (const { cells } of (await openFile(store, row)).rows()) {
    const [source, address] = [cellText(cells[id]).trim(), cellText(cells[mail]).trim()]
    if (source && address) mails.set(safe ? caseSafeId(source) : source, address)
    if (mails.size >= mostPeople) break
  }
  const found = await lookUp(queryOf(session), session.workspace.registry.object('user'), [...new Set(mails.values())])
  for (const [source, address] of mails) {
    const one = found.get(address)
    if (typeof one === 'object' && 'id' in one) people[source] = one.id
  }
  return people
}

/** The plan of a file with those people in every column that names people; a person's own choice goes before. */
export function withPeople(
  plan: ImportPlan,
  object: RegisteredObject,
  people: Readonly<Record<string, string>>,
): ImportPlan {
  const fields = plan.columns.flatMap(({ field }) => {
    const declared = object.fields[field]
    return declared && pointsAt(declared) === 'user' ? [field] : []
  })
  if (fields.length === 0 || Object.keys(people).length === 0) return plan
  const references = Object.fromEntries(
    fields.map((field) => [
      field,
      { unknown: 'refuse' as const, ...plan.references[field], names: { ...people, ...plan.references[field]?.names } },
    ]),
  )
  return { ...plan, references: { ...plan.references, ...references } }
}
