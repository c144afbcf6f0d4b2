import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSettings } from '#kernel/api-settings.ts'
import type { Span } from '#kernel/calendar.ts'
import { useMeta } from '../../client/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { hoursText, readHours, weekdayName } from './hours.ts'
import { changeCalendar } from './settings.ts'
import styles from './WorkCalendar.module.css'

const usual = '09:00–12:00, 13:00–18:00'

/** The hours of each day of the week, as people write them. */
export function WeekHours({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [texts, setTexts] = useState(() => settings.calendar.week.map(hoursText))
  const week = texts.map(readHours)
  const set = (day: number, text: string) => setTexts(texts.map((old, i) => (i === day ? text : old)))
  const changed = texts.some((text, i) => text !== hoursText(settings.calendar.week[i] ?? []))
  const order = Array.from({ length: 7 }, (_, i) => (settings.firstDay - 1 + i) % 7)
  const model = texts.find((text) => text !== '') ?? usual
  return (
    <section className={styles.part}>
      <h3 className={styles.heading}>{t('workday.hours')}</h3>
      <form
        className={styles.week}
        onSubmit={(event) => {
          event.preventDefault()
          if (week.every((hours) => hours !== null)) void changeCalendar(settings, { week: week as Span[][] })
        }}
      >
        {order.map((day) => (
          <div key={day} className={styles.weekday}>
            <Check
              checked={texts[day] !== ''}
              disabled={!user.admin}
              onChange={({ target }) => set(day, target.checked ? model : '')}
            >
              {weekdayName(day, 'long')}
            </Check>
            <Input
              aria-label={t('workday.hoursOf', { day: weekdayName(day, 'long') })}
              aria-invalid={week[day] === null}
              disabled={!user.admin}
              value={texts[day]}
              placeholder={t('workday.off')}
              onChange={({ target }) => set(day, target.value)}
            />
          </div>
        ))}
        {week.includes(null) && (
          <p role="alert" className={styles.wrong}>
            {t('workday.hoursWrong', { example: usual })}
          </p>
        )}
        {changed && (
          <div className={styles.buttons}>
            <Button type="submit" look="primary" disabled={week.includes(null)}>
              {t('do.save')}
            </Button>
            <Button look="quiet" onClick={() => setTexts(settings.calendar.week.map(hoursText))}>
              {t('do.cancel')}
            </Button>
          </div>
        )}
      </form>
    </section>
  )
}
