import { IconArrowsDiagonal, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { IconButton } from '../ui/Button.tsx'
import { say } from '../ui/language.ts'
import styles from './Peek.module.css'
import { RecordPage } from './RecordPage.tsx'

/** A record beside the list, without leaving it. */
export function Peek({ object, id, onClose }: { object: MetaObject; id: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <aside className={styles.peek} aria-label={say(object.label)}>
      <div className={styles.bar}>
        <Link
          to="/$object/$id"
          params={{ object: object.key, id }}
          className={styles.open}
          title={t('do.openFull')}
          aria-label={t('do.openFull')}
        >
          <IconArrowsDiagonal size={15} />
        </Link>
        <IconButton small label={t('do.close')} onClick={onClose}>
          <IconX size={16} />
        </IconButton>
      </div>
      <RecordPage key={id} object={object} id={id} slim />
    </aside>
  )
}
