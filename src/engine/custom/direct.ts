import type { Queryable, Row } from '../db/database.ts'
import { connectAlone } from '../db/pool.ts'
import { ident, type Sql } from '../db/sql.ts'
import type { Step } from './steps.ts'

/** How long a statement that stops writers may wait for its lock; as long as that a writer may wait for it. */
const patience = '200ms'
/** How often it is tried: about two minutes in all. */
const tries = 120

/** One connection of its own, for what cannot run in a transaction or must not make anybody wait. */
export type Direct = Pick<Queryable, 'rows'> & {
  /** Holds a lock until the connection ends; false where another has it. */
  lock(key: string): Promise<boolean>
  /** Runs a step. Answers why it cannot be done; throws what is a bug or a lost connection. */
  run(step: Step): Promise<'taken' | 'dangling' | 'busy' | null>
  /** Runs a statement that takes a strong lock for a moment, as often as it takes to get it without making anybody wait. */
  brief(text: string): Promise<void>
  /** Takes the values out of columns, a few thousand rows at once. */
  emptyColumns(table: string, columns: readonly string[]): Promise<void>
  end(): Promise<void>
}

/** Opens one; texts of statements have `{schema}` for the schema. */
export async function openDirect(url: string, schema: string): Promise<Direct> {
  const client = await connectAlone(url, 'sampan-configuration')
  const quoted = ident(schema).compile().text
  const say = (text: string) => client.query(text.replaceAll('{schema}', quoted))

  async function brief(text: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(`begin; set local lock_timeout = '${patience}'`)
        await say(text)
        await client.query('commit')
        return
      } catch (error) {
        await client.query('rollback').catch(() => {})
        if (codeOf(error) !== lockNotAvailable || attempt >= tries) throw error
        await new Promise((resolve) => setTimeout(resolve, Math.min(50 * attempt, 1_000) + Math.random() * 100))
      }
    }
  }

  return {
    async rows(statement: Sql): Promise<Row[]> {
      const { text, values } = statement.compile()
      return (await client.query({ text, values, rowMode: 'array' })).rows as Row[]
    },
    async lock(key) {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1::bigint) as got', [key])
      return rows[0]?.got === true
    },
    async run(step) {
      try {
        if (step.how === 'brief') await brief(step.text)
        else await say(step.text)
        return null
      } catch (error) {
        const code = codeOf(error)
        if (code === '23505') return 'taken'
        if (code === '23503') return 'dangling'
        if (code === lockNotAvailable) return 'busy'
        throw error
      }
    },
    brief,
    async emptyColumns(table, columns) {
      const names = columns.map((column) => ident(column).compile().text)
      const name = `${quoted}.${ident(table).compile().text}`
      const [sets, held] = [
        names.map((n) => `${n} = null`).join(', '),
        names.map((n) => `${n} is not null`).join(' or '),
      ]
      let last = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const { rows } = await client.query<{ id: string }>(
          `select id from ${name} where id > $1::uuid order by id limit 2000`,
          [last],
        )
        const ids = rows.map(({ id }) => id)
        const [end] = ids.slice(-1)
        if (end === undefined) return
        last = end
        await client.query(`update ${name} set ${sets} where id = any($1::uuid[]) and (${held})`, [ids])
      }
    },
    end: () => client.end(),
  }
}

/** errcodes-appendix: lock_not_available */
const lockNotAvailable = '55P03'

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code
}
