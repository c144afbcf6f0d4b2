import type { LongTextField } from '#kernel/fields/longText.ts'
import { TextArea } from '../ui/Input.tsx'
import type { FieldView } from './view.ts'

export const longText: FieldView<string, LongTextField> = {
  Cell: ({ value }) => <span className="clip">{value}</span>,
  Input: ({ id, value, onChange, autoFocus, invalid, describedBy }) => (
    <TextArea
      id={id}
      value={value ?? ''}
      autoFocus={autoFocus}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    />
  ),
  width: 260,
}
