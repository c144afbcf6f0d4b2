import type { Money, MoneyField } from '#kernel/fields/money.ts'
import { useMeta } from '../client/queries.ts'
import { formatMoney } from '../ui/format.ts'
import { Input, inputStyles, useTyped } from '../ui/Input.tsx'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

export const money: FieldView<Money, MoneyField> = {
  Cell: ({ value }) => <span className="clip number">{formatMoney(value)}</span>,
  Input: function MoneyInput({ id, field, value, onChange, autoFocus, invalid, describedBy }) {
    const { settings } = useMeta().workspace
    const currency = value?.currency ?? field.currency ?? settings.currency
    const [typed, setTyped] = useTyped(value, (money) => money.amount)
    const read = (text: string, of = currency) => {
      const amount = text.normalize('NFKC').replace(/[,\s¥$€£]/g, '')
      onChange(amount === '' ? null : { amount, currency: of })
    }
    return (
      <span className={inputStyles.row} style={{ width: '100%' }}>
        <Input
          id={id}
          end
          inputMode="decimal"
          value={typed}
          autoFocus={autoFocus}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => read(typed)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') read(typed)
          }}
        />
        <select
          className={styles.currency}
          aria-label={currency}
          value={currency}
          onChange={(event) => read(typed, event.target.value)}
        >
          {[...new Set([currency, ...settings.currencies])].map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </span>
    )
  },
  align: 'end',
  width: 130,
}
