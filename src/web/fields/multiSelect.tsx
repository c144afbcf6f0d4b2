import type { MultiSelectField } from '#kernel/fields/multiSelect.ts'
import { say } from '../ui/language.ts'
import { Pick } from '../ui/Pick.tsx'
import { Tag, toneOf } from '../ui/Tag.tsx'
import styles from './fields.module.css'
import { choicesOf } from './select.tsx'
import type { FieldView } from './view.ts'

export const multiSelect: FieldView<readonly string[], MultiSelectField> = {
  Cell: ({ value, field }) => (
    <span className={styles.tags}>
      {value.map((key) => {
        const option = field.options.find((o) => o.key === key)
        return (
          <Tag key={key} tone={toneOf(option?.color)}>
            {option ? say(option.label) : key}
          </Tag>
        )
      })}
    </span>
  ),
  Input: ({ id, field, value, onChange, inline, onDone, invalid, describedBy }) => (
    <Pick
      id={id}
      label={inline ? say(field.label) : undefined}
      several
      choices={choicesOf(field.options)}
      chosen={value ?? []}
      opened={inline}
      onClosed={inline ? () => onDone?.(value) : undefined}
      invalid={invalid}
      describedBy={describedBy}
      onPick={(key) => {
        const next = value?.includes(key) ? value.filter((k) => k !== key) : [...(value ?? []), key]
        onChange(next.length > 0 ? next : null)
      }}
    >
      {value && value.length > 0 && <multiSelect.Cell value={value} field={field} />}
    </Pick>
  ),
  width: 180,
}
