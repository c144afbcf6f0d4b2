import type { PhoneField, PhoneNumber } from '#kernel/fields/phone.ts'
import { Input } from '../ui/Input.tsx'
import styles from './fields.module.css'
import { Struck } from './Struck.tsx'
import type { FieldView } from './view.ts'

export const phone: FieldView<PhoneNumber, PhoneField> = {
  Cell: ({ value, not }) =>
    not ? (
      <Struck why={not}>{phoneText(value)}</Struck>
    ) : (
      <a
        draggable={false}
        className={`clip number ${styles.link}`}
        href={`tel:${value.e164 ?? value.raw}`}
        onClick={(event) => event.stopPropagation()}
      >
        {phoneText(value)}
      </a>
    ),
  Input: ({ id, value, onChange, autoFocus, invalid, describedBy }) => (
    <Input
      id={id}
      inputMode="tel"
      value={value?.raw ?? ''}
      autoFocus={autoFocus}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) =>
        onChange(event.target.value === '' ? null : { raw: event.target.value, e164: null, ext: null })
      }
    />
  ),
  width: 140,
}

/** A Chinese mobile number in its groups of 3, 4, 4; others as they were written, since the metadata to do better is large. */
export function phoneText(value: PhoneNumber): string {
  const mobile = /^\+86(1\d\d)(\d{4})(\d{4})$/.exec(value.e164 ?? '')
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : value.raw
}
