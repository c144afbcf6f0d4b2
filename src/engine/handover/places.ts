import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import { gatheredBy } from '../access/standing.ts'
import type { Workspace } from '../context.ts'

/** A record that gathers those of an object, such as a pool; what stands there has no owner. */
export type Place = {
  readonly id: string
  readonly name: string
  /** The relation by which a record stands there. */
  readonly relation: string
  /** What may stand there; all where nothing is said. */
  readonly fits: Where | undefined
}

/** Where records of an object may be put instead of giving them to a person, by name. */
export async function placesFor(
  { registry, directory }: Pick<Workspace, 'registry' | 'directory'>,
  object: RegisteredObject,
): Promise<readonly Place[]> {
  const { standing } = await directory.everyone()
  const found = [...registry.objects.values()].flatMap((gatherer) => {
    const { gathers, title } = gatherer
    const by = gathers && gatheredBy(registry, object.key, gatherer)
    if (!gathers || !by) return []
    return (standing.get(gatherer.key) ?? [])
      .filter((record) => record[gathers.of] === object.key)
      .map(
        (record): Place => ({
          id: record.id,
          name: String(record[title] ?? '—'),
          relation: by.key,
          fits: (gathers.fits ? (record[gathers.fits] as Where | null) : null) ?? undefined,
        }),
      )
  })
  return found.sort((a, b) => a.name.localeCompare(b.name))
}
