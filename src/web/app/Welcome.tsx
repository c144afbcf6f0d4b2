import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entryLink, redeemLink, signIn } from '../client/session.ts'
import { Button } from '../ui/Button.tsx'
import { NewPasswordInput } from '../ui/NewPasswordInput.tsx'
import { arrive, sentenceOf } from './arrive.ts'
import styles from './Door.module.css'
import { Door } from './Door.tsx'

/** Where a one-time link leads: an invited person, or one who has forgotten, chooses her password. */
export function Welcome() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token = '' } = useSearch({ from: '/welcome' })
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const link = useQuery({
    queryKey: ['entry-link', token],
    queryFn: ({ signal }) => entryLink(token, signal),
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const submit = async (password: string) => {
    setBusy(true)
    setWrong(undefined)
    try {
      const { email } = await redeemLink(token, password)
      // Her second factor, where she has one, is asked for on the sign-in page.
      if ((await signIn(email, password)) === 'in') await arrive(navigate, undefined)
      else await navigate({ to: '/sign-in', search: {}, replace: true })
    } catch (error) {
      setWrong(sentenceOf(error))
      setBusy(false)
    }
  }
  if (link.isPending) return null
  if (link.isError)
    return (
      <Door title={t('door.noLink')} lead={sentenceOf(link.error)}>
        <Button wide onClick={() => void navigate({ to: '/sign-in', search: {} })}>
          {t('sign.title')}
        </Button>
      </Door>
    )
  const { kind, name, email, workspace } = link.data
  const invited = kind === 'invite'
  return (
    <Door
      title={invited ? t('door.welcome', { name }) : t('door.resetTitle')}
      lead={t(invited ? 'door.welcomeLead' : 'door.resetLead', { email, company: workspace })}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(String(new FormData(event.currentTarget).get('password')))
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <NewPasswordInput error={wrong} autoFocus />
        <Button type="submit" look="primary" wide disabled={busy}>
          {t('door.setPassword')}
        </Button>
      </form>
    </Door>
  )
}
