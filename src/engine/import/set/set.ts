import type { Readable } from 'node:stream'
import { v7 as uuid } from 'uuid'
import type { ImportPlan } from '#kernel/api-import.ts'
import { notFound, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { pathOf } from '../file.ts'
import { type Files, importable, takeImport } from '../import.ts'
import { openTable } from '../readers/table.ts'
import { storableName } from '../storable.ts'
import { changeImport, type ImportRow, loadImport } from '../store.ts'
import { decideObject } from './decide.ts'
import { relateFiles } from './links.ts'
import { inOrder } from './order.ts'
import { changeSet, insertSet, loadSet, type Member, type SetRow } from './store.ts'
import { type LeftOut, type Taken, unpacker } from './unpack.ts'

/**
 * Takes in files that belong together, archives or tables: decides what each of them is, reads it once, relates them by
 * the ids in them and puts them in the order in which they have to come. Nothing is written to any record.
 */
export async function uploadSet(
  parts: Files,
  session: Session,
  given: AsyncIterable<{ fileName: string; bytes: Readable }>,
): Promise<SetRow> {
  const { principal, workspace } = session
  const registry = workspace.registry
  if (![...registry.objects.keys()].some((key) => principal.rights(key).import))
    throw refuse('forbidden', null, { en: 'You may not import anything.', zh: '你没有导入权限。' })
  const { take, unpacked } = unpacker(parts.files)
  const names: string[] = []
  for await (const { fileName, bytes } of given) {
    const name = storableName(fileName)
    names.push(name)
    await take(name, bytes)
  }
  if (names.length === 0) throw refuse('malformed', 'file', { en: 'Send a file.', zh: '请选择文件。' })
  if (unpacked.tables.length === 0)
    throw refuse(
      'malformed',
      'file',
      { en: 'There is no table in the archive.', zh: '压缩包中没有表格。' },
      'file-no-table',
    )
  const id = uuid()
  const leftOut: LeftOut[] = [...unpacked.leftOut]
  const members: Member[] = []
  for (const taken of unpacked.tables) {
    const member = await takeMember(parts, session, id, taken)
    if ('reason' in member) leftOut.push(member)
    else members.push(member)
  }
  const row: SetRow = {
    id,
    fileName: names.length === 1 ? names[0]! : `${names[0]} + ${names.length - 1}`,
    status: 'uploaded',
    members: await arrange(parts, session, members),
    leftOut,
    error: null,
    runId: null,
    beatAt: null,
    createdAt: workspace.clock.now().toISOString(),
    createdBy: principal.id,
    startedAt: null,
    finishedAt: null,
    undoneAt: null,
  }
  await insertSet(workspace, row)
  return row
}

/** Says of a file what it is, or whether it is left out; only before the set has run. */
export async function changeMembers(parts: Files, session: Session, id: string, given: unknown): Promise<SetRow> {
  const row = await loadSet(session, id)
  if (row.status !== 'uploaded')
    throw refuse('conflict', null, { en: 'This import has been run already.', zh: '这次导入已经执行过了。' }, 'not-now')
  const wanted = readWishes(given, row)
  const members: Member[] = []
  for (const member of row.members) {
    const wish = wanted.get(member.path)
    const skip = wish?.skip ?? (wish?.object ? false : member.skip)
    if (wish?.object && wish.object !== member.object) {
      const object = importable(session, wish.object)
      members.push(await memberOf(parts, session, id, { path: member.path, hash: member.hash }, object))
    } else members.push({ ...member, skip: skip || member.object === null })
  }
  const arranged = await arrange(parts, session, members)
  await changeSet(session.workspace, id, { members: arranged })
  return { ...row, members: arranged }
}

function readWishes(given: unknown, row: SetRow): Map<string, { object?: string; skip?: boolean }> {
  if (!Array.isArray(given)) throw refuse('malformed', 'files', { en: "'files' is a list.", zh: '「files」应为列表。' })
  const wrong = given.findIndex(
    (one: { path?: unknown; object?: unknown; skip?: unknown } | null) =>
      typeof one !== 'object' ||
      one === null ||
      !row.members.some((m) => m.path === one.path) ||
      !['string', 'undefined'].includes(typeof one.object) ||
      !['boolean', 'undefined'].includes(typeof one.skip),
  )
  if (wrong >= 0)
    throw new Refusal('invalid', [
      problem(`files.${wrong}`, { en: 'The set has no such file.', zh: '导入包中没有这个文件。' }, 'no-such-file'),
    ])
  return new Map(given.map((one: { path: string; object?: string; skip?: boolean }) => [one.path, one]))
}

async function takeMember(parts: Files, session: Session, setId: string, taken: Taken): Promise<Member | LeftOut> {
  try {
    const table = await openTable(pathOf(parts.files, taken.hash))
    const object = decideObject(session, taken.path, table)
    if (object) return await memberOf(parts, session, setId, taken, object)
    return { ...taken, importId: null, object: null, skip: true, relations: [] }
  } catch (error) {
    // one file that nobody can read does not keep the others from coming
    if (!(error instanceof Refusal)) throw error
    return { path: taken.path, reason: error.problems[0]!.message }
  }
}

async function memberOf(
  parts: Files,
  session: Session,
  setId: string,
  { path, hash }: Taken,
  object: RegisteredObject,
): Promise<Member> {
  const row = await takeImport(parts, session, { object: object.key, fileName: path, hash, setId })
  const plan = planInSet(object, row.plan)
  await changeImport(session.workspace, row.id, { plan })
  return { path, hash, importId: row.id, object: object.key, skip: false, relations: [] }
}

/**
 * What is usual in a set: rows that are there by their ids are brought up to date, so that a part that repeats rows and
 * a second run change nothing; people come in without being able to sign in; what nobody owns is the importer's.
 */
function planInSet(object: RegisteredObject, plan: ImportPlan): ImportPlan {
  const ids = plan.columns.some((c) => c.field === 'id' || c.field === 'sourceId')
  return {
    ...plan,
    ...(object.key === 'user'
      ? { duplicates: 'skip' as const, constants: { ...plan.constants, active: false } }
      : ids
        ? { duplicates: 'update' as const }
        : {}),
    people: plan.people.unknown === 'refuse' ? { unknown: 'empty' } : plan.people,
  }
}

/** Relates the files by their ids and sorts them; keeps the plans that come of it. */
async function arrange(parts: Files, session: Session, members: readonly Member[]): Promise<Member[]> {
  const { registry } = session.workspace
  const used = members.filter((m) => m.importId !== null && !m.skip)
  const rows = await Promise.all(used.map((m) => loadImport(session, m.importId!)))
  const files = rows.map((row) => ({ row, object: registry.object(row.object) }))
  const related = new Map((await relateFiles(parts.files, files)).map((one) => [one.row.id, one]))
  const arranged: Member[] = []
  for (const member of members) {
    const one = member.importId ? related.get(member.importId) : undefined
    if (one) await changeImport(session.workspace, one.row.id, { plan: one.row.plan, preview: null })
    arranged.push(one ? { ...member, relations: one.relations } : member)
  }
  return inOrder(arranged, (key) => registry.object(key))
}

/** The imports of a set that run, in their order. */
export async function importsOf(session: Session, set: SetRow): Promise<ImportRow[]> {
  const rows: ImportRow[] = []
  for (const { importId, skip } of set.members) if (importId && !skip) rows.push(await loadImport(session, importId))
  if (rows.length === 0) throw notFound()
  return rows
}
