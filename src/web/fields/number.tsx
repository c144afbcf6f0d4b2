import type { NumberField } from '#kernel/fields/number.ts'
import { formatNumber } from '../ui/format.ts'
import { NumberInput } from './numberInput.tsx'
import type { FieldView } from './view.ts'

export const number: FieldView<number, NumberField> = {
  Cell: ({ value, field }) => <span className="clip number">{formatNumber(value, field.scale)}</span>,
  Input: ({ field: _, ...rest }) => <NumberInput {...rest} />,
  align: 'end',
  width: 110,
}
