import type { LongTextField } from '#kernel/fields/longText.ts'
import { MentionArea } from '../mentions/MentionArea.tsx'
import { MentionText } from '../mentions/MentionText.tsx'
import { inputStyles } from '../ui/Input.tsx'
import type { FieldView } from './view.ts'

export const longText: FieldView<string, LongTextField> = {
  Cell: ({ value }) => (
    <span className="clip">
      <MentionText text={value} />
    </span>
  ),
  Input: ({ id, value, onChange, autoFocus, invalid, describedBy }) => (
    <MentionArea
      className={inputStyles.input}
      id={id}
      value={value ?? ''}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(text) => onChange(text === '' ? null : text)}
    />
  ),
  width: 260,
}
