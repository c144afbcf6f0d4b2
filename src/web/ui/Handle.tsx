import { IconGripVertical } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './Handle.module.css'

/** By which an item of a list is dragged, or moved with the arrow keys (`useDragList`, `useDragOnto`). */
export function Handle({ what, how }: { what: string; how?: string }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      data-handle
      className={styles.handle}
      aria-label={t('drag.move', { what })}
      title={how ?? t('drag.how')}
    >
      <IconGripVertical size={15} />
    </button>
  )
}
