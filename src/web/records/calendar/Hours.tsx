import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { local, today } from '../../ui/format.ts'
import styles from './Calendar.module.css'
import type { Calendar } from './calendar.ts'
import { Entry } from './Entry.tsx'
import { clock, lanes, minutes } from './range.ts'
import { longDay, weekday } from './words.ts'

/** The height of an hour. */
const hour = 48
const scale = 60 / hour
/** Where the day begins to be seen. */
const dawn = 7.5

type Props = Calendar & { readonly onDay: (day: string) => void }

/** Days side by side with their hours; what has no time of day stands above them. */
export function Hours(props: Props) {
  const { days, placed, onCreate: _create, onDay: _day, ...more } = props
  const scroller = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: dawn * hour })
  }, [])
  const whole = placed.filter((one) => one.from === null)
  return (
    <div className={styles.hours} ref={scroller} style={{ '--days': days.length } as React.CSSProperties}>
      <div className={styles.heads}>
        <span />
        {days.map((day) => (
          <header key={day} data-today={day === today() || undefined}>
            {weekday(day)} <strong className="number">{Number(day.slice(8))}</strong>
            {whole
              .filter((one) => one.day === day)
              .map((one) => (
                <Entry key={one.record.id} placed={one} {...more} />
              ))}
          </header>
        ))}
      </div>
      <div className={styles.grid}>
        <div className={styles.clock} aria-hidden="true">
          {Array.from({ length: 23 }, (_, i) => (
            <span key={clock((i + 1) * 60)} className="number" style={{ top: (i + 1) * hour }}>
              {clock((i + 1) * 60)}
            </span>
          ))}
        </div>
        {days.map((day) => (
          <Column key={day} day={day} {...props} />
        ))}
      </div>
    </div>
  )
}

function Column({ day, placed, onCreate, onDay, ...more }: Props & { day: string }) {
  const { t } = useTranslation()
  const box = useRef<HTMLElement>(null)
  const [over, setOver] = useState(false)
  const minuteOf = (y: number) => ((y - (box.current?.getBoundingClientRect().top ?? 0)) / hour) * 60
  const latest = useRef(minuteOf)
  latest.current = minuteOf
  useEffect(() => {
    const element = box.current
    if (!element) return
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['calendar'] === true,
      getData: () => ({ day, minuteOf: (y: number) => latest.current(y) }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [day])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: who works by keyboard makes a new one with c
    <section
      ref={box}
      className={styles.column}
      style={{ height: 24 * hour }}
      data-over={over || undefined}
      aria-label={longDay(day)}
      onClick={(event) => {
        if (event.target === event.currentTarget) onCreate?.(day, Math.floor(minuteOf(event.clientY) / 30) * 30)
      }}
    >
      {day === today() && <Now />}
      {lanes(
        placed.filter((one) => one.day === day),
        more.days.length > 1 ? 3 : 8,
      ).map(({ lane, of, rest, ...one }) => {
        const style = {
          top: one.from! / scale,
          height: Math.max((one.to - one.from!) / scale, 20) - 1,
          left: `${(lane / of) * 100}%`,
          width: `calc(${100 / of}% - 4px)`,
        }
        return rest === undefined ? (
          <Entry key={one.record.id} placed={one} scale={scale} style={style} slim={of > 1} {...more} />
        ) : (
          <button
            key={`rest ${one.record.id}`}
            type="button"
            className={styles.rest}
            style={style}
            aria-label={t('calendar.more', { count: rest })}
            onClick={() => onDay(day)}
          >
            +{rest}
          </button>
        )
      })}
    </section>
  )
}

/** A line where the day is now. */
function Now() {
  const [at, setAt] = useState(() => minutes(local(new Date().toISOString()).time))
  useEffect(() => {
    const timer = setInterval(() => setAt(minutes(local(new Date().toISOString()).time)), 30_000)
    return () => clearInterval(timer)
  }, [])
  return <span className={styles.now} style={{ top: at / scale }} aria-hidden="true" />
}
