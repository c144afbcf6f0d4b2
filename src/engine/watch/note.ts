import { v7 as uuid } from 'uuid'
import { addDays, startOfDay } from '#kernel/time.ts'
import { isUnusualDay, type ReadingKind, usualDays, type WeighedKind, weighedKinds } from '#kernel/watch.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { securityObject } from '../events/no-object.ts'

/** Which day somebody reads which kind of record, and how. */
export type Reading = {
  readonly userId: string
  readonly object: string
  readonly kind: ReadingKind
  /** ISO, in the time zone of the company. */
  readonly day: string
}

/** Stands for nobody where an owner is noted: a primary key has no empty part. */
export const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Adds to what each reader has read on a day, by owner, and tells once a day and kind when that is unusual for her. A record
 * that she reads again counts once, whichever process gave it to her; one that she takes away again counts again.
 */
export async function noteReadings(
  workspace: Workspace,
  list: readonly (Reading & { readonly ids: readonly string[] })[],
): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    // In one order, so that two processes wait for each other and no more.
    const inOrder = [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    for (const { userId, object, kind, day, ids } of inOrder) {
      if (!workspace.registry.objects.has(object)) continue
      const given = sql`select id from unnest(${[...ids]}::uuid[]) as g (id)`
      const fresh =
        kind === 'exported'
          ? given
          : sql`insert into ${engineTable(workspace, 'reading_seen')} (user_id, day, kind, object, record_id, at)
              select ${userId}::uuid, ${day}::date, ${kind}, ${object}, g.id, ${now}::timestamptz from (${given} order by id) g
              on conflict do nothing returning record_id as id`
      await tx.count(
        sql`with fresh as (${fresh})
          insert into ${engineTable(workspace, 'reading')} as t (day, user_id, kind, object, owner_id, records, at)
          select ${day}::date, ${userId}::uuid, ${kind}, ${object}, coalesce(r.owner_id, ${nobody}::uuid), count(*), ${now}::timestamptz
          from fresh join ${tableOf(workspace, object)} r on r.id = fresh.id group by 5 order by 5
          on conflict (user_id, day, kind, object, owner_id) do update set records = t.records + excluded.records, at = excluded.at`,
      )
    }
    for (const [, [one]] of Map.groupBy(list, ({ userId, kind, day }) => `${userId} ${kind} ${day}`))
      if (isWeighed(one!.kind)) await tellUnusual(tx, workspace, { ...one!, kind: one!.kind }, now)
  })
}

/** Of an export its own end tells whether it is unusual. */
function isWeighed(kind: ReadingKind): kind is WeighedKind {
  return (weighedKinds as readonly string[]).includes(kind)
}

function keyOf({ userId, day, kind, object }: Reading): string {
  return `${userId} ${day} ${kind} ${object}`
}

async function tellUnusual(
  tx: Transaction,
  workspace: Workspace,
  { userId, kind, day }: Reading & { readonly kind: WeighedKind },
  now: string,
): Promise<void> {
  const reading = engineTable(workspace, 'reading')
  const [row] = await tx.rows(
    sql`select coalesce(max(n) filter (where day = ${day}::date), 0), coalesce(max(n) filter (where day < ${day}::date), 0)
      from (select day, sum(records) as n from ${reading} where user_id = ${userId}::uuid and kind = ${kind}
        and day > ${addDays(day, -usualDays)}::date and day <= ${day}::date group by day) d`,
  )
  const [count, usual] = [Number(row?.[0] ?? 0), Number(row?.[1] ?? 0)]
  if (!isUnusualDay(kind, count, usual, workspace.settings.watch)) return
  // Two processes that count at once tell it once.
  await tx.rows(sql`select 1 from ${engineTable(workspace, 'user')} where id = ${userId}::uuid for no key update`)
  const told = await tx.rows(
    sql`select 1 from ${engineTable(workspace, 'event')} where object = ${securityObject} and record_id = ${userId}::uuid
      and at >= ${startOfDay(day, workspace.settings.timeZone)}::timestamptz and kind = ${unusualKind} and data ->> 'reading' = ${kind} limit 1`,
  )
  if (told.length > 0) return
  await insertEvents(tx, workspace, [
    {
      id: uuid(),
      at: now,
      kind: unusualKind,
      // She is not to learn of it, nor do her colleagues: it stands in the audit log, not in anybody's timeline.
      object: securityObject,
      recordId: userId,
      actorId: null,
      origin: { via: 'system' },
      changes: {},
      data: { reading: kind, day, count, usual },
      causeId: null,
    },
  ])
}

/** The kind of event that tells of an unusual day. */
export const unusualKind = 'readUnusually'
