import type {
  ApiConfiguration,
  ApiDraft,
  ApiFormula,
  ApiImported,
  ApiPlan,
  ApiRun,
  ApiUse,
  ApiUses,
  ApiVersions,
} from '#kernel/api-configuration.ts'
import type { Section } from '#kernel/configuration.ts'
import { ask } from '../../client/fetch.ts'

const root = '/api/v1/configuration'
const at = (section: Section, key: string) => `${root}/draft/${section}/${encodeURIComponent(key)}`

type Kept = { readonly key: string; readonly revision: number }

/** The routes by which a workspace is fitted, as `src/engine/custom/README.md` says. */
export const configuration = {
  live: (signal?: AbortSignal) => ask<ApiConfiguration>('GET', root, { signal }),
  draft: (signal?: AbortSignal) => ask<ApiDraft>('GET', `${root}/draft`, { signal }),
  add: (section: Section, item: object, version: number) =>
    ask<Kept>('POST', `${root}/draft/${section}`, { body: item, version }),
  change: (section: Section, key: string, patch: object, version: number) =>
    ask<Kept>('PATCH', at(section, key), { body: patch, version }),
  remove: (section: Section, key: string, version: number, repair: boolean) =>
    ask<{ revision: number; repaired: readonly ApiUse[] }>(
      'DELETE',
      `${at(section, key)}${repair ? '?repair=true' : ''}`,
      { version },
    ),
  discard: () => ask<void>('DELETE', `${root}/draft`),
  plan: (version: number | null, signal?: AbortSignal) =>
    ask<ApiPlan>('GET', `${root}/plan${version === null ? '' : `?version=${version}`}`, { signal }),
  publish: (reason: string) => ask<ApiRun>('POST', `${root}/publish`, { body: reason ? { reason } : {} }),
  rollback: (version: number, reason: string) =>
    ask<ApiRun>('POST', `${root}/rollback`, { body: { version, ...(reason && { reason }) } }),
  run: () => ask<ApiRun>('GET', `${root}/run`),
  versions: (signal?: AbortSignal) => ask<ApiVersions>('GET', `${root}/versions`, { signal }),
  uses: (section: Section, key: string, signal?: AbortSignal) =>
    ask<ApiUses>('GET', `${root}/uses?${new URLSearchParams({ section, key })}`, { signal }),
  formula: (object: string, is: string) => ask<ApiFormula>('POST', `${root}/formula`, { body: { object, is } }),
  take: (yaml: string) => ask<ApiImported>('POST', `${root}/import`, { body: { yaml } }),
  exportHref: `${root}/export`,
}
