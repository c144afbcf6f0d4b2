import { IconMail, IconMapPin, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import styles from './Reach.module.css'
import { waysTo } from './reaching.ts'

const icons = { call: IconPhone, mail: IconMail, map: IconMapPin }

/** On a phone: call, write, go there. */
export function Reach({ object, record }: { object: MetaObject; record: ApiRecord }) {
  const { t } = useTranslation()
  const ways = waysTo(object, record)
  if (ways.length === 0) return null
  return (
    <nav className={styles.ways} aria-label={t('reach.ways')}>
      {ways.map(({ is, href }) => {
        const Way = icons[is]
        return (
          <a key={is} className={styles.way} href={href}>
            <Way size={17} stroke={1.6} />
            {t(`reach.${is}`)}
          </a>
        )
      })}
    </nav>
  )
}
