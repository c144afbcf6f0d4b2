import { useTranslation } from 'react-i18next'
import type { ApiQualityPart } from '#kernel/api-quality.ts'
import { formatDate, formatNumber } from '../../ui/format.ts'
import styles from './Quality.module.css'

/** Parts of a hundred; what is low stands out. */
export function Score({ value, strong }: { value: number | null; strong?: boolean }) {
  if (value === null) return <span className={styles.faint}>—</span>
  const state = value < 60 ? 'low' : value < 85 ? 'middle' : 'good'
  return (
    <span className={strong ? styles.total : styles.part} data-state={state}>
      {formatNumber(value, 1)}
    </span>
  )
}

const [width, height] = [96, 22]

/** The total day by day as a line, between the lowest and the highest of its days; one day is a dot. */
export function Trend({ days }: { days: ApiQualityPart['trend'] }) {
  const { t } = useTranslation()
  const known = days.flatMap(({ day, total }) => (total === null ? [] : [{ day, total }]))
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return null
  const low = Math.min(...known.map(({ total }) => total)) - 1
  const high = Math.max(...known.map(({ total }) => total)) + 1
  const x = (i: number) => (known.length === 1 ? 4 : 2 + (i / (known.length - 1)) * (width - 5))
  const y = (total: number) => height - 2 - ((total - low) / (high - low)) * (height - 4)
  const says = t('quality.trendOf', {
    first: formatDate(first.day),
    from: formatNumber(first.total, 1),
    last: formatDate(last.day),
    to: formatNumber(last.total, 1),
  })
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={says}>
      <title>{says}</title>
      <polyline className={styles.line} points={known.map(({ total }, i) => `${x(i)},${y(total)}`).join(' ')} />
      <circle className={styles.dot} cx={x(known.length - 1)} cy={y(last.total)} r="2.5" />
    </svg>
  )
}
