import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './Button.tsx'
import styles from './Calendar.module.css'
import { addDays, today } from './format.ts'
import { language, reckoning } from './language.ts'

type Props = { value: string | null; onPick: (day: string | null) => void }

/** A month of days to choose from; weeks begin as the company has settled. */
export function Calendar({ value, onPick }: Props) {
  const { t } = useTranslation()
  const now = today()
  const [month, setMonth] = useState((value ?? now).slice(0, 7))
  const first = `${month}-01`
  const offset = (new Date(`${first}T00:00:00Z`).getUTCDay() - reckoning().firstDay + 7) % 7
  const days = Array.from({ length: 42 }, (_, i) => addDays(first, i - offset))
  const move = (by: number) => {
    const date = new Date(`${first}T00:00:00Z`)
    date.setUTCMonth(date.getUTCMonth() + by)
    setMonth(date.toISOString().slice(0, 7))
  }
  const title = new Intl.DateTimeFormat(language(), { year: 'numeric', month: 'long', timeZone: 'UTC' })
  const long = new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(language(), { weekday: 'narrow', timeZone: 'UTC' })
  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <span aria-live="polite">
          {title
            .format(new Date(`${first}T00:00:00Z`))
            .replace(/(\d+)([年月])/g, '$1 $2 ')
            .trim()}
        </span>
        <span className={styles.moves}>
          <IconButton small label={t('date.before')} onClick={() => move(-1)}>
            <IconChevronLeft size={15} />
          </IconButton>
          <IconButton small label={t('date.after')} onClick={() => move(1)}>
            <IconChevronRight size={15} />
          </IconButton>
        </span>
      </div>
      <div className={styles.grid}>
        {days.slice(0, 7).map((day) => (
          <span key={day} className={styles.weekday} aria-hidden="true">
            {weekday.format(new Date(`${day}T00:00:00Z`))}
          </span>
        ))}
        {days.map((day) => (
          <button
            key={day}
            type="button"
            className={styles.day}
            data-out={day.startsWith(month) ? undefined : true}
            aria-label={long.format(new Date(`${day}T00:00:00Z`))}
            aria-current={day === now ? 'date' : undefined}
            aria-pressed={day === value?.slice(0, 10)}
            onClick={() => onPick(day)}
          >
            {Number(day.slice(8))}
          </button>
        ))}
      </div>
      <div className={styles.foot}>
        <Button small look="quiet" onClick={() => onPick(now)}>
          {t('date.today')}
        </Button>
        <Button small look="quiet" onClick={() => onPick(addDays(now, 1))}>
          {t('date.tomorrow')}
        </Button>
        <Button small look="quiet" onClick={() => onPick(addDays(now, 7))}>
          {t('date.inAWeek')}
        </Button>
        {value && (
          <Button small look="quiet" onClick={() => onPick(null)}>
            {t('do.clear')}
          </Button>
        )}
      </div>
    </div>
  )
}
