import type { TextField } from '#kernel/fields/text.ts'
import { Input } from '../ui/Input.tsx'
import type { FieldView, InputProps } from './view.ts'

/** One line; the text types differ in what the keyboard of a phone should offer. */
export function lineInput<F>(mode?: 'email' | 'tel' | 'url') {
  return function LineInput({ id, value, onChange, autoFocus, invalid, describedBy }: InputProps<string, F>) {
    return (
      <Input
        id={id}
        inputMode={mode}
        value={value ?? ''}
        // biome-ignore lint/a11y/noAutofocus: an editor that was asked for
        autoFocus={autoFocus}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      />
    )
  }
}

export const text: FieldView<string, TextField> = {
  Cell: ({ value }) => <span className="clip">{value}</span>,
  Input: lineInput<TextField>(),
  width: 180,
}
