import { personByEmail } from '#engine/access/people.ts'
import { type Session, tableOf, type Workspace } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { itemsOf } from '#engine/handover/plan.ts'
import { beginHandover, carryOut } from '#engine/handover/run.ts'
import { beginUndo, undoHandover } from '#engine/handover/undo.ts'
import { similarTo } from '#engine/matching/similar.ts'
import { listRecords } from '#engine/query/list.ts'
import { queryOf } from '#engine/query/query.ts'
import { runAction } from '#engine/records/records.ts'
import type { Where } from '#kernel/where.ts'
import { administrator } from '../fill/people.ts'
import { figuresOf } from '../load/figures.ts'
import { measureSearch } from '../matching/search.ts'
import { dueMark } from './fill.ts'
import { type Plan, watchPlans } from './plans.ts'

export type Measured = {
  readonly what: string
  readonly p50: number
  readonly p95: number | null
  /** Requests, or records, a second. */
  readonly perSecond: number | null
  readonly plan: Plan | null
}

/** What of a seller's book is handed over: at a million accounts, about 3,000. */
const handedOver = { level: { in: ['A', 'B'] } }

/** Measures one after the other; what it changes it puts back, so that the next run finds the same. */
export async function measurePools(workspace: Workspace, say: (text: string) => void): Promise<Measured[]> {
  await makeDueAgain(workspace)
  const admin = await sessionOf(workspace, administrator)
  const seller = await sessionOf(workspace, 'p3@example.com')
  const slowest = watchPlans(workspace)
  const account = workspace.registry.object('account')
  const { data: pools } = await listRecords(queryOf(admin), workspace.registry.object('pool'), { limit: 100 })
  const { data: rules } = await listRecords(queryOf(admin), workspace.registry.object('recyclingRule'), { limit: 100 })
  const poolOf = (i: number) => String(pools[i % pools.length]!['id'])

  const asked = async (what: string, times: number, ask: (i: number) => Promise<unknown>): Promise<Measured> => {
    say(`Measuring ${what} …`)
    await ask(0)
    await slowest()
    const list: number[] = []
    const began = performance.now()
    for (let i = 1; i <= times; i += 1) {
      const at = performance.now()
      await ask(i)
      list.push(performance.now() - at)
    }
    const { p50, p95, perSecond } = figuresOf(list, performance.now() - began)
    return { what, p50, p95, perSecond, plan: await slowest() }
  }
  const once = async (what: string, records: number, work: () => Promise<unknown>): Promise<Measured> => {
    say(`Measuring ${what} …`)
    await slowest()
    const began = performance.now()
    await work()
    const ms = performance.now() - began
    return { what, p50: ms, p95: null, perSecond: (records * 1_000) / ms, plan: await slowest() }
  }

  const list = (session: Session, where: Where) =>
    listRecords(queryOf(session), account, {
      where,
      select: ['name', 'level', 'pool', 'recyclesOn', 'heldSince'],
      sort: ['-updatedAt'],
      limit: 50,
    })
  const due = await countDue(workspace)
  return [
    await asked('pool list, 50 of 20,000, as administrator', 40, (i) => list(admin, { pool: poolOf(i) })),
    await asked('pool list, as a member', 40, () => list(seller, { pool: { empty: false } })),
    await asked('own accounts with their countdown', 40, () => list(seller, { owner: { is: 'me' } })),
    await asked('collision check while typing', 60, (i) => similarTo(seller, account, { values: { name: typed(i) } })),
    await asked('simulation of a rule', 1, (i) =>
      runAction(admin, workspace.registry.object('recyclingRule'), 'simulate', [String(rules[i]!['id'])], {}),
    ),
    await handover(workspace, admin, once),
    await once(`nightly recycling of ${due.toLocaleString('en')}`, due, () => runJob(workspace, 'recycle', {})),
    await once('the job of the hour after it', due, () => runJob(workspace, 'recycle', {})),
    ...(await searches(workspace, say)),
  ]
}

async function sessionOf(workspace: Workspace, email: string): Promise<Session> {
  const id = await personByEmail(workspace, email)
  const principal = id ? await workspace.directory.person(id) : null
  if (!principal) throw new Error(`${email} is not there.`)
  return { workspace, principal, origin: { via: 'api' }, language: 'zh-CN' }
}

async function handover(
  workspace: Workspace,
  admin: Session,
  once: (what: string, records: number, work: () => Promise<unknown>) => Promise<Measured>,
): Promise<Measured> {
  const [from, ...to] = await Promise.all(
    ['p5', 'p6', 'p7'].map(async (name) => String(await personByEmail(workspace, `${name}@example.com`))),
  )
  const rules = [{ object: 'account', field: 'owner', where: handedOver, to, split: 'count' as const }]
  const { length } = await itemsOf(admin, from!, rules)
  let id = ''
  const measured = await once(`handover of ${length.toLocaleString('en')}`, length, async () => {
    id = await beginHandover(admin, from!, { rules })
    await carryOut(admin, id)
  })
  await beginUndo(admin, id)
  await undoHandover(admin, id)
  return measured
}

/** A name as far as it has been typed. */
function typed(i: number): string {
  const names = ['上海云迁移科技有限公司', '深圳华讯精密制造有限公司', '杭州星海贸易有限公司', '北京天和软件有限公司']
  const name = names[i % names.length]!
  return name.slice(0, 3 + (i % (name.length - 2)))
}

/** What each record costs in the search for what is there twice: in a minute from the beginning, and after a thousand changes. */
async function searches(workspace: Workspace, say: (text: string) => void): Promise<Measured[]> {
  const all = await measureSearch(workspace, say, { firstMs: 60_000, changed: 1_000 })
  return all.map(({ what, records, ms, nodeMs, databaseMs }) => ({
    what: `a record of ${what} (${records.toLocaleString('en')}; processor ${((nodeMs + (databaseMs ?? 0)) / Math.max(1, records)).toFixed(2)} ms)`,
    p50: ms / Math.max(1, records),
    p95: null,
    perSecond: (records * 1_000) / ms,
    plan: null,
  }))
}

async function countDue(workspace: Workspace): Promise<number> {
  const [row] = await workspace.db.rows(
    sql`select count(*) from ${tableOf(workspace, 'account')} where source_id = ${dueMark} and pool_id is null`,
  )
  return Number(row?.[0] ?? 0)
}

async function makeDueAgain(workspace: Workspace): Promise<void> {
  await workspace.db.count(
    sql`update ${tableOf(workspace, 'account')} set owner_id = previous_owner_id, pool_id = null, held_since = created_at,
      held_reason = 'created', previous_owner_id = null where source_id = ${dueMark} and pool_id is not null`,
  )
}
