import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { SelectField } from '#kernel/fields/select.ts'
import { toneOf } from '../../ui/Tag.tsx'
import { doneState } from '../composing.ts'
import styles from './Calendar.module.css'
import type { Calendar } from './calendar.ts'
import { clock, type Placed, shift } from './range.ts'
import { longDay } from './words.ts'

type Props = Pick<Calendar, 'object' | 'calendar' | 'free' | 'onOpen' | 'onMove'> & {
  readonly placed: Placed
  /** Minutes of a pixel, where it stands in hours. */
  readonly scale?: number
  readonly style?: CSSProperties
  /** Little room: the name alone. */
  readonly slim?: boolean
}

/** A record in a calendar: dragged, opened with a click or Enter, moved with Shift and the arrows. */
export function Entry({ object, calendar, free, onOpen, onMove, placed, scale, style, slim }: Props) {
  const box = useRef<HTMLButtonElement>(null)
  const [dragging, setDragging] = useState(false)
  const { record, day, from, to } = placed
  const movable = free && shift(record, calendar, { days: 1 }) !== null
  useEffect(() => {
    const element = box.current
    if (!element || !movable) return
    return draggable({
      element,
      getInitialData: ({ input }) => ({
        calendar: true,
        record,
        day,
        from: from ?? 0,
        grabbed: scale ? (input.clientY - element.getBoundingClientRect().top) * scale : 0,
      }),
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    })
  }, [record, day, from, scale, movable])
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.shiftKey && moves[event.key]
    if (!by || (by.minutes && !scale)) return
    event.preventDefault()
    event.stopPropagation()
    onMove(record, by)
  }
  const title = String(record[object.title] ?? '') || '—'
  const state = doneState(object)
  const time = from === null ? '' : clock(from)
  return (
    <button
      ref={box}
      type="button"
      className={styles.entry}
      style={style}
      data-tone={toneIn(object, calendar.tone, record)}
      data-done={(state && record[state.field] === state.done) || undefined}
      data-dragging={dragging || undefined}
      data-movable={movable || undefined}
      data-slim={slim || undefined}
      data-record={`${object.key}/${record.id}`}
      title={from === null ? title : `${time}–${clock(to === 1440 ? 1439 : to)} ${title}`}
      onClick={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onOpen(record.id)
      }}
      onKeyDown={onKeyDown}
    >
      {time && !slim && <span className="number">{time} </span>}
      <span className={styles.name}>{title}</span>
      <span className="unseen">{[longDay(day), slim && time].filter(Boolean).join(' ')}</span>
    </button>
  )
}

const moves: Readonly<Record<string, { days: number; minutes?: number }>> = {
  ArrowLeft: { days: -1 },
  ArrowRight: { days: 1 },
  ArrowUp: { days: 0, minutes: -15 },
  ArrowDown: { days: 0, minutes: 15 },
}

function toneIn(object: Props['object'], key: string | undefined, record: Placed['record']) {
  const field = key ? (object.fields[key] as unknown as SelectField | undefined) : undefined
  return toneOf(field?.options?.find((option) => option.key === record[key!])?.color)
}
