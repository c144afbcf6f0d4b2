import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Check } from './Check.tsx'
import { Input } from './Input.tsx'
import { Labelled } from './Labelled.tsx'

/** A new password, in a field called `password`: typed once, and shown on demand. */
export function NewPasswordInput({ error, autoFocus }: { error?: string | undefined; autoFocus?: boolean }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <>
      <Labelled label={t('account.new')} help={t('account.newHelp')} error={error}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            minLength={8}
            maxLength={128}
            required
            autoFocus={autoFocus}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
          />
        )}
      </Labelled>
      <Check checked={shown} onChange={(event) => setShown(event.target.checked)}>
        {t('account.show')}
      </Check>
    </>
  )
}
