import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiList, ApiRecord, MetaObject } from '#kernel/api.ts'
import type { CalendarView as Declared } from '#kernel/object.ts'
import type { Where } from '#kernel/where.ts'
import { Failed } from '../../app/Failed.tsx'
import { api } from '../../client/api.ts'
import { both } from '../../client/filters.ts'
import { queries } from '../../client/queries.ts'
import { change, complain } from '../../client/writes.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { addDays, formatNumber, instant, local, today } from '../../ui/format.ts'
import { useKeys } from '../../ui/keys.ts'
import { keep, kept } from '../../ui/store.ts'
import { writable } from '../columnsOf.ts'
import { create } from '../creating.ts'
import styles from './Calendar.module.css'
import type { Calendar } from './calendar.ts'
import { Hours } from './Hours.tsx'
import { few, Month } from './Month.tsx'
import { clock, daysOf, place, type Span, shift, step } from './range.ts'
import { firstDay, spanTitle } from './words.ts'

const most = 1_000
/** How many of a day that they do not reach, in a week. */
const some = 100
const spans = ['month', 'week', 'day'] as const
/** A month has no room for names on a phone: it begins with the day. */
const phone = window.matchMedia('(width < 720px)').matches

type Props = {
  readonly object: MetaObject
  readonly calendar: Declared
  readonly where: Where
  readonly onPeek: (id: string) => void
}

/** Records in a month, a week or a day; dragging one moves it, an empty place makes a new one. */
export function CalendarView({ object, calendar, where, onPeek }: Props) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<Span>(() => kept<Span>('calendar', phone ? 'day' : 'month'))
  const [day, setDay] = useState(today)
  const days = daysOf(span, day, firstDay())
  const { shown, list, records, total, counts } = useRecords(object, calendar, where, days, span)
  const [said, announce] = useState('')
  const show = (next: Span, at = day) => {
    setSpan(next)
    setDay(at)
    keep('calendar', next)
  }
  const dated = object.fields[calendar.at]?.type === 'date'
  const moves = calendar.moves ?? [calendar.at]
  const free = moves.every((one) => writable(object, one))
  const move = (record: ApiRecord, by: { days: number; minutes?: number }) => {
    const patch = free && (by.days !== 0 || by.minutes) ? shift(record, calendar, by) : null
    if (!patch) return
    const at = (patch[calendar.at] ?? Object.values(patch)[0]) as string
    const before = queries.getQueriesData<ApiList>(shown)
    queries.setQueriesData<ApiList>(
      shown,
      (list) =>
        list && {
          ...list,
          data: list.data.map((one) => (one.id === record.id ? { ...one, ...patch, [calendar.at]: at } : one)),
        },
    )
    announce(t('calendar.moved', { what: String(record[object.title] ?? '') }))
    change(object.key, record, patch).then(
      () => queries.invalidateQueries(shown),
      (error) => {
        for (const [key, list] of before) queries.setQueryData(key, list)
        complain(error)
      },
    )
  }
  const shared: Calendar = {
    object,
    calendar,
    days,
    placed: place(records, calendar, days),
    free,
    onOpen: onPeek,
    onMove: move,
    onCreate: object.rights.create
      ? (at, minute) =>
          create(
            object.key,
            { [moves[0] ?? calendar.at]: dated ? at : instant(at, clock(minute ?? 9 * 60)) },
            { stay: true },
          )
      : null,
  }
  useDrops(move)
  const back = () => setDay(step(span, day, -1))
  const on = () => setDay(step(span, day, 1))
  const now = () => setDay(today())
  useKeys({ ArrowLeft: back, ArrowRight: on, t: now })
  if (list.isError && !list.data) return <Failed error={list.error} reset={() => void list.refetch()} />
  return (
    <div className={styles.calendar}>
      <div className={styles.bar}>
        <h2 aria-live="polite">{spanTitle(span, days, day)}</h2>
        <IconButton small label={t('calendar.before')} onClick={back}>
          <IconChevronLeft size={16} />
        </IconButton>
        <IconButton small label={t('calendar.after')} onClick={on}>
          <IconChevronRight size={16} />
        </IconButton>
        <Button small onClick={now}>
          {t('date.today')}
        </Button>
        <span className={styles.space} />
        {total > records.length && span !== 'month' && (
          <span className={styles.cut}>
            {t('calendar.cut', { most: formatNumber(records.length), total: formatNumber(total) })}
          </span>
        )}
        <span className={styles.spans}>
          {spans.map((one) => (
            <button key={one} type="button" aria-pressed={span === one} onClick={() => show(one)}>
              {t(`calendar.${one}`)}
            </button>
          ))}
        </span>
      </div>
      {span === 'month' ? (
        <Month {...shared} month={day.slice(0, 7)} counts={counts} onDay={(at) => show('day', at)} />
      ) : (
        <Hours {...shared} onDay={(at) => show('day', at)} />
      )}
      <span className="unseen" aria-live="assertive">
        {said}
      </span>
    </div>
  )
}

/**
 * The records of these days, a thousand at most, in one request; where there are more, how many each day has, and for
 * the days that the thousand does not reach, the first of each: few in a month, some in a week.
 */
function useRecords(
  object: MetaObject,
  { at, until, tone, moves }: Declared,
  where: Where,
  days: readonly string[],
  span: Span,
) {
  const instants = object.fields[at]?.type === 'datetime'
  const edge = (day: string) => (instants ? instant(day, '00:00') : day)
  const within = (from: string, to: string) => both(where, { [at]: { gte: edge(from), lt: edge(addDays(to, 1)) } })
  const select = [object.title, 'version', at, until, tone, ...(moves ?? []), 'status', 'owner'].filter(
    (key): key is string => typeof key === 'string' && (key === 'version' || key in object.fields),
  )
  const whole = within(days[0]!, days.at(-1)!)
  const ask = (where: Where, limit: number) => {
    const calendar = { where, select: [...new Set(select)], sort: [at], limit }
    return {
      queryKey: ['list', object.key, { calendar }],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.list(object.key, calendar, signal),
    }
  }
  const list = useQuery({ ...ask(whole, most), placeholderData: (before) => before })
  const cut = Boolean(list.data?.next)
  const grouped = useQuery({
    queryKey: ['group', object.key, { calendar: whole }],
    queryFn: ({ signal }) =>
      api.group(object.key, { where: whole, by: [instants ? `${at}:day` : at], measures: ['count'] }, signal),
    enabled: cut,
  })
  const counts =
    cut && grouped.data
      ? new Map(grouped.data.data.map(({ by, measures }) => [String(by[0]), Number(measures[0])]))
      : null
  const total = counts ? [...counts.values()].reduce((sum, count) => sum + count, 0) : 0
  const last = list.data?.data.at(-1)?.[at]
  const reached = typeof last === 'string' ? (instants ? local(last).day : last) : ''
  const beyond = counts && span !== 'day' ? days.filter((day) => day >= reached && counts.has(day)) : []
  const rest = useQueries({ queries: beyond.map((day) => ask(within(day, day), span === 'month' ? few : some)) })
  const all = [...(list.data?.data ?? []), ...rest.flatMap(({ data }) => data?.data ?? [])]
  const records = [...new Map(all.map((record) => [record.id, record])).values()]
  const shown = {
    queryKey: ['list', object.key],
    predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => Object.hasOwn(Object(queryKey[2]), 'calendar'),
  }
  return { shown, list, records, total, counts }
}

/** Hears where records are dropped: on a day of the month, or at a time of a day. */
function useDrops(move: (record: ApiRecord, by: { days: number; minutes?: number }) => void): void {
  const latest = useRef(move)
  latest.current = move
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => source.data['calendar'] === true,
        onDrop({ source, location }) {
          const place = location.current.dropTargets[0]?.data
          const {
            record,
            day,
            grabbed = 0,
            from = 0,
          } = source.data as {
            record: ApiRecord
            day: string
            grabbed?: number
            from?: number
          }
          if (!place) return
          const days = Math.round((Date.parse(`${place['day']}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 864e5)
          const minuteOf = place['minuteOf'] as ((y: number) => number) | undefined
          const minutes = minuteOf ? minuteOf(location.current.input.clientY) - grabbed - from : 0
          latest.current(record, { days, minutes: Math.round(minutes / 15) * 15 })
        },
      }),
    [],
  )
}
