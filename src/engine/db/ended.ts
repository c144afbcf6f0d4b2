/**
 * As `Promise.all`, but comes back when every one has ended: within a transaction what still asks after the first failure
 * would ask behind its end. The first failure is thrown.
 */
export async function allEnded<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(work)
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}
