const turns = new Map<string, Promise<unknown>>()

/** One preview or run of an import at a time in this process: they share its staged rows. */
export async function inTurn<T>(importId: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(importId) ?? Promise.resolve()
  const mine = before.then(work, work)
  turns.set(importId, mine)
  try {
    return await mine
  } finally {
    if (turns.get(importId) === mine) turns.delete(importId)
  }
}
