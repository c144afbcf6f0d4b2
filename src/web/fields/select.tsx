import type { Option, SelectField } from '#kernel/fields/select.ts'
import { say } from '../ui/language.ts'
import { Pick } from '../ui/Pick.tsx'
import { Tag, toneOf } from '../ui/Tag.tsx'
import type { FieldView } from './view.ts'

export const select: FieldView<string, SelectField> = {
  Cell: ({ value, field }) => <OptionTag option={field.options.find((option) => option.key === value)} word={value} />,
  Input: ({ id, field, value, onChange, inline, onDone, invalid, describedBy }) => (
    <Pick
      id={id}
      label={inline ? say(field.label) : undefined}
      choices={choicesOf(field.options)}
      chosen={value ? [value] : []}
      opened={inline}
      onClosed={inline ? () => onDone?.(value) : undefined}
      invalid={invalid}
      describedBy={describedBy}
      onPick={(key) => {
        onChange(key)
        onDone?.(key)
      }}
      onClear={
        field.required
          ? undefined
          : () => {
              onChange(null)
              onDone?.(null)
            }
      }
    >
      {value && <OptionTag option={field.options.find((option) => option.key === value)} word={value} />}
    </Pick>
  ),
  width: 130,
}

/** A choice in its colour; one without a colour is plain text. */
export function OptionTag({ option, word }: { option: Option | undefined; word: string }) {
  if (!option) return <span className="clip">{word}</span>
  if (!option.color) return <span className="clip">{say(option.label)}</span>
  return <Tag tone={toneOf(option.color)}>{say(option.label)}</Tag>
}

export function choicesOf(options: readonly Option[]) {
  return options.map((option) => ({
    key: option.key,
    text: say(option.label),
    node: <OptionTag option={option} word={option.key} />,
  }))
}
