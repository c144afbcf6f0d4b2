import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase, type Queryable, type Row, type Transaction } from './database.ts'
import { isAway } from './pool.ts'
import { raw, type Sql, sql } from './sql.ts'

/** Where a read runs. */
export type Reader = Pick<Queryable, 'rows'>

/** A streaming replica beside the primary, for reads that are heavy and not in a hurry. */
export type Replica = {
  /** Answers as the primary would at this moment, and the primary itself where the replica cannot. */
  rows(statement: Sql, primary: Reader): Promise<Row[]>
  end(): Promise<void>
}

export type ReplicaOptions = {
  readonly url: string
  /** The primary that it follows. */
  readonly home: Reader
  readonly max?: number
  readonly log: (message: string, detail?: object) => void
  /** Hears of each read who answered it. */
  readonly tell?: (by: 'replica' | 'primary') => void
}

/** How long a read waits until the replica has all that was committed before it. */
const patienceMs = 250
/** How long a read may take there: it keeps the replica from applying changes to the tables it reads (growth.md, rule 20). */
const longestMs = 10_000
/** How long a replica that is behind or away is left alone. */
const restMs = 2_000

/**
 * Opens the way to a replica. Each read first asks the primary how far it has come, and waits until the replica has come
 * as far: so everybody sees her own writes, by whatever process, and nobody an older state than the primary's. Behind,
 * away, frozen, of another cluster: the primary answers.
 */
export function openReplica({ url, home, max = 8, log, tell = () => {} }: ReplicaOptions): Replica {
  // Not prepared: planned for what is asked, which pays where much is read.
  const settings = { prepare: false, patienceMs: 1_000, answerMs: longestMs + 1_000 }
  const db = openDatabase({ url, max, name: 'sampan-replica', ...settings })
  let restingUntil = 0
  let kin: Promise<boolean> | null = null
  return {
    async rows(statement, primary) {
      if (performance.now() >= restingUntil) {
        try {
          const rows = await read(statement)
          tell('replica')
          return rows
        } catch (error) {
          if (!(error instanceof Unfit)) throw error
          if (error.rest) rest(error)
        }
      }
      tell('primary')
      return primary.rows(statement)
    },
    end: () => db.end(),
  }

  async function read(statement: Sql): Promise<Row[]> {
    const [mark] = await home.rows(farthest)
    const reached = Promise.withResolvers<void>()
    const reading = readThere(String(mark![0]), statement, reached.resolve).catch(asUnfit)
    await Promise.race([reached.promise, reading, silence()])
    return reading
  }

  async function readThere(mark: string, statement: Sql, reached: () => void): Promise<Row[]> {
    kin ??= isKin()
    if (!(await kin)) throw new Unfit('it is no replica of this database')
    return db.transaction(async (tx) => {
      tx.later(tx.rows(raw(`set local statement_timeout = ${longestMs}`), { once: true }))
      await catchUp(tx, mark)
      reached()
      return tx.rows(statement).catch(asUnfit)
    })
  }

  function rest(why: Unfit): void {
    kin = null
    restingUntil = performance.now() + restMs
    log('the primary answers for the replica', { why: why.message })
  }

  async function catchUp(tx: Transaction, mark: string): Promise<void> {
    for (const until = performance.now() + patienceMs; ; await pause(5)) {
      const [row] = await tx.rows(sql`select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= ${mark}::pg_lsn`)
      if (row![0] === true) return
      if (performance.now() > until) throw new Unfit('it is behind')
    }
  }

  /** Whether it follows this primary: a wrong address must not answer with other people's data. */
  async function isKin(): Promise<boolean> {
    const identity = raw('select system_identifier::text from pg_control_system()')
    try {
      const [[here], [there]] = await Promise.all([home.rows(identity), db.rows(identity)])
      return here![0] === there![0]
    } catch (error) {
      // a service that shows nobody its control file
      if ((error as { code?: string }).code === '42501') return true
      throw error
    }
  }
}

/** How far the primary has come: all that it acknowledged, whether on disk or, where nobody waits for the disk, not yet. */
const farthest = raw(`select (case current_setting('synchronous_commit') when 'off' then pg_current_wal_insert_lsn()
  else pg_current_wal_flush_lsn() end)::text`)

/** A frozen server answers nothing, not even that it is late. */
async function silence(): Promise<never> {
  await pause(patienceMs + 1_000, undefined, { ref: false })
  throw new Unfit('it does not answer')
}

/** The replica cannot answer this; the primary can, or says what is wrong. */
class Unfit extends Error {
  readonly rest: boolean
  constructor(why: string, { rest = true } = {}) {
    super(why)
    this.rest = rest
  }
}

/** SQLSTATEs of a replica that had to choose between a reader and a change, or of a read that took too long there. */
const inTheWay = new Set(['40001', '40P01', '57014'])
/** … and of one on which a table or a column is not there (any more): the primary's place decides. */
const notThere = new Set(['3F000', '42P01', '42703'])

function asUnfit(error: unknown): never {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (inTheWay.has(code) || notThere.has(code)) throw new Unfit(message, { rest: false })
  // pg's own words, when nobody answered in time
  if (isAway(error) || message === 'Query read timeout') throw new Unfit(message)
  throw error
}
