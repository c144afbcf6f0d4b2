import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../client/fetch.ts'
import { metaQuery, queries } from '../client/queries.ts'
import { setUp, signIn } from '../client/session.ts'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Input, inputStyles } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { language } from '../ui/language.ts'
import styles from './Door.module.css'
import { Door } from './Door.tsx'
import { expectSample } from './Filling.tsx'

/** First run: names the company and its first person. */
export function Setup() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token } = useSearch({ from: '/setup' })
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)

  const submit = async (form: FormData) => {
    setBusy(true)
    setWrong({})
    const word = (name: string) => String(form.get(name) ?? '').trim()
    try {
      await setUp({
        token: token ?? '',
        company: word('company'),
        name: word('name'),
        email: word('email'),
        password: String(form.get('password')),
        language: language(),
        timeZone: word('timeZone'),
        sample: form.get('sample') !== null,
      })
      if (form.get('sample') !== null) expectSample()
      await signIn(word('email'), String(form.get('password')))
      queries.clear()
      await queries.fetchQuery(metaQuery)
      await navigate({ to: '/', replace: true })
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      setWrong(Object.keys(fields).length > 0 ? fields : { '': error instanceof Error ? error.message : String(error) })
      setBusy(false)
    }
  }

  if (!token)
    return (
      <Door title={t('setup.title')} lead={t('setup.noToken')}>
        {null}
      </Door>
    )
  return (
    <Door title={t('setup.title')} lead={t('setup.lead')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(new FormData(event.currentTarget))
        }}
      >
        <Labelled label={t('setup.company')} error={wrong.company}>
          {({ id }) => <Input id={id} name="company" autoComplete="organization" required autoFocus />}
        </Labelled>
        <Labelled label={t('setup.name')} error={wrong.name}>
          {({ id }) => <Input id={id} name="name" autoComplete="name" required />}
        </Labelled>
        <Labelled label={t('setup.email')} error={wrong.email}>
          {({ id }) => <Input id={id} name="email" type="email" autoComplete="username" required />}
        </Labelled>
        <Labelled label={t('setup.password')} error={wrong.password} help={t('setup.passwordHelp')}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              name="password"
              type="password"
              autoComplete="new-password"
              minLength={8}
              required
              aria-describedby={describedBy}
            />
          )}
        </Labelled>
        <Labelled label={t('setup.zone')} error={wrong.timeZone}>
          {({ id }) => (
            <select
              id={id}
              name="timeZone"
              className={inputStyles.input}
              defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
            >
              {zones().map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Labelled>
        <div className={styles.sample}>
          <Check name="sample" defaultChecked>
            {t('setup.sample')}
          </Check>
          <span className={styles.sampleHelp}>{t('setup.sampleHelp')}</span>
        </div>
        {wrong[''] && (
          <p role="alert" className={styles.wrong}>
            {wrong['']}
          </p>
        )}
        <Button type="submit" look="primary" wide disabled={busy}>
          {t('setup.go')}
        </Button>
      </form>
    </Door>
  )
}

function zones(): readonly string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set([here, 'Asia/Shanghai', ...Intl.supportedValuesOf('timeZone')])]
}
