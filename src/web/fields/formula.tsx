import type { FormulaField } from '#kernel/fields/formula.ts'
import type { Money } from '#kernel/fields/money.ts'
import { formatDate, formatMoney, formatNumber } from '../ui/format.ts'
import { boolean } from './boolean.tsx'
import type { FieldView } from './view.ts'

export const formula: FieldView<number | string | boolean | Money, FormulaField> = {
  Cell: ({ value, field }) => {
    if (typeof value === 'boolean') return <boolean.Cell value={value} field={{ ...field, type: 'boolean' }} />
    if (typeof value === 'object') return <span className="clip number">{formatMoney(value)}</span>
    if (typeof value === 'number') return <span className="clip number">{formatNumber(value, 2)}</span>
    return <span className="clip">{field.result === 'date' ? formatDate(value) : value}</span>
  },
  width: 120,
}
