import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { ApiError } from '../../client/fetch.ts'
import { refresh } from '../../client/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Roles.module.css'

/** A new role, with nothing or with what another has. */
export function NewRole({
  roles,
  from,
  onMade,
  onClose,
}: {
  roles: readonly ApiRecord[]
  from: ApiRecord | null
  onMade: (id: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [wrong, setWrong] = useState<string>()
  const [name, setName] = useState(from ? t('roles.copyOf', { what: String(from.name) }) : '')
  const [base, setBase] = useState(from?.id ?? '')
  const make = async () => {
    try {
      const model = roles.find((one) => one.id === base)
      const made = await api.create('role', { name: name.trim(), grants: model?.grants ?? {}, admin: false })
      refresh('role')
      onMade(made.id)
    } catch (error) {
      setWrong(
        error instanceof ApiError ? Object.values(error.fields).join(' ') || error.message : (error as Error).message,
      )
    }
  }
  return (
    <Dialog open title={t('roles.new')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <Labelled label={t('roles.name')} required error={wrong}>
          {({ id }) => (
            <Input
              id={id}
              value={name}
              required
              maxLength={100}
              data-autofocus
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label={t('roles.from')}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={base}
              onChange={(event) => setBase(event.target.value)}
            >
              <option value="">{t('roles.nothing')}</option>
              {roles
                .filter((one) => one.admin !== true)
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {String(one.name)}
                  </option>
                ))}
            </select>
          )}
        </Labelled>
        <Button look="primary" type="submit">
          {t('do.create')}
        </Button>
      </form>
    </Dialog>
  )
}
