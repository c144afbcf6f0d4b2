import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../settings/FormDialog.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'

type Asked<K extends string> = {
  readonly key: K
  readonly label: string
  readonly help?: string
  readonly placeholder?: string
  readonly url?: true
}

type Props<K extends string, Made> = {
  title: string
  /** What is asked for, each a line of text that must be there. */
  texts: readonly Asked<K>[]
  values: Readonly<Record<K, string>>
  onChange: (values: Readonly<Record<K, string>>) => void
  make: () => Promise<Made>
  onMade: (made: Made) => void
  onClose: () => void
  children?: ReactNode
}

/** Asks for what something new is to be called; it is there once she says so, and not before. */
export function MakeDialog<K extends string, Made>({
  title,
  texts,
  values,
  onChange,
  make,
  onMade,
  onClose,
  children,
}: Props<K, Made>) {
  const { t } = useTranslation()
  const [errors, setErrors] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      onMade(await make())
    } catch (error) {
      setErrors(wrongOf(error))
      setBusy(false)
    }
  }
  return (
    <FormDialog
      title={title}
      errors={errors}
      placed={texts.map(({ key }) => key)}
      busy={busy}
      save={t('do.create')}
      onSave={() => void save()}
      onClose={onClose}
    >
      {texts.map(({ key, label, help, placeholder, url }, i) => (
        <Labelled key={key} label={label} help={help} error={errors[key]} required>
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              value={values[key]}
              maxLength={url ? undefined : 80}
              inputMode={url ? 'url' : undefined}
              placeholder={placeholder}
              data-autofocus={i === 0 || undefined}
              autoComplete="off"
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
              onChange={({ target }) => onChange({ ...values, [key]: target.value })}
            />
          )}
        </Labelled>
      ))}
      {children}
    </FormDialog>
  )
}
