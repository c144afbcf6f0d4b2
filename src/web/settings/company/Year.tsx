import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSettings } from '#kernel/api-settings.ts'
import { isKnown, isWorkingDay, type WorkingCalendar, workingDaysBetween } from '#kernel/calendar.ts'
import { calendarOf } from '#kernel/company-settings.ts'
import { useMeta } from '../../client/queries.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { addDays, formatNumber, today } from '../../ui/format.ts'
import { language, say } from '../../ui/language.ts'
import { DayDialog } from './DayDialog.tsx'
import { weekdayName } from './hours.ts'
import { changeCalendar } from './settings.ts'
import styles from './WorkCalendar.module.css'

const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))

/** Twelve months; each day says whether it is worked, and opens to be changed. */
export function Year({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [year, setYear] = useState(() => Number(today().slice(0, 4)))
  const [focused, setFocused] = useState(() => today())
  const [opened, setOpened] = useState<string | null>(null)
  const grid = useRef<HTMLDivElement>(null)
  const calendar = calendarOf(settings)
  const own = new Map(settings.calendar.days.map((day) => [day.day, day]))
  const worked = workingDaysBetween(calendar, `${year - 1}-12-31`, `${year}-12-31`)
  const at = focused.startsWith(String(year)) ? focused : `${year}-01-01`
  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key]
    if (!by) return
    event.preventDefault()
    const next = addDays(at, by)
    if (!next.startsWith(String(year))) return
    setFocused(next)
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus()
  }
  return (
    <section aria-label={t('workday.year', { year })}>
      <div className={styles.bar}>
        <IconButton small label={t('workday.before')} onClick={() => setYear(year - 1)}>
          <IconChevronLeft size={15} />
        </IconButton>
        <h3 className={`number ${styles.yearName}`}>{year}</h3>
        <IconButton small label={t('workday.after')} onClick={() => setYear(year + 1)}>
          <IconChevronRight size={15} />
        </IconButton>
        <span className={styles.count}>{t('workday.count', { count: worked, number: formatNumber(worked) })}</span>
        <span className={styles.legend}>
          <span data-mark="off">{t('workday.holiday')}</span>
          <span data-mark="work">{t('workday.makeUp')}</span>
          <span data-mark="own">{t('workday.own')}</span>
        </span>
      </div>
      {!isKnown(calendar, `${year}-01-01`) && (
        <div className={styles.unknown} role="note">
          <span>{t('workday.unknown', { year })}</span>
          {user.admin && (
            <Button small onClick={() => void changeCalendar(settings, { years: [...settings.calendar.years, year] })}>
              {t('workday.complete')}
            </Button>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the days, which are buttons */}
      <div ref={grid} className={styles.year} onKeyDown={move}>
        {months.map((month) => (
          <Month
            key={month}
            first={`${year}-${month}-01`}
            firstDay={settings.firstDay}
            calendar={calendar}
            isOwn={(day) => own.has(day)}
            at={at}
            onOpen={(day) => {
              setFocused(day)
              setOpened(day)
            }}
          />
        ))}
      </div>
      {opened && (
        <DayDialog
          key={opened}
          day={opened}
          calendar={calendar}
          settings={settings}
          readOnly={!user.admin}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  )
}

type MonthProps = {
  first: string
  firstDay: number
  calendar: WorkingCalendar
  isOwn: (day: string) => boolean
  at: string
  onOpen: (day: string) => void
}

function Month({ first, firstDay, calendar, isOwn, at, onOpen }: MonthProps) {
  const { t } = useTranslation()
  const format = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language(), { ...options, timeZone: 'UTC' }).format(Date.parse(day))
  const blank = (new Date(first).getUTCDay() - firstDay + 7) % 7
  const days = Array.from({ length: 31 }, (_, i) => addDays(first, i)).filter((day) =>
    day.startsWith(first.slice(0, 7)),
  )
  const now = today()
  return (
    <section className={styles.month} aria-label={format(first, { month: 'long', year: 'numeric' })}>
      <h4 className={styles.monthName}>{format(first, { month: 'long' })}</h4>
      <div className={styles.days}>
        {Array.from({ length: 7 }, (_, i) => (firstDay - 1 + i) % 7).map((weekday) => (
          <span key={weekday} className={styles.letter} aria-hidden="true">
            {weekdayName(weekday, 'narrow')}
          </span>
        ))}
        {days.map((day, i) => {
          const special = calendar.days.get(day)
          const words = special && `${say(special.name)} · ${t(special.work ? 'workday.worked' : 'workday.free')}`
          return (
            <button
              key={day}
              type="button"
              className={styles.day}
              style={i === 0 ? { gridColumnStart: blank + 1 } : undefined}
              data-day={day}
              data-mark={special ? (special.work ? 'work' : 'off') : undefined}
              data-own={isOwn(day) || undefined}
              data-free={!isWorkingDay(calendar, day) || undefined}
              aria-current={day === now ? 'date' : undefined}
              aria-label={[format(day, { dateStyle: 'full' }), words].filter(Boolean).join(', ')}
              title={words}
              tabIndex={day === at ? 0 : -1}
              onClick={() => onOpen(day)}
            >
              {Number(day.slice(8))}
            </button>
          )
        })}
      </div>
    </section>
  )
}
