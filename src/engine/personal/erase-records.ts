import type { Field } from '#kernel/fields/field.ts'
import { columnOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { linkTable, tableName } from '../db/tables.ts'
import { past, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { hidden, redactOf } from './erase-events.ts'
import { dropFiles } from './erase-files.ts'
import { rewrite } from './erase-rewrite.ts'
import { type Chosen, stays, type Work } from './erase-work.ts'
import { isBlank, isPerson, personalFields } from './fields.ts'
import { type Pattern, replaceDeep } from './pattern.ts'
import { erasedMark } from './redact.ts'
import { hitsIn, textColumns } from './scan.ts'

/** Records that say something personal about hers without being a person, such as where she worked. */
export async function partsOf(session: Session, people: Chosen): Promise<Chosen> {
  const { registry, db } = session.workspace
  const query = past(queryOf(session))
  const lists = await Promise.all(
    people.flatMap(({ object, record }) =>
      object.inverse.map(async ({ object: from, field }) => {
        const part = registry.object(from)
        if (personalFields(part).length === 0 || isPerson(part)) return []
        if (part.fields[field]?.type !== 'relation') return []
        const column = ident('r', columnOf(part, field))
        const records = await loadStored(db, query, part, sql`${column} = ${record.id}::uuid order by r.id`)
        return records.map((one) => ({ object: part, record: one }))
      }),
    ),
  )
  return lists.flat()
}

/** Her own records lose every personal field; a name that must stand becomes a word for nobody. */
export async function ownRecords(work: Work, chosen: Chosen): Promise<void> {
  for (const [object, list] of Map.groupBy(chosen, (one) => one.object)) {
    const free = list.filter(({ record }) => !stays(work, object, record))
    for (const { record } of free) await dropFiles(work, object, record)
    await rewrite(
      work,
      object,
      free.map(({ record }) => record.id),
      (record) => emptied(work, object, record),
    )
  }
}

function emptied(work: Work, object: RegisteredObject, record: Stored): Record<string, unknown> {
  const values = Object.fromEntries(
    personalFields(object).flatMap(([key, field]) => {
      const value = replacement(work.mark, field, record, key === object.title)
      return isBlank(record[key]) || record[key] === value ? [] : [[key, value]]
    }),
  )
  const rest = work.pattern ? replacedValues(work, object, { ...record, ...values }, work.pattern) : {}
  const files = Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'files' && Array.isArray(record[key]) && record[key].length > 0 ? [[key, null]] : [],
  )
  return { ...values, ...rest, ...Object.fromEntries(files) }
}

function replacement(mark: string, field: Field, record: Stored, isTitle: boolean): unknown {
  if (field.type === 'text' || field.type === 'longText') return isTitle || field.required ? mark : null
  if (field.type === 'email' && field.required) return `erased-${record.id.slice(-12)}@invalid`
  return null
}

/** Texts with her marks replaced, by field; a mail address or number that is hers goes as a whole. */
function replacedValues(
  work: Work,
  object: RegisteredObject,
  record: Stored,
  pattern: Pattern,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object.fields).flatMap(([key, field]) => {
      const value = record[key]
      if (value === null || value === undefined || !texts.has(field.type)) return []
      const changed = replaceDeep(value, pattern, erasedMark)
      if (changed === value) return []
      if (whole.has(field.type)) return [[key, replacement(work.mark, field, record, key === object.title)]]
      return [[key, changed]]
    }),
  )
}

export const texts = new Set(['text', 'longText', 'email', 'phone', 'url', 'address', 'json', 'autonumber'])

/** Half of these would be none. */
const whole = new Set(['email', 'phone', 'url'])

/** What points at her records, such as calls, loses her name even where others bear it too. */
export async function hangingOn(work: Work, chosen: Chosen): Promise<void> {
  if (!work.names) return
  const { registry } = work.session.workspace
  for (const { object, record } of chosen) {
    if (work.heldIds.has(record.id)) continue
    for (const { object: from, field } of object.inverse) {
      const pointing = registry.object(from)
      if (personalFields(pointing).length > 0 || pointing.fields[field]?.type !== 'relation') continue
      const query = past(queryOf(work.session))
      const rows = await work.session.workspace.db.rows(
        sql`select r.id from ${query.from(from, 'r')} where ${ident('r', columnOf(pointing, field))} = ${record.id}::uuid`,
      )
      const ids = rows.map(([id]) => String(id))
      const free = ids.filter((id) => !stays(work, pointing, { id }))
      await rewrite(work, pointing, free, (one) => replacedValues(work, pointing, one, work.names!))
      await redactOf(work, free, (value) => replaceDeep(value, work.names!, erasedMark))
    }
  }
}

/**
 * Mails as they came, with her or of her: they go, bytes and all. Her marks stand in them in whatever encoding, so that
 * nothing in them could be replaced; what the mail says beside her stays in its text. What she did with them goes too.
 */
export async function originalsOf(work: Work, chosen: Chosen): Promise<void> {
  const { workspace } = work.session
  const { mail } = workspace.registry
  if (!mail) return
  const { source, traces } = mail.message
  const object = workspace.registry.object(mail.message.object.key)
  const people = chosen.filter(({ record }) => !work.heldIds.has(record.id))
  const found = new Set<string>()
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'relations' || !('to' in field)) continue
    const ids = people.filter((one) => one.object.key === field.to).map(({ record }) => record.id)
    const link = engineTable(workspace, linkTable(object, key))
    const rows = await workspace.db.rows(sql`select source_id from ${link} where target_id = any(${ids}::uuid[])`)
    for (const [id] of rows) found.add(String(id))
  }
  const columns = (await textColumns(workspace)).filter(({ table }) => table === tableName(object))
  if (work.pattern)
    for await (const hits of hitsIn(workspace, tableName(object), columns, work.pattern))
      for (const { id } of hits) found.add(String(id))
  const query = past(queryOf(work.session))
  const records = await loadStored(workspace.db, query, object, sql`r.id = any(${[...found]}::uuid[]) order by r.id`)
  const told = [source, ...traces]
  const free = records.filter((one) => told.some((key) => !isBlank(one[key])) && !stays(work, object, one))
  for (const record of free) await dropFiles(work, object, record, [source])
  const ids = free.map(({ id }) => id)
  await rewrite(work, object, ids, (one) =>
    Object.fromEntries(told.flatMap((key) => (isBlank(one[key]) ? [] : [[key, null]]))),
  )
  await redactOf(work, ids, (value, key) => (key !== null && traces.includes(key) ? hidden(value) : value))
}

/** Every record of every object whose texts bear a mark. */
export async function otherRecords(work: Work): Promise<void> {
  const { pattern } = work
  if (!pattern) return
  const { workspace } = work.session
  const columns = Map.groupBy(await textColumns(workspace), (c) => c.table)
  for (const object of workspace.registry.objects.values())
    for await (const hits of hitsIn(workspace, tableName(object), columns.get(tableName(object)) ?? [], pattern)) {
      const free = hits.map((hit) => String(hit.id)).filter((id) => !stays(work, object, { id }))
      await rewrite(work, object, free, (record) => replacedValues(work, object, record, pattern))
    }
}
