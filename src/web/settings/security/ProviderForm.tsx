import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProvider } from '#kernel/api-security.ts'
import { api } from '../../client/api.ts'
import { ask } from '../../client/fetch.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Security.module.css'

type Props = { provider: ApiProvider | null; callback: string | undefined; onDone: () => void }

/** A provider's address, what it knows us by, and for whom it speaks; it is asked before it is kept. */
export function ProviderForm({ provider, callback, onDone }: Props) {
  const { t } = useTranslation()
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const { data: roles } = useQuery({
    queryKey: ['choices', 'role', 'all'],
    queryFn: async ({ signal }) =>
      (await api.list('role', { select: ['name', 'key', 'admin'], sort: ['name'], limit: 100 }, signal)).data,
  })
  const save = async (form: FormData) => {
    setBusy(true)
    setWrong({})
    const { active: _, roleId, ...values } = Object.fromEntries(form)
    const body = { ...values, roleId: roleId || null, active: form.get('active') !== null }
    try {
      await (provider
        ? ask('PATCH', `/api/v1/identity-providers/${provider.id}`, { body })
        : ask('POST', '/api/v1/identity-providers', { body }))
      onDone()
    } catch (error) {
      setWrong(wrongOf(error))
      setBusy(false)
    }
  }
  const line = (
    name: 'name' | 'issuer' | 'clientId' | 'domains',
    help: string | undefined,
    value: string | undefined,
    more: { type?: string; placeholder?: string } = {},
  ) => (
    <Labelled label={t(`secure.${name}`)} required help={help} error={wrong[name]}>
      {({ id, describedBy, invalid }) => (
        <Input
          id={id}
          name={name}
          defaultValue={value}
          required
          autoComplete="off"
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          {...more}
        />
      )}
    </Labelled>
  )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save(new FormData(event.currentTarget))
      }}
    >
      {callback && (
        <p className={styles.callback}>
          <span>{t('secure.callback')}</span>
          <code>{callback}</code>
        </p>
      )}
      {line('name', undefined, provider?.name, { placeholder: 'Entra ID' })}
      {line('issuer', t('secure.issuerHelp'), provider?.issuer, { type: 'url', placeholder: 'https://' })}
      {line('clientId', undefined, provider?.clientId)}
      <Labelled
        label={t('secure.secret')}
        help={t(provider?.hasSecret ? 'secure.secretKept' : 'secure.secretHelp')}
        error={wrong.clientSecret}
      >
        {({ id, describedBy }) => (
          <Input
            id={id}
            name="clientSecret"
            type="password"
            autoComplete="new-password"
            aria-describedby={describedBy}
          />
        )}
      </Labelled>
      {line('domains', t('secure.domainsHelp'), provider?.domains.join(', '))}
      <Labelled label={t('secure.role')} error={wrong.roleId}>
        {({ id }) =>
          roles ? (
            <select id={id} name="roleId" className={inputStyles.input} defaultValue={provider?.roleId ?? ''}>
              <option value="">{t('secure.noRole')}</option>
              {roles.map((role) => (
                <option key={role.id} value={role.id}>
                  {String(role.name)}
                </option>
              ))}
            </select>
          ) : null
        }
      </Labelled>
      <Check name="active" defaultChecked={provider?.active ?? true}>
        {t('secure.active')}
      </Check>
      {wrong[''] && (
        <p role="alert" className={styles.wrong}>
          {wrong['']}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy}>
        {t('secure.saveTested')}
      </Button>
    </form>
  )
}
