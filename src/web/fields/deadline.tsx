import { useTranslation } from 'react-i18next'
import type { DeadlineField } from '#kernel/fields/deadline.ts'
import { daysBetween, formatDate, today } from '../ui/format.ts'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

/** How many days are left, the last one with them; none where it is over. */
export function daysLeft(day: string): number {
  return Math.max(0, daysBetween(today(), day) + 1)
}

export const deadline: FieldView<string, DeadlineField> = {
  Cell: ({ value, field }) => {
    const { t } = useTranslation()
    if (field.gives === 'rule') return <span className="clip">{value}</span>
    const left = daysLeft(value)
    return (
      <span
        className={`clip ${styles.left}`}
        data-near={left <= 1 ? 'now' : left <= 7 ? 'soon' : undefined}
        title={formatDate(value)}
      >
        {t('deadline.left', { count: left })}
      </span>
    )
  },
  width: 110,
}
