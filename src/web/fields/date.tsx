import { Popover } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DateField } from '#kernel/fields/date.ts'
import { parseDateText } from '#kernel/text/date-text.ts'
import { addDays, formatDate, today } from '../ui/format.ts'
import { Input, useTyped } from '../ui/Input.tsx'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

const Calendar = lazy(() => import('../ui/Calendar.tsx').then((m) => ({ default: m.Calendar })))

export const date: FieldView<string, DateField> = {
  Cell: ({ value }) => (
    <time className="clip number" dateTime={value} title={value}>
      {formatDate(value)}
    </time>
  ),
  Input: ({ field: _, ...rest }) => <DayInput {...rest} />,
  width: 120,
}

type DayProps = {
  id: string
  value: string | null
  onChange: (day: string | null) => void
  inline?: boolean
  onDone?: (day: string | null) => void
  autoFocus?: boolean
  invalid?: boolean
  describedBy?: string | undefined
}

/** A day, typed in any way that people write it (`3/5`, 明天, `+7`) or chosen from the calendar. */
export function DayInput({ id, value, onChange, inline, onDone, autoFocus, invalid, describedBy }: DayProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(inline ?? false)
  const [typed, setTyped] = useTyped(value, (day) => day)
  const take = (day: string | null) => {
    setOpen(false)
    onChange(day)
    onDone?.(day)
  }
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      offset={4}
      withRoles={false}
      trapFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <span className={styles.withIcon}>
          <Input
            id={id}
            value={typed}
            placeholder={t('date.hint')}
            autoFocus={autoFocus}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => typed !== (value ?? '') && onChange(readDay(typed))}
            onKeyDown={(event) => {
              if (event.key === 'Enter') onChange(readDay(typed))
              if (event.key === 'ArrowDown' && event.altKey) setOpen(true)
            }}
          />
          <button
            type="button"
            className={styles.icon}
            aria-label={t('date.choose')}
            onClick={() => setOpen((is) => !is)}
          >
            <IconCalendar size={15} />
          </button>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('date.choose')}>
        <Suspense>
          <Calendar value={/^\d{4}-\d\d-\d\d$/.test(value ?? '') ? value : null} onPick={take} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Reads a day as written, counted from today where it says so; words that are no day stay, for the server to refuse. */
export function readDay(typed: string): string | null {
  const words = typed.normalize('NFKC').trim().toLowerCase()
  if (words === '') return null
  const near = [
    ['昨天', 'yesterday'],
    ['今天', 'today'],
    ['明天', 'tomorrow'],
    ['后天', '後天'],
  ].findIndex((day) => day.includes(words))
  if (near >= 0) return addDays(today(), near - 1)
  const plus = /^\+(\d{1,3})\s*(?:d|天)?$/.exec(words)
  if (plus) return addDays(today(), Number(plus[1]))
  const short = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(words)
  return parseDateText(short ? `${today().slice(0, 4)}-${short[1]}-${short[2]}` : words)?.slice(0, 10) ?? typed
}
