import { v7 as uuid } from 'uuid'
import type { ShareWish } from '#kernel/behaviour.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { and, or, raw, type Sql, sql } from '../db/sql.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { isInherited } from './scope.ts'

/**
 * Opens a record to a person or a team, until an instant or for good. Whoever may change the record may open it, to no
 * more than that: what she reaches by a share alone she gives on for no longer, and it ends when hers does. Without
 * `until` a share lasts as long as its giver's own reach does.
 */
export async function shareWithin(w: Writing, object: RegisteredObject, id: string, wish: ShareWish): Promise<void> {
  await lockForSharing(w, object, id)
  await knownGrantee(w, wish.granteeId)
  const hold = await holdOf(w, object, id)
  const share = { ...wish, until: untilOf(wish, hold) }
  const table = engineTable(w.session.workspace, 'share')
  const there = sql`record_id = ${id}::uuid and grantee_id = ${share.granteeId}::uuid and object = ${object.key}`
  if (hold) await onlyHerOwn(w, there)
  await w.db.count(
    sql`insert into ${table} (id, object, record_id, grantee_id, level, until, created_at, created_by, through_id)
      values (${uuid()}::uuid, ${object.key}, ${id}::uuid, ${share.granteeId}::uuid, ${share.level}, ${share.until}::timestamptz, ${w.now}::timestamptz,
        ${w.session.principal.id}::uuid, ${hold?.shareId ?? null}::uuid)
      on conflict (record_id, grantee_id, object) do update set level = excluded.level, until = excluded.until,
        created_by = excluded.created_by, through_id = excluded.through_id`,
  )
  await w.tx.emit(object, id, 'shared', share)
  const [row] = await w.db.rows(sql`select id from ${table} where ${there}`)
  await settleBelow(w, object, id, String(row?.[0]), share)
}

/** Takes a share back, and with it what was given on by it; nothing happens where there is none. */
export async function unshareWithin(
  w: Writing,
  object: RegisteredObject,
  id: string,
  granteeId: string,
): Promise<void> {
  await lockForSharing(w, object, id)
  const there = sql`record_id = ${id}::uuid and grantee_id = ${granteeId}::uuid and object = ${object.key}`
  if (await holdOf(w, object, id)) await onlyHerOwn(w, there)
  const gone = await w.db.rows(
    sql`delete from ${engineTable(w.session.workspace, 'share')} where ${there} returning id`,
  )
  for (const [shareId] of gone) {
    await w.tx.emit(object, id, 'unshared', { granteeId })
    await settleBelow(w, object, id, String(shareId), null)
  }
}

/** The share that her right to change the record rests on alone, the longest one; null where her roles give it to her. */
type Hold = { readonly shareId: string; readonly until: string | null }

async function holdOf(w: Writing, object: RegisteredObject, id: string): Promise<Hold | null> {
  const { principal, workspace } = w.session
  const own = (verb: 'read' | 'update') =>
    or(
      w.query
        .scopes(object.key, verb, raw('r'))
        .filter(({ scope }) => scope !== 'shared' && !isInherited(scope))
        .map(({ is }) => is),
    )
  const byRole = await w.db.rows(
    sql`select 1 from ${w.query.from(object.key, 'r')} where r.id = ${id}::uuid and ${own('read')} and ${own('update')}`,
  )
  if (byRole.length > 0) return null
  const [row] = await w.db.rows(
    sql`select id, until from ${engineTable(workspace, 'share')}
      where record_id = ${id}::uuid and object = ${object.key} and level = 'update' and grantee_id = any(${principal.grantees}::uuid[])
        and (until is null or until > ${w.now}::timestamptz) order by until desc nulls first, id limit 1`,
  )
  if (row) return { shareId: String(row[0]), until: row[1] as string | null }
  const through = w.query.scopes(object.key, 'read', raw('r')).filter(({ scope }) => isInherited(scope))
  const inherited = await w.db.rows(
    sql`select 1 from ${w.query.from(object.key, 'r')} where r.id = ${id}::uuid and ${or(through.map(({ is }) => is))}`,
  )
  if (inherited.length > 0)
    throw refuse('forbidden', null, {
      en: 'This record is open to you with what it belongs to; only that can be shared, not this one alone.',
      zh: '这条记录是随所属记录向你开放的，不能单独共享；请共享所属的记录。',
    })
  // Something else than one share lets her in, such as a role that sees what is shared and changes what fits a condition.
  return null
}

function untilOf(wish: ShareWish, hold: Hold | null): string | null {
  if (!hold || hold.until === null) return wish.until ?? null
  if (wish.until === undefined) return hold.until
  if (wish.until !== null && wish.until <= hold.until) return wish.until
  throw refuse(
    'invalid',
    'until',
    {
      en: 'The record is shared with you for a time only; you cannot share it for longer.',
      zh: '这条记录只在限定时间内共享给你，你的共享不能晚于这个期限。',
    },
    'beyond-own',
  )
}

/** Who reaches the record by a share changes and takes back only what she gave herself. */
async function onlyHerOwn(w: Writing, there: Sql): Promise<void> {
  const rows = await w.db.rows(
    sql`select 1 from ${engineTable(w.session.workspace, 'share')} where ${there} and created_by is distinct from ${w.session.principal.id}::uuid`,
  )
  if (rows.length > 0)
    throw refuse('forbidden', null, {
      en: 'Somebody else shared this; you may change only what you shared yourself.',
      zh: '这项共享由其他人设置，你只能调整自己设置的共享。',
    })
}

/** What rests on a share follows it: no longer than it lasts; gone with it, or once it no longer lets anybody change the record. */
async function settleBelow(
  w: Writing,
  object: RegisteredObject,
  id: string,
  shareId: string,
  above: { readonly level: string; readonly until: string | null } | null,
): Promise<void> {
  const table = engineTable(w.session.workspace, 'share')
  const resting = sql`through_id = ${shareId}::uuid`
  if (above?.level !== 'update') {
    const gone = await w.db.rows(sql`delete from ${table} where ${resting} returning id, grantee_id`)
    for (const [below, granteeId] of gone) {
      await w.tx.emit(object, id, 'unshared', { granteeId: String(granteeId) })
      await settleBelow(w, object, id, String(below), null)
    }
    return
  }
  if (above.until === null) return
  const shortened = await w.db.rows(
    sql`update ${table} set until = ${above.until}::timestamptz where ${resting} and (until is null or until > ${above.until}::timestamptz)
      returning id, level`,
  )
  for (const [below, level] of shortened)
    await settleBelow(w, object, id, String(below), { level: String(level), until: above.until })
}

async function lockForSharing(w: Writing, object: RegisteredObject, id: string): Promise<void> {
  if (!object.traits.includes('shared'))
    throw refuse('invalid', null, {
      en: `${object.label.en} records are not shared one by one.`,
      zh: `${object.label.zh}不支持单独共享。`,
    })
  const reach = (verb: 'read' | 'update') => and([sql`r.id = ${id}::uuid`, w.query.reach(object, { verb })])
  const [record] = await loadStored(w.db, w.query, object, sql`${reach('update')} for no key update of r`)
  if (record) return
  const [seen] = await loadStored(w.db, w.query, object, reach('read'))
  throw seen
    ? refuse('forbidden', null, {
        en: 'You may see this record but not share it.',
        zh: '你可以查看这条记录，但不能共享。',
      })
    : notFound()
}

async function knownGrantee(w: Writing, granteeId: string): Promise<void> {
  const { registry } = w.session.workspace
  const found = await Promise.all(
    ['user', 'team'].map((key) =>
      loadStored(w.db, w.query, registry.object(key), sql`r.id = ${granteeId}::uuid and r.deleted_at is null`),
    ),
  )
  if (found.flat().length === 0)
    throw refuse(
      'invalid',
      'granteeId',
      { en: 'There is no such person or team.', zh: '没有找到该人员或团队。' },
      'no-such-record',
    )
}
