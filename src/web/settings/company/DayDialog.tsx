import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSettings } from '#kernel/api-settings.ts'
import { hoursOn, isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { language, say } from '../../ui/language.ts'
import { hoursText } from './hours.ts'
import { changeCalendar } from './settings.ts'
import styles from './WorkCalendar.module.css'

type Props = {
  day: string
  calendar: WorkingCalendar
  settings: ApiSettings
  readOnly: boolean
  onClose: () => void
}

const ways = ['usual', 'off', 'work'] as const

/** One day: as it usually is, off, or worked, and why. */
export function DayDialog({ day, calendar, settings, readOnly, onClose }: Props) {
  const { t } = useTranslation()
  const own = settings.calendar.days.find((one) => one.day === day)
  const [way, setWay] = useState<(typeof ways)[number]>(own ? (own.work ? 'work' : 'off') : 'usual')
  const [name, setName] = useState(own?.name ?? '')
  const special = calendar.days.get(day)
  const title = new Intl.DateTimeFormat(language(), { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(day))
  const state = isWorkingDay(calendar, day) ? hoursText(hoursOn(calendar, day)) : t('workday.free')
  const save = () => {
    const others = settings.calendar.days.filter((one) => one.day !== day)
    const wanted = {
      day,
      work: way === 'work',
      name: name.trim() || t(way === 'work' ? 'workday.worked' : 'workday.free'),
    }
    void changeCalendar(settings, { days: way === 'usual' ? others : [...others, wanted] })
    onClose()
  }
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        readOnly ? undefined : (
          <>
            <Button onClick={onClose}>{t('do.cancel')}</Button>
            <Button look="primary" onClick={save}>
              {t('do.save')}
            </Button>
          </>
        )
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!readOnly) save()
        }}
      >
        <p>{special ? `${say(special.name)} · ${state}` : state}</p>
        {!readOnly && (
          <>
            <div className={styles.ways} role="radiogroup" aria-label={title}>
              {ways.map((one) => (
                <label key={one} className={styles.way}>
                  <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
                  {t(`workday.way.${one}`)}
                </label>
              ))}
            </div>
            {way !== 'usual' && (
              <Labelled label={t('workday.name')}>
                {({ id }) => (
                  <Input
                    id={id}
                    autoFocus
                    maxLength={60}
                    value={name}
                    placeholder={t('workday.nameHint')}
                    onChange={({ target }) => setName(target.value)}
                  />
                )}
              </Labelled>
            )}
          </>
        )}
      </form>
    </Dialog>
  )
}
