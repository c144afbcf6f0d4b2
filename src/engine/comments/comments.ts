import { v7 as uuid } from 'uuid'
import type { ApiComment } from '#kernel/api-notifications.ts'
import { longText, longTextType } from '#kernel/fields/longText.ts'
import { plainMentions } from '#kernel/mention.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Session } from '../context.ts'
import { isOneOf, raw, type Sql, sql } from '../db/sql.ts'
import { followBy } from '../notifications/follow.ts'
import { presentRecords } from '../query/list.ts'
import { type Query, queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'

const field = longText({ label: { en: 'Comment', zh: '评论' }, max: 5_000 })
/** What it said before is kept as often as this. */
const mostBefore = 20

/**
 * Writes a comment on a record with a timeline that the caller may see. With it goes the event that tells of it; who writes
 * follows the record from now on. Refuses an empty text, and a reply to what is no comment of this record.
 */
export async function addComment(
  session: Session,
  object: RegisteredObject,
  id: string,
  given: { readonly text: unknown; readonly replyTo: string | null },
): Promise<ApiComment> {
  const text = readText(given.text)
  if (!object.traits.includes('timeline'))
    throw refuse('invalid', null, {
      en: `${object.label.en} records have no timeline to comment in.`,
      zh: `${object.label.zh}没有动态，不能评论。`,
    })
  const commentId = await writing(session, async (w) => {
    await mustSee(w, object, id)
    if (given.replyTo) await mustStand(w, object, id, given.replyTo)
    const made = uuid()
    const author = session.principal.id
    await w.db.count(
      sql`insert into ${engineTable(session.workspace, 'comment')} (id, object, record_id, author_id, body, reply_to_id, at, before)
        values (${made}::uuid, ${object.key}, ${id}::uuid, ${author}::uuid, ${text}, ${given.replyTo}::uuid, ${w.now}::timestamptz, '[]')`,
    )
    await followBy(w.db, session.workspace, { userId: author!, object: object.key, id })
    await w.tx.emit(object, id, 'commented', { commentId: made })
    return made
  })
  const [made] = await presentComments(queryOf(session), [commentId])
  return made!
}

/** Changes the words of a comment; its author alone may. What it said before stays with it. */
export async function editComment(
  session: Session,
  object: RegisteredObject,
  id: string,
  commentId: string,
  given: unknown,
): Promise<ApiComment> {
  const text = readText(given)
  await writing(session, async (w) => {
    await mustSee(w, object, id)
    const { author, body } = await mustStand(w, object, id, commentId)
    if (author !== session.principal.id)
      throw refuse('forbidden', null, {
        en: 'Only its author may change a comment.',
        zh: '只有作者可以修改评论。',
      })
    if (body === text) return
    await w.db.count(
      sql`update ${engineTable(session.workspace, 'comment')} set body = ${text}, edited_at = ${w.now}::timestamptz,
        before = (select coalesce(jsonb_agg(e order by n), '[]') from jsonb_array_elements(
          jsonb_build_array(jsonb_build_object('at', to_jsonb(${w.now}::text), 'text', to_jsonb(body))) || before) with ordinality as x (e, n) where n <= ${mostBefore}::int)
        where id = ${commentId}::uuid`,
    )
    await w.tx.emit(object, id, 'commentEdited', { commentId })
  })
  const [made] = await presentComments(queryOf(session), [commentId])
  return made!
}

/** Takes a comment away; its author may, and an administrator. Answers to it stay. */
export async function deleteComment(
  session: Session,
  object: RegisteredObject,
  id: string,
  commentId: string,
): Promise<void> {
  await writing(session, async (w) => {
    await mustSee(w, object, id)
    const { author } = await mustStand(w, object, id, commentId)
    if (!mayDelete(session.principal, author))
      throw refuse('forbidden', null, {
        en: 'Only its author or an administrator may delete a comment.',
        zh: '只有作者和管理员可以删除评论。',
      })
    await w.db.count(
      sql`update ${engineTable(session.workspace, 'comment')} set deleted_at = ${w.now}::timestamptz where id = ${commentId}::uuid`,
    )
    await w.tx.emit(object, id, 'commentDeleted', { commentId })
  })
}

/** Brings back a comment that was deleted, with what it said; whoever may delete it may. */
export async function restoreComment(
  session: Session,
  object: RegisteredObject,
  id: string,
  commentId: string,
): Promise<ApiComment> {
  await writing(session, async (w) => {
    await mustSee(w, object, id)
    const { author } = await mustStand(w, object, id, commentId, 'deleted')
    if (!mayDelete(session.principal, author))
      throw refuse('forbidden', null, {
        en: 'Only its author or an administrator may bring a comment back.',
        zh: '只有作者和管理员可以恢复评论。',
      })
    await w.db.count(
      sql`update ${engineTable(session.workspace, 'comment')} set deleted_at = null where id = ${commentId}::uuid`,
    )
    await w.tx.emit(object, id, 'commentRestored', { commentId })
  })
  const [back] = await presentComments(queryOf(session), [commentId])
  return back!
}

/** Comments by id, in the order asked. Whoever asks has made sure that the reader may see their record. */
export async function presentComments(query: Query, ids: readonly string[]): Promise<ApiComment[]> {
  if (ids.length === 0) return []
  const { workspace, principal } = query
  const table = engineTable(workspace, 'comment')
  const rows = await workspace.db.rows(
    sql`select c.id, c.at, c.author_id, c.body, c.edited_at, c.before, c.deleted_at, p.id, p.author_id, p.body, p.deleted_at
      from ${table} c left join ${table} p on p.id = c.reply_to_id where ${isOneOf(raw('c.id'), ids)}`,
  )
  const { people } = await workspace.directory.everyone()
  const person = (id: unknown) => ({ id: String(id), name: people.get(String(id))?.name ?? '' })
  const found = new Map(
    rows.map(([id, at, author, body, editedAt, before, deletedAt, replyId, replyAuthor, replyBody, replyDeleted]) => [
      String(id),
      {
        id: String(id),
        at: String(at),
        by: person(author),
        text: deletedAt === null ? String(body) : null,
        replyTo:
          replyId === null
            ? null
            : {
                ...person(replyAuthor),
                id: String(replyId),
                text: replyDeleted === null ? [...plainMentions(String(replyBody))].slice(0, 80).join('') : null,
              },
        editedAt: editedAt as string | null,
        before: deletedAt === null ? (before as ApiComment['before']) : [],
        rights: {
          update: deletedAt === null && author === principal.id,
          delete: deletedAt === null && mayDelete(principal, String(author)),
        },
      } satisfies ApiComment,
    ]),
  )
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Comments of a record as a source of its timeline: those that are there, and deleted ones that somebody has answered. */
export function commentSourceSql(
  query: Query,
  object: RegisteredObject,
  id: string,
  before: (at: Sql, entry: Sql) => Sql,
): Sql {
  const table = engineTable(query.workspace, 'comment')
  return sql`select c.at, c.id, ${raw("'comment'")} as type, ${raw("'comment'")} as kind, c.object, c.record_id, c.author_id as actor_id, ${raw("''")} as via, ${raw('null::text')} as via_id,
      ${raw('null::jsonb')} as changes, ${raw('null::jsonb')} as data
    from ${table} c where c.object = ${object.key}::text and c.record_id = ${id}::uuid
      and (c.deleted_at is null or exists (select 1 from ${table} a where a.object = c.object and a.record_id = c.record_id and a.reply_to_id = c.id and a.deleted_at is null))
      ${before(raw('c.at'), raw('c.id'))}`
}

function readText(given: unknown): string {
  const parsed =
    typeof given === 'string' && given.trim() !== ''
      ? longTextType.parse(given, { ...field, type: 'longText' })
      : { value: null }
  if ('wrong' in parsed) throw refuse('invalid', 'text', parsed.wrong)
  if (parsed.value === null)
    throw refuse('invalid', 'text', { en: 'Write something.', zh: '请填写评论内容。' }, 'required')
  return parsed.value
}

function mayDelete(principal: Principal, author: string): boolean {
  return principal.admin || principal.id === author
}

async function mustSee(w: Writing, object: RegisteredObject, id: string): Promise<void> {
  if (w.session.principal.id === null)
    throw refuse('forbidden', null, { en: 'The system has no opinion.', zh: '系统不能发表评论。' })
  if (w.session.principal.rights(object.key).scopes.read.length === 0) throw notFound()
  // Kept from being deleted meanwhile.
  const [seen] = await loadStored(
    w.db,
    w.query,
    object,
    sql`r.id = ${id}::uuid and ${w.query.reach(object, {})} for key share of r`,
  )
  if (!seen) throw notFound()
}

/** A comment of this record that is still there, or was deleted; its row stays locked. */
async function mustStand(
  w: Writing,
  object: RegisteredObject,
  id: string,
  commentId: string,
  state: 'there' | 'deleted' = 'there',
) {
  const [row] = await w.db.rows(
    sql`select author_id, body from ${engineTable(w.session.workspace, 'comment')} where id = ${commentId}::uuid
      and object = ${object.key} and record_id = ${id}::uuid and (deleted_at is null) = ${state === 'there'} for no key update`,
  )
  if (!row) throw notFound()
  return { author: String(row[0]), body: String(row[1]) }
}

/** Comments of a record that the caller may see, the latest first, a page at a time. */
export async function listComments(
  session: Session,
  object: RegisteredObject,
  id: string,
  limit: number,
): Promise<ApiComment[]> {
  const query = queryOf(session)
  const [seen] = await presentRecords(query, object, [id], [])
  if (!seen) throw notFound()
  const rows = await session.workspace.db.rows(
    sql`select id from ${engineTable(session.workspace, 'comment')} where object = ${object.key} and record_id = ${id}::uuid and deleted_at is null
      order by at desc, id desc limit ${limit}::int`,
  )
  return presentComments(
    query,
    rows.map(([one]) => String(one)),
  )
}
