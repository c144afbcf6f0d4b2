import type { NumberField } from '#kernel/fields/number.ts'
import { durationText } from '#kernel/text/duration.ts'
import { formatNumber } from '../ui/format.ts'
import { language } from '../ui/language.ts'
import { DurationInput } from './durationInput.tsx'
import { NumberInput } from './numberInput.tsx'
import type { FieldView } from './view.ts'

export const number: FieldView<number, NumberField> = {
  Cell: ({ value, field }) => (
    <span className="clip number">
      {field.unit ? durationText(value, language()) : formatNumber(value, field.scale)}
    </span>
  ),
  Input: ({ field, ...rest }) => (field.unit ? <DurationInput {...rest} /> : <NumberInput {...rest} />),
  align: 'end',
  width: 110,
}
