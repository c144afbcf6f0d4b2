import { useTranslation } from 'react-i18next'
import type { Field } from '#kernel/fields/field.ts'
import type { Values } from '#kernel/object.ts'
import { viewOf } from '../fields/index.ts'
import { Labelled } from '../ui/Labelled.tsx'
import { say, useSay } from '../ui/language.ts'
import styles from './FormFields.module.css'

type Props = {
  fields: Readonly<Record<string, Field>>
  keys: readonly string[]
  values: Values
  errors: Readonly<Record<string, string>>
  onChange: (key: string, value: unknown) => void
  focusFirst?: boolean
  /** Required as the other values stand, beyond what the fields say. */
  required?: ReadonlySet<string>
  /** Filled from what was pasted, and still to be looked at. */
  marked?: ReadonlySet<string> | undefined
  /** Holding what says nothing: taken all the same, but told. */
  hints?: ReadonlySet<string>
}

/** Inputs for some fields, one below the other, labels above, what is wrong below. */
export function FormFields({ fields, keys, values, errors, onChange, focusFirst, required, marked, hints }: Props) {
  const { t } = useTranslation()
  useSay()
  return (
    <div className={styles.fields}>
      {keys.map((key, i) => {
        const field = fields[key]
        const Input = field && viewOf(field).Input
        if (!field || !Input) return null
        const error = errors[key] ?? Object.entries(errors).find(([path]) => path.startsWith(`${key}.`))?.[1]
        return (
          <Labelled
            key={key}
            label={say(field.label)}
            required={field.required === true || required?.has(key) === true}
            help={hints?.has(key) ? t('list.placeholder') : field.help ? say(field.help) : undefined}
            error={error}
            mark={marked?.has(key) ? t('paste.check') : undefined}
          >
            {({ id, describedBy, invalid }) => (
              <Input
                id={id}
                field={field}
                value={values[key] ?? null}
                onChange={(value) => onChange(key, value)}
                invalid={invalid}
                describedBy={describedBy}
                autoFocus={focusFirst === true && i === 0}
              />
            )}
          </Labelled>
        )
      })}
    </div>
  )
}
