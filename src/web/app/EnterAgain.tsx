import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Meta } from '#kernel/api.ts'
import { ApiError, showWorkspace } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { own } from '../client/security.ts'
import { signIn, signOut } from '../client/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { sentenceOf } from './arrive.ts'
import { entering } from './entering.ts'

/** A session that has ended goes on where it was: the same person signs in in a dialog, and nothing behind it is lost. */
export function EnterAgain() {
  const { t } = useTranslation()
  const { user, workspace } = useMeta()
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const end = (entered: boolean) => entering.get()?.(entered)

  /** In, if it is she and in the same company; what is on the screen is nobody else's to see. */
  const arrive = async () => {
    showWorkspace(workspace.id)
    const who = await whoIsIn()
    if (who === user.id) return end(true)
    if (who !== null) await signOut()
    showWorkspace(workspace.id)
    setStep('password')
    setWrong(t('enter.stranger', { name: user.name }))
  }
  const submit = async (form: FormData) => {
    setBusy(true)
    setWrong(undefined)
    try {
      if (step === 'code') await own.confirmCode(String(form.get('code')).replace(/\s/g, ''))
      const entered = step === 'code' ? 'in' : await signIn(user.email, String(form.get('password')))
      if (entered === 'secondFactor') setStep('code')
      else await arrive()
    } catch (error) {
      const refused = step === 'password' && error instanceof ApiError && error.status < 500
      setWrong(refused ? t(error.status === 429 ? 'sign.tooMany' : 'sign.refused') : sentenceOf(error))
    }
    setBusy(false)
  }
  useEffect(() => {
    // She may have signed in in another window meanwhile.
    const look = () => void whoIsIn().then((who) => who === user.id && entering.get()?.(true))
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [user.id])

  const code = step === 'code'
  return (
    <Dialog open title={t('enter.title')} onClose={() => end(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit(new FormData(event.currentTarget))
        }}
      >
        <p style={{ color: 'var(--muted)', marginBottom: 12 }}>{t('enter.text')}</p>
        <input type="hidden" name="email" autoComplete="username" value={user.email} />
        <Labelled key={step} label={t(code ? 'door.code' : 'sign.password')} error={wrong}>
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              name={code ? 'code' : 'password'}
              type={code ? 'text' : 'password'}
              autoComplete={code ? 'one-time-code' : 'current-password'}
              required
              autoFocus
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
            />
          )}
        </Labelled>
        <p style={{ display: 'flex', gap: 8, margin: '16px 0 8px' }}>
          <Button type="submit" look="primary" disabled={busy}>
            {t('sign.in')}
          </Button>
          <Button onClick={() => window.open('/sign-in', '_blank')}>{t('enter.otherWay')}</Button>
          <Button look="quiet" style={{ marginInlineStart: 'auto' }} onClick={() => end(false)}>
            {t('enter.leave')}
          </Button>
        </p>
        <p style={{ color: 'var(--faint)', fontSize: 'var(--size-small)' }}>{t('enter.other')}</p>
      </form>
    </Dialog>
  )
}

/** Who is signed in in this company now; asked past the dialog, which would wait for itself. */
async function whoIsIn(): Promise<string | null> {
  const response = await fetch('/api/v1/meta', { credentials: 'same-origin', headers: { accept: 'application/json' } })
  return response.ok ? ((await response.json()) as Meta).user.id : null
}
