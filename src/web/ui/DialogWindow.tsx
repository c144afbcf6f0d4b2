import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Dialog.module.css'

export type DialogProps = {
  title: string
  open: boolean
  onClose: () => void
  wide?: boolean
  footer?: ReactNode
  children: ReactNode
}

/** The dialog itself; `Dialog` loads it when one opens. */
export function DialogWindow({ title, open, onClose, wide, footer, children }: DialogProps) {
  const { t } = useTranslation()
  const [before] = useState(() => document.activeElement)
  // a dialog that is taken away with all that is about it gives the focus back too
  useEffect(
    () => () => {
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    },
    [before],
  )
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      size={wide ? 720 : 480}
      yOffset="9vh"
      overlayProps={{ color: 'var(--scrim)', backgroundOpacity: 1 }}
      transitionProps={{ transition: 'fade', duration: 90 }}
      closeButtonProps={{ 'aria-label': t('do.close') }}
    >
      <div className={styles.body}>{children}</div>
      {footer && <div className={styles.footer}>{footer}</div>}
    </Modal>
  )
}
