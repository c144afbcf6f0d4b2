import type { PercentField } from '#kernel/fields/percent.ts'
import { formatNumber } from '../ui/format.ts'
import { NumberInput } from './numberInput.tsx'
import type { FieldView } from './view.ts'

export const percent: FieldView<number, PercentField> = {
  Cell: ({ value }) => <span className="clip number">{formatNumber(value, 2)}%</span>,
  Input: ({ field: _, ...rest }) => <NumberInput {...rest} suffix="%" />,
  align: 'end',
  width: 90,
}
