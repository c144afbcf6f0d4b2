import { useTranslation } from 'react-i18next'
import { durationText, parseDuration } from '#kernel/text/duration.ts'
import { Input, useTyped } from '../ui/Input.tsx'
import { language } from '../ui/language.ts'
import type { InputProps } from './view.ts'

/** How long something took: a number alone is minutes where nothing is said, `30s` and `30 秒` are seconds. */
export function DurationInput({
  value,
  onChange,
  invalid,
  describedBy,
  label,
  alone = 'minutes',
  placeholder,
  ...rest
}: Pick<InputProps<number>, 'value' | 'onChange' | 'invalid' | 'describedBy' | 'autoFocus'> & {
  id?: string
  label?: string
  placeholder?: string
  /** What a number without a unit means. */
  alone?: 'minutes' | 'seconds'
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useTyped(value, (seconds) =>
    typeof seconds === 'number' ? durationText(seconds, language()) : seconds,
  )
  const tell = () => onChange(readDuration(typed, alone) as number | null)
  return (
    <Input
      id={rest.id}
      autoFocus={rest.autoFocus}
      end
      value={typed}
      placeholder={placeholder ?? t('field.duration')}
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={tell}
      onKeyDown={(event) => {
        if (event.key === 'Enter') tell()
      }}
    />
  )
}

/** What was typed in seconds; words that are no length of time stay as they are, so that the server says what is wrong. */
export function readDuration(typed: string, alone: 'minutes' | 'seconds' = 'minutes'): number | string | null {
  if (typed.trim() === '') return null
  return parseDuration(typed, alone) ?? typed
}
