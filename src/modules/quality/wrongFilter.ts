import type { Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Where } from '#kernel/object.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'

const nobody = '00000000-0000-0000-0000-000000000000'

/** What is wrong with a filter of the object of that key, at the field that holds it; nothing where it can be read. */
export async function wrongFilter(tx: Tx, object: string, field: string, where: unknown): Promise<Problem[]> {
  try {
    await tx.all.count({ key: object } as ObjectDef, { and: [where as Where], id: nobody })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map(({ message }) => problem(field, message, 'filter'))
  }
}
