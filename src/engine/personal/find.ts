import type { ApiPersonRecord, ApiPersonRef } from '#kernel/api-person.ts'
import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import { problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { ident, or, type Sql, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { factsOf, personalFields, personObjects } from './fields.ts'
import { type Holds, holdsOf } from './hold.ts'

export type PersonWords = { readonly email?: string; readonly phone?: string; readonly name?: string }

const mostOfEach = 50

/**
 * Records of every object that may be about one person: by mail, number or name, in the recycle bin too. Whoever is
 * found by mail or number brings her other mails and numbers along, so that her doubles are found with her.
 */
export async function findPerson(session: Session, words: PersonWords): Promise<ApiPersonRecord[]> {
  const asked = readWords(words)
  const holds = await holdsOf(session)
  const found = new Map<string, ApiPersonRecord>()
  let looking = asked
  for (let round = 0; round < 3; round++) {
    const next: Asked = { email: new Set(), phone: new Set(), name: new Set() }
    for (const object of personObjects(session.workspace.registry))
      for (const record of await matching(session, object, looking)) {
        const by = matchesOf(object, record, looking)
        const key = `${object.key} ${record.id}`
        if (by.length > 0 && !found.has(key)) found.set(key, told(object, record, by, holds))
        // A name alone may be somebody else's: her numbers are not followed.
        if (by.some((one) => one !== 'name'))
          for (const [kind, value] of valuesOf(object, record)) if (kind !== 'name') next[kind].add(value)
      }
    for (const kind of ['email', 'phone'] as const) for (const known of asked[kind]) next[kind].delete(known)
    if (next.email.size + next.phone.size === 0) break
    for (const kind of ['email', 'phone'] as const) for (const value of next[kind]) asked[kind].add(value)
    looking = next
  }
  return [...found.values()]
}

/** Reads the chosen records, deleted ones too; refuses what is none, or is no person's. */
export async function chosenRecords(
  session: Session,
  refs: readonly ApiPersonRef[],
): Promise<{ object: RegisteredObject; record: Stored }[]> {
  if (refs.length === 0 || refs.length > 200)
    throw refuse('invalid', 'records', { en: 'Choose 1 to 200 records.', zh: '请选择 1 到 200 条记录。' })
  const query = past(queryOf(session))
  const people = new Map(personObjects(session.workspace.registry).map((object) => [object.key, object]))
  const lists = await Promise.all(
    [...Map.groupBy(refs, (ref) => ref.object)].map(async ([key, list]) => {
      const object = people.get(key)
      if (!object) return []
      const ids = list.map((ref) => ref.id)
      const records = await loadStored(session.workspace.db, query, object, sql`r.id = any(${ids}::uuid[])`)
      return records.map((record) => ({ object, record }))
    }),
  )
  const records = lists.flat()
  if (records.length < new Set(refs.map((ref) => `${ref.object} ${ref.id}`)).size)
    throw new Refusal('invalid', [
      problem('records', { en: 'One of the records is not there.', zh: '所选记录中有的已不存在。' }, 'no-such-record'),
    ])
  return records
}

type Kind = 'email' | 'phone' | 'name'
type Asked = Record<Kind, Set<string>>

function readWords({ email, phone, name }: PersonWords): Asked {
  const asked: Asked = { email: new Set(), phone: new Set(), name: new Set() }
  if (email?.trim()) asked.email.add(email.trim().toLowerCase())
  if (phone?.trim()) asked.phone.add(String(comparedPhone(phone.trim())))
  if (name?.trim()) asked.name.add(name.trim())
  if (asked.email.size + asked.phone.size + asked.name.size === 0)
    throw refuse('invalid', 'email', {
      en: 'Give a mail address, a number or a name.',
      zh: '请填写邮箱、电话或姓名。',
    })
  return asked
}

/** A number as the column holds it. */
function comparedPhone(text: string): unknown {
  const field = { type: 'phone', label: { en: 'Phone', zh: '电话' } }
  const unit = typeOf(field)
  const parsed = unit.parse(text, field)
  if ('wrong' in parsed) throw refuse('invalid', 'phone', parsed.wrong)
  return unit.toRow(parsed.value, field)[0]
}

async function matching(session: Session, object: RegisteredObject, asked: Asked): Promise<Stored[]> {
  const tests = personalFields(object).flatMap(([key, field]): Sql[] => {
    const kind = kindOf(object, key, field.type)
    if (!kind || asked[kind].size === 0) return []
    const column = ident('r', columnsOf(key, field)[0]!.name)
    return [sql`${column} = any(${[...asked[kind]]}::text[])`]
  })
  if (tests.length === 0) return []
  const query = past(queryOf(session))
  return loadStored(session.workspace.db, query, object, sql`${or(tests)} order by r.id limit ${mostOfEach}::int`)
}

function kindOf(object: RegisteredObject, key: string, type: string): Kind | null {
  return type === 'email' || type === 'phone' ? type : key === object.title ? 'name' : null
}

function valuesOf(object: RegisteredObject, record: Stored): [Kind, string][] {
  return personalFields(object).flatMap(([key, field]): [Kind, string][] => {
    const kind = kindOf(object, key, field.type)
    const value = record[key]
    if (!kind || value === null || value === undefined) return []
    const compared = typeOf(field).toRow(value, field)[0]
    return typeof compared === 'string' ? [[kind, compared]] : []
  })
}

function matchesOf(object: RegisteredObject, record: Stored, asked: Asked): ApiPersonRecord['by'] {
  return [...new Set(valuesOf(object, record).flatMap(([kind, value]) => (asked[kind].has(value) ? [kind] : [])))]
}

function told(object: RegisteredObject, record: Stored, by: ApiPersonRecord['by'], holds: Holds): ApiPersonRecord {
  return {
    object: object.key,
    id: record.id,
    title: String(record[object.title] ?? '—'),
    deleted: record.deletedAt !== null,
    by,
    facts: factsOf(object, record),
    held: holds.reason(object, record.id),
  }
}
