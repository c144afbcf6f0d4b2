import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { kindsQuery } from '../flows/flows.ts'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatNumber } from '../ui/format.ts'
import styles from './Sequences.module.css'
import { StateTag } from './StateTag.tsx'
import { resultsQuery, stepsOf } from './sequences.ts'

const columns = [
  'planned',
  'underway',
  'sent',
  'done',
  'replied',
  'opened',
  'clicked',
  'bounced',
  'failed',
  'skipped',
  'stopped',
  'held',
] as const

/** What came of each step, and how it ended for those who were in it. */
export function ResultsTable({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const results = useQuery(resultsQuery(record.id)).data
  if (!results) return <Bone width="60%" />
  const of = (column: (typeof columns)[number], step: string) =>
    (column === 'replied' || column === 'opened' || column === 'clicked'
      ? results[column][step]
      : results.steps[column]?.[step]) ?? 0
  const steps = stepsOf(record).filter(({ kind }) => kind !== 'wait')
  const used = columns.filter((column) =>
    steps.some(({ id }) => of(column, id) > 0 || (column === 'opened' && (results.measured[id] ?? 0) > 0)),
  )
  const people = Object.values(results.people).reduce((sum, n) => sum + n, 0)
  if (people === 0) return <Empty title={t('sequences.nobody')} text={t('sequences.noResult')} />
  return (
    <section className={styles.results}>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('sequences.step')}</th>
              {used.map((column) => (
                <th key={column} scope="col" className="number">
                  {t(`sequences.result.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.id}>
                <th scope="row">
                  <span className={styles.faint}>{kinds.find(({ key }) => key === step.kind)?.label ?? step.kind}</span>{' '}
                  {step.note || String(step.input?.['subject'] ?? '')}
                </th>
                {used.map((column) => (
                  <td key={column} className="number" data-none={of(column, step.id) === 0 || undefined}>
                    {formatNumber(of(column, step.id))}
                    {column === 'opened' && (results.measured[step.id] ?? 0) > 0 && (
                      <span className={styles.faint} title={t('sequences.measuredHelp')}>
                        {' '}
                        / {formatNumber(results.measured[step.id] ?? 0)}
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>{t('sequences.ended')}</h3>
      <ul className={styles.ends}>
        {Object.entries(results.people).map(([status, count]) => (
          <li key={status}>
            <StateTag object="enrolment" field="status" value={status} />
            <span className="number">{formatNumber(count)}</span>
          </li>
        ))}
        {Object.entries(results.stopped).map(([reason, count]) => (
          <li key={reason}>
            <StateTag object="enrolment" field="stopReason" value={reason} />
            <span className="number">{formatNumber(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
