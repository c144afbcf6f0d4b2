import { IconHelp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './HelpMark.module.css'
import type { HelpTarget } from './targets.ts'

/** A quiet question mark that opens the part of the guide about what stands here. */
export function HelpMark({ to }: { to: HelpTarget }) {
  const { t } = useTranslation()
  const [page = '', section = ''] = to.split('#')
  return (
    <Link
      to="/help/$page"
      params={{ page }}
      hash={section}
      className={styles.mark}
      aria-label={t('help.here')}
      title={t('help.here')}
    >
      <IconHelp size={15} stroke={1.6} />
    </Link>
  )
}
