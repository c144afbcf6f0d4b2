import { IconMail, IconMapPin, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { say } from '../ui/toast.tsx'
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
      {ways.map(({ is, href, not }) => {
        const Way = icons[is]
        return not ? (
          <button
            key={is}
            type="button"
            className={styles.way}
            data-not
            onClick={() => say(t('reach.not', { why: not }), { tone: 'wrong' })}
          >
            <Way size={17} stroke={1.6} />
            <span>
              <s>{t(`reach.${is}`)}</s>
              <span className={styles.why}>{not}</span>
            </span>
          </button>
        ) : (
          <a key={is} className={styles.way} href={href}>
            <Way size={17} stroke={1.6} />
            {t(`reach.${is}`)}
          </a>
        )
      })}
    </nav>
  )
}
