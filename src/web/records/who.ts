import type { TFunction } from 'i18next'
import type { Reference } from '#kernel/fields/relation.ts'

/** What an event says of who did it. */
type Told = {
  readonly actor: Reference | null
  readonly actedFor?: Reference
  readonly flow?: Reference
  readonly via: string
}

/** Who did it: somebody, somebody for somebody else, a flow, or the system. */
export function whoDid({ actor, actedFor, flow }: Told, t: TFunction): string {
  if (flow) return titleOf(flow) ? t('log.flow', { name: titleOf(flow) }) : t('log.someFlow')
  const who = titleOf(actor) ?? t('log.system')
  const whom = titleOf(actedFor)
  return whom ? t('log.for', { who, whom }) : who
}

/** By which way, where it was not on a screen; of a flow with whose rights. Begins with a separator. */
export function wayOf({ actor, flow, via }: Told, t: TFunction): string {
  if (flow) return titleOf(actor) ? ` · ${t('log.rightsOf', { who: titleOf(actor) })}` : ''
  if (via === 'import') return ` · ${t('log.importVia')}`
  return via === 'api' ? ` · ${t('log.apiVia')}` : ''
}

function titleOf(one: Reference | null | undefined): string | null {
  return one && 'title' in one ? (one.title ?? null) : null
}
