import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatInstant } from '../ui/format.ts'
import styles from './fields.module.css'

const minute = 60_000

/** The time that is left until an instant, or by which it is over; counted anew every half minute. */
export function Countdown({ until }: { until: string }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute / 2)
    return () => clearInterval(timer)
  }, [])
  const left = Date.parse(until) - now
  const minutes = Math.max(1, Math.round(Math.abs(left) / minute))
  const time =
    minutes < 120
      ? t('clock.minutes', { n: minutes })
      : minutes < 2_880
        ? t('clock.hours', { n: Math.round(minutes / 60) })
        : t('clock.days', { n: Math.round(minutes / 1_440) })
  return (
    <time
      className={`clip ${styles.left}`}
      data-near={left <= 0 ? 'now' : minutes <= 30 ? 'soon' : undefined}
      dateTime={until}
      title={formatInstant(until)}
    >
      {t(left > 0 ? 'clock.left' : 'clock.over', { time })}
    </time>
  )
}
