import type { Configuration } from '#kernel/configuration.ts'
import { configure } from '#kernel/configuration-module.ts'
import type { ItemProblem } from '#kernel/configuration-read.ts'
import { without } from '#kernel/configuration-uses.ts'
import type { Registry } from '#kernel/registry.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { liveVersion, readVersion } from './store.ts'

type Place = Pick<Workspace, 'id' | 'schema' | 'db'>

/**
 * The registries of this process, one for each workspace: its modules, and what its administrator has made. `base`
 * is the registry of the modules alone, which every workspace without a configuration shares.
 */
export function openRegistries(base: Registry) {
  const known = new Map<string, { version: number; registry: Registry; setAside: readonly ItemProblem[] }>()
  const refused = new Map<string, Map<string, number>>()
  const used = new Set<string>()

  const build = (id: string, version: number, document: Configuration) => {
    const note = (rule: string) => {
      const counts = refused.get(id) ?? new Map<string, number>()
      counts.set(rule, (counts.get(rule) ?? 0) + 1)
      refused.set(id, counts)
    }
    return { version, ...whatFits(base, document, { version, refused: note }) }
  }

  return {
    base,
    of: (id: string): Registry => known.get(id)?.registry ?? base,
    /** Has its configuration been read? */
    knows: (id: string): boolean => known.has(id),
    /** Items that no longer fit the program. */
    setAside: (id: string): readonly ItemProblem[] => known.get(id)?.setAside ?? [],
    /** Notes that somebody works in a workspace, so that it is asked whether something has changed. */
    touch: (id: string) => void used.add(id),
    isUsed: (id: string): boolean => used.delete(id),
    /** Reads what is live. Answers whether it is another than before. */
    async refresh({ id, schema, db }: Place): Promise<boolean> {
      const before = known.get(id)
      const version = await liveVersion(db, { schema })
      if (before?.version === version) return false
      if (version === 0) {
        known.set(id, { version, registry: base, setAside: [] })
        return before !== undefined
      }
      const live = await readVersion(db, { schema }, version)
      if (!live) throw new Error(`The configuration ${version} of ${schema} is not there.`)
      known.set(id, build(id, version, live.document))
      return true
    },
    /** Adds how often rules have refused to what is kept of it. */
    async flush({ id, schema, db }: Place, now: string): Promise<void> {
      const counts = refused.get(id)
      if (!counts) return
      refused.delete(id)
      for (const [rule, n] of counts)
        await db.count(
          sql`insert into ${engineTable({ schema }, 'rule_use')} as u (rule, refused, at) values (${rule}, ${n}::bigint, ${now}::timestamptz)
            on conflict (rule) do update set refused = u.refused + excluded.refused, at = excluded.at`,
        )
    },
  }
}

/**
 * The registry of a document, without the items that do not fit: a newer program may have taken a key or dropped a field
 * that they build on. Better a field less than a company that cannot work; its data stays where it is.
 */
export function whatFits(
  base: Registry,
  document: Configuration,
  options: Parameters<typeof configure>[2],
): { registry: Registry; setAside: readonly ItemProblem[] } {
  const setAside: ItemProblem[] = []
  let fitting = document
  for (;;) {
    const { registry, problems } = configure(base.modules, fitting, options)
    if (registry) return { registry, setAside }
    const before = JSON.stringify(fitting).length
    setAside.push(...problems)
    const names = problems.flatMap(({ section, key }) => (section === 'objects' || section === 'fields' ? [key] : []))
    fitting = withoutItems(without(fitting, new Set(names), () => null).document, problems)
    if (JSON.stringify(fitting).length === before)
      throw new Error(`The configuration cannot be read: ${problems.map((p) => p.problem.message.en).join(' ')}`)
  }
}

function withoutItems(document: Configuration, problems: readonly ItemProblem[]): Configuration {
  const wrong = new Set(problems.map(({ section, key }) => `${section} ${key}`))
  return Object.fromEntries(
    Object.entries(document).map(([section, items]) => [
      section,
      Object.fromEntries(Object.entries(items).filter(([key]) => !wrong.has(`${section} ${key}`))),
    ]),
  ) as unknown as Configuration
}
