import { queryOptions } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiQuality, ApiQualityDetail } from '#kernel/api-quality.ts'
import { ask } from '../../client/fetch.ts'
import { say } from '../../ui/language.ts'

/** How good the records of each object are. */
export const qualityQuery = queryOptions({
  queryKey: ['quality'],
  queryFn: ({ signal }) => ask<ApiQuality>('GET', '/api/v1/quality', { signal }),
  staleTime: 0,
})

/** What is wrong with those of one object. */
export function qualityOf(object: string) {
  return queryOptions({
    queryKey: ['quality', object],
    queryFn: ({ signal }) => ask<ApiQualityDetail>('GET', `/api/v1/quality/${object}`, { signal }),
    staleTime: 0,
  })
}

export type Source = ApiQualityDetail['sources'][number]
export type Trouble = ApiQualityDetail['problems'][number]

/** A source as people call it. */
export function nameOfSource({ door, name }: Pick<Source, 'door' | 'name'>, t: TFunction): string {
  if (name !== null && (door === 'import' || door === 'form' || door === 'api' || door === 'screen'))
    return t(`quality.door.${door}Of`, { name })
  return t(`quality.door.${door}`)
}

/** What is wrong, in words. */
export function nameOfTrouble({ kind, field }: Trouble, object: MetaObject, freshDays: number, t: TFunction): string {
  if (kind === 'stale') return t('quality.stale', { days: freshDays })
  if (kind === 'double') return t('quality.double')
  const declared = field ? object.fields[field] : undefined
  return t(`quality.${kind}`, { field: declared ? say(declared.label) : (field ?? '') })
}
