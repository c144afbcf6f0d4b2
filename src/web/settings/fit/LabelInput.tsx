import { useTranslation } from 'react-i18next'
import type { Label } from '#kernel/label.ts'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Fit.module.css'

type Props = {
  label: string
  value: Partial<Label> | undefined
  onChange: (value: Partial<Label>) => void
  required?: boolean
  errors?: Readonly<Record<string, string>>
  /** Path of the property, where its errors stand. */
  name?: string
  autoFocus?: boolean
}

/** Words in both languages. What is left out in one is read in the other. */
export function LabelInput({ label, value, onChange, required, errors = {}, name = 'label', autoFocus }: Props) {
  const { t } = useTranslation()
  const error = errors[name] ?? errors[`${name}.zh`]
  return (
    <div className={styles.pair}>
      <Labelled label={label} required={required ?? false} error={error}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            value={value?.zh ?? ''}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            autoFocus={autoFocus}
            autoComplete="off"
            onChange={(event) => onChange({ ...value, zh: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label={t('fit.english')} error={errors[`${name}.en`]}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            value={value?.en ?? ''}
            aria-describedby={describedBy}
            placeholder={t('fit.same')}
            autoComplete="off"
            onChange={(event) => onChange({ ...value, en: event.target.value })}
          />
        )}
      </Labelled>
    </div>
  )
}

/** As the server takes it: one text for both where only one was written; nothing where none was. */
export function labelOf(value: Partial<Label> | undefined): Label | undefined {
  const zh = value?.zh?.trim() ?? ''
  const en = value?.en?.trim() ?? ''
  return zh || en ? { zh: zh || en, en: en || zh } : undefined
}
