import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiScorePreview } from '#kernel/api-score.ts'
import type { ScoreRule } from '#kernel/fields/score.ts'
import { ApiError, ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import type { Item } from '../fit/item.ts'
import styles from './ScoreRules.module.css'

type Props = { object: MetaObject; name: string; item: Item; rules: readonly ScoreRule[] }

/** What the rules in the form would make of the records that there are, beside what holds today. */
export function Preview({ object, name, item, rules }: Props) {
  const { t } = useTranslation()
  const published = Boolean(useMeta().objects[object.key])
  const { where, floor, cap, grades } = item
  const asked = useDeferredValue(JSON.stringify({ object: object.key, field: name, rules, where, floor, cap, grades }))
  const preview = useQuery({
    queryKey: ['configuration', 'score', asked],
    queryFn: ({ signal }) =>
      ask<ApiScorePreview>('POST', '/api/v1/configuration/score', { body: JSON.parse(asked), signal }),
    enabled: published && rules.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  })
  const { data } = preview
  const most = Math.max(1, ...(data?.bins.flatMap(({ now, would }) => [now, would]) ?? []))
  return (
    <aside className={styles.preview} aria-label={t('scores.preview')} aria-busy={preview.isFetching}>
      <h3>{t('scores.preview')}</h3>
      {rules.length === 0 && <p className={styles.faint}>{t('scores.noRules')}</p>}
      {preview.isError && (
        <p className={styles.faint}>
          {preview.error instanceof ApiError && preview.error.status === 422
            ? t('scores.unfinished')
            : t('state.wrong')}
        </p>
      )}
      {preview.isLoading && <Bone width="70%" />}
      {data && !preview.isError && (
        <>
          <p className={styles.changed}>
            {t('scores.wouldChange', { changed: formatNumber(data.changed), records: formatNumber(data.records) })}
          </p>
          <dl className={styles.figures}>
            <dt>{t('scores.scored')}</dt>
            <dd className="number">{formatNumber(data.scored)}</dd>
            <dt>{t('scores.average')}</dt>
            <dd className="number">
              {data.average.now ?? '—'} → {data.average.would ?? '—'}
            </dd>
          </dl>
          <div className={styles.bins} role="img" aria-label={t('scores.spread')}>
            {data.bins.map((bin) => (
              <div key={bin.from} className={styles.bin} title={`${bin.from}: ${bin.now} → ${bin.would}`}>
                <div className={styles.bars}>
                  <i data-now style={{ blockSize: `${(bin.now / most) * 100}%` }} />
                  <i style={{ blockSize: `${(bin.would / most) * 100}%` }} />
                </div>
                <span>{bin.from}</span>
              </div>
            ))}
          </div>
          <p className={styles.key}>
            <i data-now /> {t('scores.now')} <i /> {t('scores.would')}
          </p>
          {data.grades.length > 0 && (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th>{t('scores.grade')}</th>
                  <th>{t('scores.now')}</th>
                  <th>{t('scores.would')}</th>
                </tr>
              </thead>
              <tbody>
                {data.grades.map((one) => (
                  <tr key={one.key ?? ''}>
                    <td>{one.key ?? '—'}</td>
                    <td>{formatNumber(one.now)}</td>
                    <td>{formatNumber(one.would)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t('scores.rule')}</th>
                <th>{t('scores.hits')}</th>
              </tr>
            </thead>
            <tbody>
              {data.rules.map((count, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as the rules stand
                <tr key={i}>
                  <td className="clip">{rules[i] ? say(rules[i].label) : ''}</td>
                  <td>{formatNumber(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {data.examples.length > 0 && (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th>{t('scores.examples')}</th>
                  <th>{t('scores.now')}</th>
                  <th>{t('scores.would')}</th>
                </tr>
              </thead>
              <tbody>
                {data.examples.map((one) => (
                  <tr key={one.id}>
                    <td className="clip">{one.title}</td>
                    <td>{one.now ?? '—'}</td>
                    <td>{one.would ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </aside>
  )
}
