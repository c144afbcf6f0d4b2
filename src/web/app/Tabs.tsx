import { IconMenu2, IconPlus, IconSunHigh } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMeta } from '../client/queries.ts'
import { Bell } from '../notices/Bell.tsx'
import { Icon } from '../ui/Icon.tsx'
import { mainObjects, pluralOf } from './navigation.ts'
import styles from './Tabs.module.css'

/** The tabs at the thumb, on a phone. */
export function Tabs({ onMore, onCreate }: { onMore: () => void; onCreate: () => void }) {
  const { t } = useTranslation()
  const first = mainObjects(useMeta())[0]
  return (
    <nav className={styles.tabs} aria-label={t('shell.main')}>
      <Link to="/" className={styles.tab} activeOptions={{ exact: true }}>
        <IconSunHigh size={21} stroke={1.6} />
        {t('shell.home')}
      </Link>
      {first && (
        <Link
          to="/$object"
          params={{ object: first.key }}
          search={{}}
          className={styles.tab}
          activeOptions={{ includeSearch: false }}
        >
          <Icon name={first.icon} size={21} />
          {pluralOf(first)}
        </Link>
      )}
      <button type="button" className={styles.plus} aria-label={t('shell.create')} onClick={onCreate}>
        <IconPlus size={22} />
      </button>
      <Bell className={styles.tab} size={21} />
      <button type="button" className={styles.tab} onClick={onMore}>
        <IconMenu2 size={21} stroke={1.6} />
        {t('shell.more')}
      </button>
    </nav>
  )
}
