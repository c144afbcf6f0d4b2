import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './FormDialog.module.css'

type Props = {
  title: string
  errors: Readonly<Record<string, string>>
  /** Paths whose words stand at an input. */
  placed: readonly string[]
  busy: boolean
  /** What the button says that saves. */
  save?: string | undefined
  onSave: () => void
  onClose: () => void
  /** Stands left of the buttons. */
  aside?: ReactNode
  children: ReactNode
}

/** The frame of a form in a dialog: what concerns no input stands on top, the buttons below. */
export function FormDialog({ title, errors, placed, busy, save, onSave, onClose, aside, children }: Props) {
  const { t } = useTranslation()
  const loose = Object.entries(errors).filter(
    ([path]) => !placed.some((one) => path === one || path.startsWith(`${one}.`)),
  )
  return (
    <Dialog
      open
      wide
      title={title}
      onClose={onClose}
      footer={
        <>
          {aside && <span className={styles.aside}>{aside}</span>}
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy} onClick={onSave}>
            {save ?? t('do.save')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          onSave()
        }}
      >
        {loose.map(([path, words]) => (
          <p key={path} role="alert" className={styles.wrong}>
            {words}
          </p>
        ))}
        {children}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
