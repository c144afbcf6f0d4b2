import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatetimeField } from '#kernel/fields/datetime.ts'
import { formatInstant, instant, local } from '../ui/format.ts'
import { Input, inputStyles } from '../ui/Input.tsx'
import { Countdown } from './Countdown.tsx'
import { DayInput } from './date.tsx'
import type { FieldView } from './view.ts'

export const datetime: FieldView<string, DatetimeField> = {
  Cell: ({ value, field }) =>
    field.countdown ? (
      <Countdown until={value} />
    ) : (
      <time className="clip number" dateTime={value} title={`${local(value).day} ${local(value).time}`}>
        {formatInstant(value)}
      </time>
    ),
  Input: function DatetimeInput({ id, value, onChange, inline, autoFocus, invalid, describedBy }) {
    const { t } = useTranslation()
    const timeId = useId()
    const at = value && !Number.isNaN(Date.parse(value)) ? local(value) : null
    return (
      <span className={inputStyles.row} style={{ width: '100%' }}>
        <DayInput
          id={id}
          value={at?.day ?? value}
          inline={inline ?? false}
          autoFocus={autoFocus ?? false}
          invalid={invalid ?? false}
          describedBy={describedBy}
          onChange={(day) => onChange(day && /^\d{4}-\d\d-\d\d$/.test(day) ? instant(day, at?.time ?? '09:00') : day)}
        />
        <Input
          id={timeId}
          type="time"
          style={{ width: 96, flex: 'none' }}
          aria-label={t('date.time')}
          value={at?.time ?? ''}
          disabled={!at}
          onChange={(event) => at && event.target.value && onChange(instant(at.day, event.target.value))}
        />
      </span>
    )
  },
  width: 152,
}
