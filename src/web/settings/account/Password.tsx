import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSecurity } from '#kernel/api-security.ts'
import { own, refreshSecurity } from '../../client/security.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { NewPasswordInput } from '../../ui/NewPasswordInput.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Account.module.css'
import { Section } from './Section.tsx'

/** One's password; changing it ends all other sessions. */
export function Password({ security: { hasPassword, email } }: { security: ApiSecurity }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [wrong, setWrong] = useState<Wrong>({})
  const show = (shown: boolean) => {
    setWrong({})
    setOpen(shown)
  }
  const save = async (form: FormData) => {
    setWrong({})
    try {
      await own.changePassword(String(form.get('current') ?? ''), String(form.get('password')))
      show(false)
      toast(t('account.changed'))
      await refreshSecurity()
    } catch (error) {
      setWrong(wrongOf(error))
    }
  }
  const words = t(hasPassword ? 'account.change' : 'account.set')
  return (
    <Section
      title={t('account.password')}
      text={t(hasPassword ? 'account.passwordText' : 'account.noPassword')}
      action={<Button onClick={() => show(true)}>{words}</Button>}
    >
      <Dialog open={open} title={`${t('account.password')} · ${words}`} onClose={() => show(false)}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void save(new FormData(event.currentTarget))
          }}
        >
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          {hasPassword && (
            <Labelled label={t('account.current')} error={wrong.current}>
              {({ id, describedBy, invalid }) => (
                <Input
                  id={id}
                  name="current"
                  type="password"
                  autoComplete="current-password"
                  required
                  data-autofocus
                  aria-invalid={invalid || undefined}
                  aria-describedby={describedBy}
                />
              )}
            </Labelled>
          )}
          <NewPasswordInput error={wrong.password ?? wrong['']} />
          <Button type="submit" look="primary">
            {t('do.save')}
          </Button>
        </form>
      </Dialog>
    </Section>
  )
}
