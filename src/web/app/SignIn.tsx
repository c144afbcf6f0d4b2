import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../client/fetch.ts'
import { metaQuery, queries } from '../client/queries.ts'
import { signIn } from '../client/session.ts'
import { workspacesQuery } from '../client/workspaces.ts'
import { Button } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import styles from './Door.module.css'
import { Door } from './Door.tsx'
import { speak } from './words/words.ts'

/** The way in: e-mail and password. */
export function SignIn() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/sign-in' })
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)

  const submit = async (form: FormData) => {
    setBusy(true)
    setWrong(undefined)
    try {
      await signIn(String(form.get('email')).trim(), String(form.get('password')))
      queries.clear()
      const { data: mine } = await queries.fetchQuery(workspacesQuery)
      if (mine.length > 1) {
        await navigate({ to: '/workspaces', search: to ? { to } : {}, replace: true })
        return
      }
      const meta = await queries.fetchQuery(metaQuery)
      await speak(meta.user.language)
      await navigate({ to: to ?? '/', replace: true })
    } catch (error) {
      setWrong(
        error instanceof ApiError
          ? error.status === 429
            ? t('sign.tooMany')
            : error.status < 500
              ? t('sign.refused')
              : error.message
          : error instanceof Error
            ? error.message
            : String(error),
      )
      setBusy(false)
    }
  }

  return (
    <Door title={t('sign.title')} lead={t('sign.lead')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(new FormData(event.currentTarget))
        }}
      >
        <Labelled label={t('sign.email')}>
          {({ id }) => <Input id={id} name="email" type="email" autoComplete="username" required autoFocus />}
        </Labelled>
        <Labelled label={t('sign.password')} error={wrong}>
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
            />
          )}
        </Labelled>
        <Button type="submit" look="primary" wide disabled={busy}>
          {t('sign.in')}
        </Button>
      </form>
    </Door>
  )
}
