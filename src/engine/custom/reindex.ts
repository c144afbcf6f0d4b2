import type { Configuration } from '#kernel/configuration.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { updateRecords } from '../records/store.ts'
import { searchedFields } from '../search/document.ts'
import { systemSession } from '../workspaces.ts'

/** Objects whose records are found or ordered by other fields than before, or by fields whose values have come back. */
export function searchedDifferently(
  before: Registry,
  after: Registry,
  from: Configuration,
  to: Configuration,
): string[] {
  const names = (object: RegisteredObject) =>
    [object.title, ...searchedFields(object).map((key) => `${key} ${object.fields[key]?.search}`)].sort().join()
  return [...after.objects.values()].flatMap((object) => {
    if (searchedFields(object).length === 0) return []
    const was = before.objects.get(object.key)
    const isNew = Object.entries(to.fields).filter(([path]) => !Object.hasOwn(from.fields, path))
    const returned = isNew.some(([path, field]) => path.startsWith(`${object.key}.`) && field.search)
    return !was || names(was) !== names(object) || returned ? [object.key] : []
  })
}

const batch = 500

/** Writes the search documents of an object anew, in order of id. Records keep their version: nothing that anybody wrote has changed. */
export async function reindex(workspace: Workspace, objectKey: string): Promise<void> {
  const object = workspace.registry.objects.get(objectKey)
  const fields = object ? searchedFields(object) : []
  if (!object || fields.length === 0) return
  const query = past(queryOf(systemSession(workspace)))
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const done = await workspace.db.transaction(async (tx) => {
      const records = await loadStored(
        tx,
        query,
        object,
        sql`r.id > ${last}::uuid order by r.id limit ${batch}::integer for no key update of r`,
      )
      const changed = records.map((record) => ({ before: record, after: record, fields: fields.slice(0, 1) }))
      if (changed.length > 0) await updateRecords(tx, workspace, object, changed)
      return records.at(-1)?.id ?? null
    })
    if (done === null) return
    last = done
  }
}
