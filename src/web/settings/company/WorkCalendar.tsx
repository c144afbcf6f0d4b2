import { IconCalendarPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiCalendarImport, ApiSettings } from '#kernel/api-settings.ts'
import { type OfficialCalendar, officialCalendars } from '#kernel/holidays/index.ts'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import { Head } from '../Head.tsx'
import { changeCalendar, changeSettings, settingsQuery } from './settings.ts'
import { WeekHours } from './WeekHours.tsx'
import styles from './WorkCalendar.module.css'
import { Year } from './Year.tsx'

/** When the company works: hours of the week, official holidays, days of its own. */
export function WorkCalendar() {
  const { t } = useTranslation()
  const { user } = useMeta()
  const { data: settings } = useQuery(settingsQuery)
  const file = useRef<HTMLInputElement>(null)
  if (!settings) return <Bone width="60%" />
  const bring = async (chosen: File | undefined) => {
    if (!chosen) return
    try {
      const body = { ics: await chosen.text() }
      const found = await ask<ApiCalendarImport>('POST', '/api/v1/working-calendar/import', { body })
      await queries.invalidateQueries({ queryKey: settingsQuery.queryKey })
      const { days } = settings.calendar
      toast(t('workday.brought', { count: found.days.length, known: found.known }), {
        undo: () => void changeSettings({ calendar: { days } }).catch(complain),
      })
    } catch (error) {
      complain(error)
    }
  }
  return (
    <div className={styles.page}>
      <Head title={t('workday.title')} text={t('workday.text')}>
        {user.admin && (
          <>
            <Button icon={<IconCalendarPlus size={15} />} onClick={() => file.current?.click()}>
              {t('workday.import')}
            </Button>
            <input
              ref={file}
              type="file"
              hidden
              accept=".ics,text/calendar"
              aria-label={t('workday.import')}
              onChange={({ target }) => {
                void bring(target.files?.[0])
                target.value = ''
              }}
            />
          </>
        )}
      </Head>
      <Year settings={settings} />
      <div className={styles.parts}>
        <WeekHours key={JSON.stringify(settings.calendar.week)} settings={settings} />
        <Official settings={settings} />
      </div>
    </div>
  )
}

function Official({ settings }: { settings: ApiSettings }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  return (
    <section className={styles.part}>
      <h3 className={styles.heading}>{t('workday.official')}</h3>
      <Labelled label={t('workday.holidays')} help={t('workday.holidaysHelp')}>
        {({ id, describedBy }) => (
          <select
            id={id}
            aria-describedby={describedBy}
            className={inputStyles.input}
            disabled={!user.admin}
            value={settings.calendar.holidays}
            onChange={({ target }) => void changeCalendar(settings, { holidays: target.value as OfficialCalendar })}
          >
            {Object.entries(officialCalendars).map(([key, { label }]) => (
              <option key={key} value={key}>
                {say(label)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <p className={styles.zone}>
        {t('workday.zone', { zone: settings.timeZone })}{' '}
        <Link to="/settings/$page" params={{ page: 'workspace' }} className={styles.link}>
          {t('workday.zoneChange')}
        </Link>
      </p>
    </section>
  )
}
