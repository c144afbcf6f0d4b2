import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { today } from '../../ui/format.ts'
import styles from './Calendar.module.css'
import type { Calendar } from './calendar.ts'
import { Entry } from './Entry.tsx'
import { longDay, weekday } from './words.ts'

/** How many a day shows before it says how many more there are. */
export const few = 4

type Props = Calendar & {
  readonly month: string
  /** How many records each day has, where not all of them are here. */
  readonly counts: ReadonlyMap<string, number> | null
  readonly onDay: (day: string) => void
}

/** A month as weeks of days. */
export function Month(props: Props) {
  const { days } = props
  return (
    <div className={styles.month}>
      <div className={styles.weekdays} aria-hidden="true">
        {days.slice(0, 7).map((day) => (
          <span key={day}>{weekday(day)}</span>
        ))}
      </div>
      <div className={styles.weeks} style={{ gridTemplateRows: `repeat(${days.length / 7}, minmax(0, 1fr))` }}>
        {days.map((day) => (
          <Day key={day} day={day} {...props} />
        ))}
      </div>
    </div>
  )
}

function Day({ day, month, counts, onDay, onCreate, placed, ...more }: Props & { day: string }) {
  const { t } = useTranslation()
  const box = useRef<HTMLElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['calendar'] === true,
      getData: () => ({ day }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [day])
  const here = placed.filter((one) => one.day === day)
  const all = counts ? (counts.get(day) ?? 0) : here.length
  const shown = all > few ? here.slice(0, few - 1) : here
  return (
    <section
      ref={box}
      className={styles.cell}
      data-out={day.startsWith(month) ? undefined : true}
      data-over={over || undefined}
      aria-label={longDay(day)}
    >
      <header>
        <button
          type="button"
          className={styles.number}
          aria-label={longDay(day)}
          aria-current={day === today() ? 'date' : undefined}
          onClick={() => onDay(day)}
        >
          {Number(day.slice(8))}
        </button>
        {onCreate && (
          <button type="button" className={styles.add} aria-label={t('calendar.add')} onClick={() => onCreate(day)}>
            <IconPlus size={13} />
          </button>
        )}
      </header>
      {shown.map((one) => (
        <Entry key={one.record.id} placed={one} {...more} />
      ))}
      {all > shown.length && (
        <button type="button" className={styles.more} onClick={() => onDay(day)}>
          {shown.length > 0 ? t('calendar.more', { count: all - shown.length }) : t('calendar.all', { count: all })}
        </button>
      )}
    </section>
  )
}
