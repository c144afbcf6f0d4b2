import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyScope } from '#kernel/api-key.ts'
import { pluralOf } from '../../app/navigation.ts'
import { ApiError, ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { Pick } from '../../ui/Pick.tsx'
import settings from '../Settings.module.css'
import styles from './ApiKeys.module.css'

const kinds = ['readOnly', 'some', 'all'] as const
const switches = ['write', 'actions', 'export', 'configure'] as const
const validDays = [30, 90, 365] as const

/** Makes a key: what for, what it may, until when. It begins with little, since most programs need little. */
export function KeyForm({ onDone }: { onDone: (key: string) => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [kind, setKind] = useState<(typeof kinds)[number]>('readOnly')
  const [may, setMay] = useState({ write: true, actions: false, export: false, configure: false })
  const [objects, setObjects] = useState<readonly string[]>([])
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const save = async (form: FormData) => {
    const days = Number(form.get('days'))
    const only = objects.length > 0 ? { objects } : {}
    const scope: Partial<KeyScope> | null = kind === 'all' ? null : { ...(kind === 'some' ? may : {}), ...only }
    const expiresAt = days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null
    setBusy(true)
    try {
      const body = { name: String(form.get('name')), scope, expiresAt }
      onDone((await ask<{ key: string }>('POST', '/api/v1/api-keys', { body })).key)
    } catch (error) {
      setBusy(false)
      setErrors(error instanceof ApiError ? error.fields : {})
      if (!(error instanceof ApiError) || error.fields['']) complain(error)
    }
  }
  return (
    <form
      className={settings.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save(new FormData(event.currentTarget))
      }}
    >
      <Labelled label={t('apiKeys.name')} error={errors['name']} required>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            name="name"
            maxLength={80}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            data-autofocus
            autoComplete="off"
          />
        )}
      </Labelled>
      <Labelled label={t('apiKeys.may')} error={errors['scope']}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={kind}
            onChange={(event) => setKind(event.target.value as typeof kind)}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`apiKeys.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {kind === 'some' && (
        <div className={styles.switches}>
          {switches.map((one) => (
            <Check
              key={one}
              checked={may[one]}
              // Without writing nothing is changed by an action or in the settings either.
              disabled={!may.write && (one === 'actions' || one === 'configure')}
              onChange={(event) => setMay({ ...may, [one]: event.target.checked })}
            >
              {t(`apiKeys.${one}`)}
            </Check>
          ))}
        </div>
      )}
      {kind !== 'all' && (
        <Labelled label={t('apiKeys.objects')} error={errors['scope.objects']}>
          {({ id }) => (
            <Pick
              id={id}
              several
              label={t('apiKeys.objects')}
              choices={Object.values(meta.objects).map((one) => ({ key: one.key, text: pluralOf(one) }))}
              chosen={objects}
              placeholder={t('apiKeys.allObjects')}
              onClear={() => setObjects([])}
              onPick={(key) =>
                setObjects(objects.includes(key) ? objects.filter((one) => one !== key) : [...objects, key])
              }
            >
              {objects.length > 0 && objects.map((key) => pluralOf(meta.objects[key]!)).join(', ')}
            </Pick>
          )}
        </Labelled>
      )}
      <Labelled label={t('apiKeys.ends')} error={errors['expiresAt']}>
        {({ id }) => (
          <select id={id} name="days" className={inputStyles.input} defaultValue={365}>
            {validDays.map((days) => (
              <option key={days} value={days}>
                {t('apiKeys.days', { count: days })}
              </option>
            ))}
            <option value={0}>{t('apiKeys.never')}</option>
          </select>
        )}
      </Labelled>
      <Button look="primary" type="submit" disabled={busy}>
        {t('do.create')}
      </Button>
    </form>
  )
}
