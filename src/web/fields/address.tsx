import { type Address, type AddressField, addressType } from '#kernel/fields/address.ts'
import type { AddressPart } from '#kernel/fields/parts.ts'
import { Input } from '../ui/Input.tsx'
import { language, say } from '../ui/language.ts'
import styles from './fields.module.css'
import type { FieldView } from './view.ts'

export const address: FieldView<Address, AddressField> = {
  Cell: ({ value, field }) => (
    <span className="clip">
      {addressType.toText({ ...value, country: countryName(value.country) }, field, language())}
    </span>
  ),
  Input: ({ id, field, value, onChange, autoFocus }) => {
    const columns = addressType.columns(field)
    const order: readonly AddressPart[] = ['country', 'province', 'city', 'district', 'postcode', 'street']
    return (
      <span className={styles.grid}>
        {order.map((part) => {
          const label = columns.find((column) => column.part === part)?.label
          const words = label ? say(label) : part
          return (
            <Input
              key={part}
              id={part === 'country' ? id : undefined}
              placeholder={words}
              aria-label={words}
              value={value?.[part] ?? ''}
              autoFocus={autoFocus && part === 'country'}
              onChange={(event) => {
                const next = { ...(value ?? nowhere), [part]: event.target.value || null }
                onChange(Object.values(next).some(Boolean) ? next : null)
              }}
            />
          )
        })}
      </span>
    )
  },
  width: 220,
}

/** A country by its name; the one that goes without saying is left out. */
function countryName(code: string | null): string | null {
  if (code === null || code === 'CN') return null
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(language(), { type: 'region' }).of(code) ?? code) : code
}

const nowhere: Address = { country: null, province: null, city: null, district: null, street: null, postcode: null }
