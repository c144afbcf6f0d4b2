import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiBackTest } from '#kernel/api-signals.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate, formatNumber } from '../ui/format.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Signals.module.css'
import { tryOnHistory } from './signals.ts'

const spans = { month: 30, quarter: 92, year: 365 } as const

/** What the signal would have done, had it been on: tried on the history that is kept, before it is switched on. */
export function BackTest({
  definition,
  signal,
  onWrong,
}: {
  definition: SignalDefinition
  signal: string | null
  onWrong: (errors: Wrong) => void
}) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<keyof typeof spans>('quarter')
  const [tried, setTried] = useState<{ of: SignalDefinition; span: string; result: ApiBackTest } | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      setTried({ of: definition, span, result: await tryOnHistory(definition, spans[span], signal) })
      onWrong({})
    } catch (error) {
      onWrong(wrongOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <aside className={styles.test} aria-label={t('signals.test.title')}>
      <h3 className={styles.heading}>{t('signals.test.title')}</h3>
      <p className={styles.faint}>{t('signals.test.text')}</p>
      <span className={styles.acts}>
        <select
          className={styles.blank}
          aria-label={t('signals.test.span')}
          value={span}
          onChange={({ target }) => setSpan(target.value as keyof typeof spans)}
        >
          {(Object.keys(spans) as (keyof typeof spans)[]).map((one) => (
            <option key={one} value={one}>
              {t(`signals.test.days.${one}`)}
            </option>
          ))}
        </select>
        <Button small icon={<IconHistory size={14} />} disabled={busy} onClick={() => void run()}>
          {t(busy ? 'signals.test.running' : 'signals.test.run')}
        </Button>
      </span>
      {tried && (
        <div aria-live="polite">
          {(tried.of !== definition || tried.span !== span) && (
            <p className={styles.stale}>{t('signals.test.stale')}</p>
          )}
          <Result result={tried.result} />
        </div>
      )}
    </aside>
  )
}

function Result({ result }: { result: ApiBackTest }) {
  const { t } = useTranslation()
  const { fired, held, records, came, cooling, refused, weeks, examples, limits, reaches } = result
  const most = Math.max(1, ...weeks.map((week) => week.fired))
  const told = (key: 'fired' | 'records' | 'came' | 'held' | 'cooling' | 'refused', count: number) =>
    t(`signals.test.${key}`, { count, number: formatNumber(count) })
  const more = [
    came === null ? '' : told('came', came),
    held > 0 ? told('held', held) : '',
    cooling > 0 ? told('cooling', cooling) : '',
    refused > 0 ? told('refused', refused) : '',
  ].filter(Boolean)
  return (
    <>
      <p className={styles.verdict}>
        <b>{told('fired', fired + held)}</b>
        <span>{told('records', records)}</span>
      </p>
      {more.length > 0 && (
        <ul className={styles.facts}>
          {more.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <div className={styles.weeks} role="img" aria-label={t('signals.test.weeks')}>
        {weeks.map((week) => (
          <span
            key={week.from}
            title={t('signals.test.week', { day: formatDate(week.from.slice(0, 10)), count: week.fired })}
          >
            <i style={{ blockSize: `${(week.fired / most) * 100}%` }}>
              <em style={{ blockSize: `${week.fired > 0 ? (week.came / week.fired) * 100 : 0}%` }} />
            </i>
          </span>
        ))}
      </div>
      {examples.length > 0 && <h4 className={styles.small}>{t('signals.test.examples')}</h4>}
      <ul className={styles.examples}>
        {examples.slice(0, 8).map((one) => (
          <li key={`${one.record.id} ${one.at}`}>
            <a className="clip" href={`/${one.record.object}/${one.record.id}`}>
              {one.record.title ?? '–'}
            </a>
            <span>{one.came && <Tag tone="green">✓</Tag>}</span>
            <span className={`number ${styles.faint}`}>{formatDate(one.at.slice(0, 10))}</span>
            <span className={styles.why}>{one.why}</span>
          </li>
        ))}
      </ul>
      <h4 className={styles.small}>{t('signals.test.limits')}</h4>
      <ul className={styles.facts}>
        {reaches && reaches <= result.from && (
          <li>{t('signals.test.reaches', { day: formatDate(reaches.slice(0, 10)) })}</li>
        )}
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </>
  )
}
