import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiFire, ApiMeasure, ApiShare } from '#kernel/api-signals.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { StatusTag } from '../flows/StatusTag.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo, formatInstant, formatNumber } from '../ui/format.ts'
import { Tag, type Tone } from '../ui/Tag.tsx'
import styles from './Signals.module.css'
import { firesQuery, measureQuery } from './signals.ts'

const tones: Readonly<Record<ApiFire['status'], Tone>> = {
  fired: 'green',
  held: 'violet',
  cooling: 'gray',
  refused: 'orange',
}

/** For whom a signal fired, why, and what came of it. */
export function Fired({ signal, definition }: { signal: string; definition: SignalDefinition }) {
  const { t } = useTranslation()
  const fires = useQuery(firesQuery(signal)).data
  const measure = useQuery(measureQuery(signal)).data
  if (!fires) return <Bone width="60%" />
  if (fires.length === 0) return <Empty title={t('signals.fired.none')} text={t('signals.fired.noneText')} />
  return (
    <div className={styles.fired}>
      {measure && <Measured measure={measure} />}
      <ul className={styles.fires}>
        {fires.map((fire) => (
          <li key={fire.id}>
            <Tag tone={tones[fire.status]}>{t(`signals.fire.${fire.status}`)}</Tag>
            {fire.record ? (
              <a className={`clip ${styles.who}`} href={`/${fire.record.object}/${fire.record.id}`}>
                {fire.record.title ?? '–'}
              </a>
            ) : (
              <span className={`clip ${styles.who} ${styles.faint}`}>{t('signals.fired.gone')}</span>
            )}
            <span className={`${styles.why} ${styles.grow}`}>
              {fire.status === 'fired' || !fire.record
                ? fire.why
                : [fire.why, t(`signals.fireHelp.${fire.status}`)].filter(Boolean).join(' · ')}
            </span>
            {fire.cameAt ? (
              <span className={styles.came}>{t('signals.fired.came', { when: formatAgo(fire.cameAt) })}</span>
            ) : (
              definition.outcome &&
              (fire.status === 'fired' || fire.status === 'held') && (
                <span className={styles.faint}>
                  {t(`signals.fired.${isOver(fire.at, definition) ? 'over' : 'waits'}`)}
                </span>
              )
            )}
            {fire.runs.map((run) => (
              <StatusTag key={run.id} status={run.status} />
            ))}
            <span className={`number ${styles.faint}`}>{formatInstant(fire.at)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Have the days gone by within which it had to come? */
function isOver(at: string, { outcome }: SignalDefinition): boolean {
  return outcome !== undefined && Date.parse(at) + outcome.days * 86_400_000 < Date.now()
}

/** What came of it beside those who were held back, and how sure that is. */
function Measured({ measure }: { measure: ApiMeasure }) {
  const { t } = useTranslation()
  const { fired, held, open, difference, certain, days } = measure
  const percent = (part: number) => `${formatNumber(part * 100, 1)}%`
  const share = ({ count, came }: ApiShare) =>
    count === 0 ? '–' : t('signals.measure.share', { came, count, percent: percent(came / count) })
  const points = (part: number) => `${part > 0 ? '+' : ''}${formatNumber(part * 100, 1)}`
  return (
    <section className={styles.measure} aria-label={t('signals.measure.title')}>
      <dl>
        <dt>{t('signals.measure.fired')}</dt>
        <dd className="number">{days === null ? formatNumber(fired.count) : share(fired)}</dd>
        {held.count > 0 && <dt>{t('signals.measure.held')}</dt>}
        {held.count > 0 && <dd className="number">{days === null ? formatNumber(held.count) : share(held)}</dd>}
        {difference && <dt>{t('signals.measure.difference')}</dt>}
        {difference && (
          <dd className="number">
            {t('signals.measure.points', {
              is: points(difference.is),
              low: points(difference.low),
              high: points(difference.high),
            })}
          </dd>
        )}
      </dl>
      <p className={styles.faint}>
        {[
          days === null
            ? t('signals.measure.noOutcome')
            : difference
              ? t(certain ? 'signals.measure.certain' : 'signals.measure.uncertain')
              : t('signals.measure.noGroup'),
          open > 0 ? t('signals.measure.open', { count: open }) : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </section>
  )
}
