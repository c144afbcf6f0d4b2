import { IconFingerprint } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../client/fetch.ts'
import { signInByPasskey, whyNoPasskeys } from '../client/passkeys.ts'
import { signIn, waysIn } from '../client/session.ts'
import { Button } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { arrive, sentenceOf } from './arrive.ts'
import styles from './Door.module.css'
import { Door } from './Door.tsx'
import { SecondStep } from './SecondStep.tsx'

/** The way in: a password and what belongs to it, a passkey, or a provider of single sign-on. */
export function SignIn() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { to, sso } = useSearch({ from: '/sign-in' })
  const [wrong, setWrong] = useState<string>()
  const [aside, setAside] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [second, setSecond] = useState(false)
  const [byPassword, setByPassword] = useState(false)
  const [email, setEmail] = useState('')
  const { data: ways } = useQuery({
    queryKey: ['ways-in', email],
    queryFn: ({ signal }) => waysIn(email, signal),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const go = () => arrive(navigate, to)

  const submit = async (form: FormData) => {
    setBusy(true)
    setWrong(undefined)
    try {
      if ((await signIn(String(form.get('email')).trim(), String(form.get('password')))) === 'in') return await go()
      setSecond(true)
    } catch (error) {
      const known = error instanceof ApiError && error.status < 500
      setWrong(known ? t(error.status === 429 ? 'sign.tooMany' : 'sign.refused') : sentenceOf(error))
    }
    setBusy(false)
  }
  const byPasskey = async () => {
    setBusy(true)
    setAside(undefined)
    try {
      if (await signInByPasskey()) return await go()
      setAside(t('door.cancelled'))
    } catch (error) {
      setAside(sentenceOf(error))
    }
    setBusy(false)
  }

  if (second) return <SecondStep onIn={go} onBack={() => setSecond(false)} />
  const more = ways?.providers ?? []
  const passkeys = whyNoPasskeys(ways?.passkeys ?? null) === null
  const password = !ways?.ssoOnly || more.length === 0 || byPassword
  const said = aside ?? (sso && t(`door.sso.${sso}`))
  return (
    <Door title={t('sign.title')} lead={t('sign.lead')}>
      {said && (
        <p role="alert" className={styles.said}>
          {said}
        </p>
      )}
      {password && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void submit(new FormData(event.currentTarget))
          }}
        >
          <Labelled label={t('sign.email')}>
            {({ id }) => (
              <Input
                id={id}
                name="email"
                type="email"
                autoComplete="username"
                required
                autoFocus
                onBlur={(event) => ways?.several && setEmail(event.target.value.trim())}
              />
            )}
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
      )}
      {(more.length > 0 || passkeys || !password) && (
        <div className={styles.ways}>
          {password && <span className={styles.or}>{t('door.or')}</span>}
          {more.map(({ id, name }) => (
            <a
              key={id}
              className={styles.way}
              href={`/api/sign-in/${id}?${new URLSearchParams({ ...(to && { to }), ...(email && { email }) })}`}
            >
              {t('door.provider', { name })}
            </a>
          ))}
          {passkeys && (
            <Button wide disabled={busy} icon={<IconFingerprint size={16} />} onClick={() => void byPasskey()}>
              {t('door.passkey')}
            </Button>
          )}
          {!password && (
            <Button look="quiet" wide onClick={() => setByPassword(true)}>
              {t('door.withPassword')}
            </Button>
          )}
        </div>
      )}
    </Door>
  )
}
