import { Input, useTyped } from '../ui/Input.tsx'
import type { InputProps } from './view.ts'

/** A number while it is typed: full-width digits and grouping commas are read, anything else goes to the server as it is. */
export function NumberInput({
  id,
  value,
  onChange,
  autoFocus,
  invalid,
  describedBy,
  suffix,
}: Omit<InputProps<number>, 'field'> & { suffix?: string }) {
  const [typed, setTyped] = useTyped(value, String)
  return (
    <Input
      id={id}
      end
      inputMode="decimal"
      value={typed}
      placeholder={suffix}
      autoFocus={autoFocus}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => onChange(readNumber(typed) as number | null)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(readNumber(typed) as number | null)
      }}
    />
  )
}

/** What was typed as a number; words that are none stay as they are, so that the server says what is wrong with them. */
export function readNumber(typed: string): number | string | null {
  const clean = typed.normalize('NFKC').replace(/[,\s%]/g, '')
  if (clean === '') return null
  const value = Number(clean)
  return Number.isFinite(value) ? value : typed
}
