import type { Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { allEnded } from '../db/ended.ts'
import type { ApplyOps, Op, Outcome, Writing } from './op.ts'
import { deeper } from './tx.ts'

type Asked = { readonly op: Op; done(outcome: Outcome): void; fail(error: unknown): void }
type Listed = { readonly value: string; done(records: Values[]): void; fail(error: unknown): void }
type Lists = { readonly def: ObjectDef; readonly key: string; readonly query: Query; readonly asked: Listed[] }
type Query = Parameters<Tx['list']>[1]

/** Most values of an `in`. */
const mostValues = 1_000

/**
 * Follows many records at once with a rule that keeps apart what it does for each: writes and lists that the runs ask for
 * at the same moment become one of each. All runs have ended when it does; the first failure is thrown.
 */
export async function runTogether(
  w: Writing,
  apply: ApplyOps,
  runs: readonly ((tx: Tx) => Promise<void>)[],
): Promise<void> {
  const tx = gathering(w, apply)
  await allEnded(runs.map((run) => run(tx)))
}

function gathering(w: Writing, apply: ApplyOps): Tx {
  const object = (def: ObjectDef): RegisteredObject => w.session.workspace.registry.object(def.key)
  let writes = new Map<RegisteredObject, Asked[]>()
  let lists = new Map<string, Lists>()
  let failed: { readonly error: unknown } | null = null
  let armed = false
  let turn = Promise.resolve()

  const write = (def: ObjectDef, op: Op) =>
    new Promise<Outcome>((done, fail) => {
      const list = writes.get(object(def)) ?? []
      writes.set(object(def), list)
      list.push({ op, done, fail })
      arm()
    })
  const arm = () => {
    if (armed) return
    armed = true
    setImmediate(() => {
      armed = false
      turn = turn.then(flush)
    })
  }

  async function flush(): Promise<void> {
    const [asked, wanted] = [writes, lists]
    writes = new Map()
    lists = new Map()
    for (const one of wanted.values()) await answer(one.asked, () => listAll(one))
    for (const [at, all] of asked) {
      const now = firstOfEach(all)
      const later = all.filter((one) => !now.includes(one))
      if (later.length > 0) {
        writes.set(at, [...later, ...(writes.get(at) ?? [])])
        arm()
      }
      await answer(now, async () => {
        const outcomes = await apply(
          deeper(w, apply),
          at,
          now.map(({ op }) => op),
        )
        now.forEach((one, i) => {
          one.done(outcomes[i]!)
        })
      })
    }
  }

  /** After a failure nothing more is sent: the transaction is lost. */
  async function answer(asked: readonly { fail(error: unknown): void }[], work: () => Promise<void>): Promise<void> {
    try {
      if (failed) throw failed.error
      await work()
    } catch (error) {
      failed ??= { error }
      for (const one of asked) one.fail(error)
    }
  }

  async function listAll({ def, key, query, asked }: Lists): Promise<void> {
    const values = [...new Set(asked.map((one) => one.value))]
    const found = new Map<string, Values[]>()
    for (let i = 0; i < values.length; i += mostValues) {
      const some = values.slice(i, i + mostValues)
      const records = (await w.tx.all.list(def, {
        ...query,
        where: { ...query.where, [key]: { in: some } },
        limit: (query.limit ?? 100) * some.length,
      })) as unknown as Values[]
      for (const record of records) {
        const value = String(record[key])
        found.set(value, [...(found.get(value) ?? []), record])
      }
    }
    for (const one of asked) one.done((found.get(one.value) ?? []).slice(0, query.limit ?? 100))
  }

  /** Lists that differ only in the record that one relation points at are asked for as one. */
  function list(def: ObjectDef, query: Query): Promise<Values[]> {
    const relations = Object.entries(query.where ?? {}).filter(
      ([key, value]) => typeof value === 'string' && object(def).fields[key]?.type === 'relation',
    )
    const [only] = relations
    if (relations.length !== 1 || !only) return w.tx.all.list(def, query) as unknown as Promise<Values[]>
    const [key, value] = only
    const shape = JSON.stringify([def.key, { ...query, where: { ...query.where, [key]: null } }])
    const lists_ = lists.get(shape) ?? { def, key, query, asked: [] }
    lists.set(shape, lists_)
    return new Promise((done, fail) => {
      lists_.asked.push({ value: value as string, done, fail })
      arm()
    })
  }

  return {
    ...w.tx,
    all: { ...w.tx.all, list: list as unknown as Tx['list'] },
    create: async (def, { id, ...values }) =>
      (await write(def, { do: 'create', ...(id ? { id } : {}), values } as Op)).id,
    update: async (def, id, values) => {
      await write(def, { do: 'update', id, values } as Op)
    },
  }
}

/** At most one write of each record at a time, so that the second knows what the first has done. */
function firstOfEach(asked: readonly Asked[]): Asked[] {
  const seen = new Set<string>()
  return asked.filter(({ op }) => {
    if (op.id === undefined) return true
    if (seen.has(op.id)) return false
    seen.add(op.id)
    return true
  })
}
