import { check, derive, followAll, type Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, RecordOf, Where } from '#kernel/object.ts'
import { type Problem, problem, refuse } from '#kernel/problem.ts'
import { capRule } from './caps.ts'
import { belongs, leads } from './members.ts'
import { pool } from './pool/pool.ts'
import { asPooled } from './pooled.ts'
import { protectNew } from './protect.ts'

/** What holds for the records of an object that may stand in a pool, whoever writes them and however. */
export function pooledRules(of: ObjectDef) {
  const object = asPooled(of)
  return [
    derive(
      object,
      'a record has an owner or a pool, and knows since when and why',
      ({ before, after, changes }, tx) => {
        const enters = changes('pool') && after.pool !== null
        const leaves = !enters && after.pool !== null && changes('owner') && Boolean(after.owner)
        const owner = enters ? null : (after.owner ?? null)
        const moved = before === null || enters || leaves || (before.owner ?? null) !== owner || changes('pool')
        if (!moved) return
        const lastOwner = before?.owner ?? null
        // Whoever made it had it for this transaction alone.
        const fresh = before !== null && before.createdAt === tx.now
        return {
          owner,
          pool: leaves ? null : after.pool,
          ...(changes('heldSince') && after.heldSince !== null ? {} : { heldSince: tx.now }),
          ...(changes('heldReason') && after.heldReason !== null
            ? {}
            : { heldReason: reasonOf(before, { enters, leaves }) }),
          ...(changes('heldNote') ? {} : { heldNote: null }),
          ...(changes('protectedUntil') ? {} : { protectedUntil: null }),
          ...(lastOwner !== null && lastOwner !== owner && !fresh ? { previousOwner: lastOwner } : {}),
          ...(enters && lastOwner !== null && !fresh ? { returnCount: (before?.returnCount ?? 0) + 1 } : {}),
        }
      },
    ),

    check(object, 'a record comes into a pool and out of it by those who may', async (change, tx) => {
      const { before, after, deleted, changes } = change
      if (deleted || (!changes('pool') && !(before === null && after.pool !== null))) return
      if (changes('heldReason') && (after.heldReason === 'ruled' || after.heldReason === 'judged')) return
      const from = before?.pool ? await tx.all.get(pool, before.pool) : null
      const to = after.pool ? await tx.all.get(pool, after.pool) : null
      if (from && !leads(tx, from) && !(changes('heldReason') && after.heldReason === 'claimed'))
        return problem(
          'owner',
          {
            en: `Claim it; otherwise those who manage “${from.name}” give it away.`,
            zh: `请拾取；或由「${from.name}」的管理员分配。`,
          },
          'pooled',
        )
      return to ? mayEnter(tx, to, before, object.key) : undefined
    }),

    followAll(object, 'what stands in a pool matches its filter', async (changes, tx) => {
      const entered = changes.filter(
        ({ before, after, deleted }) => !deleted && after.pool && before?.pool !== after.pool,
      )
      for (const [id, list] of Map.groupBy(entered, ({ after }) => after.pool as string)) {
        const to = await tx.all.get(pool, id)
        if (!to?.where) continue
        const ids = list.map(({ after }) => after.id)
        const fit = await tx.all.count(object, { id: { in: ids }, and: [to.where as Where] })
        if (fit < ids.length)
          throw refuse(
            'invalid',
            'pool',
            {
              en: `${ids.length - fit} of these records do not match what belongs into “${to.name}”.`,
              zh: `有 ${ids.length - fit} 条记录不符合「${to.name}」的准入条件。`,
            },
            'no-match',
          )
      }
    }),

    protectNew(object),

    capRule(object, of.label),
  ]
}

/** Where nobody has said why. */
function reasonOf(before: unknown, { enters, leaves }: { enters: boolean; leaves: boolean }) {
  if (before === null) return 'created' as const
  if (enters) return (before as { owner?: string | null }).owner ? ('givenBack' as const) : ('moved' as const)
  return leaves ? ('assigned' as const) : ('transferred' as const)
}

async function mayEnter(
  tx: Tx,
  to: RecordOf<typeof pool>,
  before: { readonly owner?: string | null } | null,
  objectKey: string,
): Promise<Problem | undefined> {
  if (to.object !== objectKey)
    return problem(
      'pool',
      { en: `“${to.name}” holds other records.`, zh: `「${to.name}」存放的不是这类记录。` },
      'object',
    )
  // Whoever may change an owned record may give it back, whereto it belongs.
  if (before?.owner || (await belongs(tx, to))) return
  return problem('pool', { en: `You do not belong to “${to.name}”.`, zh: `你不是「${to.name}」的成员。` }, 'not-member')
}
