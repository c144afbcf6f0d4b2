import type { Workspace } from '#engine/context.ts'
import type { Queryable } from '#engine/db/database.ts'
import { type Sql, sql } from '#engine/db/sql.ts'

/** A statement that took long, and how PostgreSQL went about it. */
export type Plan = { readonly ms: number; readonly text: string; readonly plan: readonly string[] }

type Seen = { readonly ms: number; readonly statement: Sql }

/** Notes every statement of a workspace, inside transactions too. Answers how to ask for the plan of the slowest since the last time. */
export function watchPlans(workspace: Workspace): () => Promise<Plan | null> {
  const db = workspace.db as { -readonly [K in keyof Workspace['db']]: Workspace['db'][K] }
  const { rows, transaction } = db
  let slowest: Seen | null = null
  const timed =
    (run: Queryable['rows']): Queryable['rows'] =>
    async (statement, options) => {
      const from = performance.now()
      try {
        return await run(statement, options)
      } finally {
        const ms = performance.now() - from
        if (!slowest || ms > slowest.ms) slowest = { ms, statement }
      }
    }
  db.rows = timed(rows)
  db.transaction = (run) => transaction((tx) => run({ ...tx, rows: timed(tx.rows) }))
  return async () => {
    const found = slowest
    slowest = null
    if (!found) return null
    const { statement, ms } = found
    const text = statement.compile().text.replaceAll(/\s+/g, ' ').trim()
    if (!/^(select|with) /.test(text) || / for (no key )?update/.test(text)) return { ms, text, plan: [] }
    const plan = await rows(sql`explain (analyze, buffers, summary off) ${statement}`, { once: true })
    return { ms, text, plan: plan.map(([line]) => String(line)) }
  }
}
