import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Dialog.module.css'

type Props = {
  title: string
  open: boolean
  onClose: () => void
  wide?: boolean
  footer?: ReactNode
  children: ReactNode
}

/** A dialog with a title, what it is about, and its buttons below. */
export function Dialog({ title, open, onClose, wide, footer, children }: Props) {
  const { t } = useTranslation()
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
