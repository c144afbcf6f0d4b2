import type { Session } from '../context.ts'

/** Counts what a search gave its reader, as a list would. */
export function noteFound(session: Session, hits: readonly { readonly object: string; readonly id: string }[]): void {
  for (const [key, list] of Map.groupBy(hits, ({ object }) => object)) {
    const object = session.workspace.registry.object(key)
    session.workspace.noteReading(
      session,
      object,
      'listed',
      list.map(({ id }) => id),
    )
  }
}
