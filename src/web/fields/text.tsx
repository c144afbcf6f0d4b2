import type { TextField } from '#kernel/fields/text.ts'
import { Input } from '../ui/Input.tsx'
import type { FieldView, InputProps } from './view.ts'

type Mode = 'email' | 'tel' | 'url'

/** One line; the text types differ in what the keyboard of a phone should offer. */
export function LineInput<F>({
  mode,
  id,
  value,
  onChange,
  autoFocus,
  invalid,
  describedBy,
}: InputProps<string, F> & { mode?: Mode }) {
  return (
    <Input
      id={id}
      inputMode={mode}
      value={value ?? ''}
      autoFocus={autoFocus}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  )
}

export const text: FieldView<string, TextField> = {
  Cell: ({ value }) => <span className="clip">{value}</span>,
  Input: LineInput,
  width: 180,
}
