import { setTimeout as pause } from 'node:timers/promises'
import { refuse } from '#kernel/problem.ts'
import type { Database } from '../db/database.ts'

/** Where a workspace lies now, and whether it may be written there. */
export type Place = {
  readonly db: Database
  /** Throws where nobody may read it: suspended, or deleted. */
  readonly read: () => void
  /** Throws where nobody may write it: also while this program may not. Waits where that has to be asked first. */
  readonly write: () => void | Promise<void>
}

/** How long a statement waits for a workspace that is just changing its cluster. */
const patienceMs = 20_000

/**
 * The database of a workspace, wherever it lies: every statement asks `place` anew. While a workspace changes its
 * cluster its schema is away for a moment; what meets that moment waits and is done again in the new place, whole.
 * @param look reads the catalogue now; answers whether a move is under way
 */
export function placedDatabase(place: () => Place, look: () => Promise<{ moving: boolean }>): Database {
  return {
    get pool() {
      return place().db.pool
    },
    rows: (statement, options) => anew((at) => at.db.rows(statement, options)),
    count: (statement) =>
      anew(async (at) => {
        await at.write()
        return at.db.count(statement)
      }),
    transaction: (run) =>
      anew(async (at) => {
        await at.write()
        return at.db.transaction(run)
      }),
    snapshot(run) {
      const at = place()
      at.read()
      return at.db.snapshot(run)
    },
    connect() {
      const at = place()
      at.read()
      return at.db.connect()
    },
    // The pools are their clusters', and end with them.
    end: async () => {},
  }

  async function anew<T>(run: (at: Place) => Promise<T>): Promise<T> {
    const at = place()
    at.read()
    try {
      return await run(at)
    } catch (error) {
      if (!isGone(error)) throw error
      return run(await elsewhere(at, error))
    }
  }

  /** The schema was not where it should be: it has moved, or is moving. */
  async function elsewhere(before: Place, error: unknown): Promise<Place> {
    for (const until = Date.now() + patienceMs; ; ) {
      const { moving } = await look()
      const now = place()
      if (now.db !== before.db) return now
      if (!moving) throw error
      if (Date.now() > until)
        throw refuse('unavailable', null, {
          en: 'This workspace is being moved. Try again in a moment.',
          zh: '工作区正在迁移，请稍后再试。',
        })
      await pause(20)
    }
  }
}

/** SQLSTATEs of a schema, or a table in it, that is not there (errcodes-appendix). */
function isGone(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === '3F000' || code === '42P01'
}

/** What somebody hears who comes to a workspace that rests. */
export function atRest(status: string): Error {
  return status === 'suspended'
    ? refuse(
        'forbidden',
        null,
        {
          en: 'This workspace is suspended. Nothing is lost; ask whoever runs this Sampan to resume it.',
          zh: '该工作区已暂停使用，数据完好。请联系系统管理员恢复。',
        },
        'suspended',
      )
    : refuse('unauthenticated', null, { en: 'Sign in first.', zh: '请先登录。' })
}
