import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { nounsOf, pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { screenHelp } from '../help/targets.ts'
import { Bone } from '../ui/Bone.tsx'
import { Icon } from '../ui/Icon.tsx'
import { PageHelp } from './Head.tsx'
import { ObjectSettings } from './ObjectSettings.tsx'
import { settingsGroups } from './pages.ts'
import styles from './Settings.module.css'

/** Nested objects that have a page of their own here, or none at all. */
const elsewhere = ['user', 'team', 'role', 'savedView', 'file', 'tag', 'exchangeRate', 'pipeline', 'stage']

/** Settings: every page that is the reader's, by group, and the small objects that business is made of. */
export function Settings() {
  const { t } = useTranslation()
  const meta = useMeta()
  const { page: opened } = useParams({ strict: false }) as { page?: string }
  const key = opened ?? 'people'
  useEffect(() => {
    document.title = `${t('shell.settings')} · Sampan`
  })
  const groups = settingsGroups
    .map((group) => ({ ...group, pages: group.pages.filter((page) => page.when?.(meta) ?? true) }))
    .filter((group) => group.pages.length > 0)
  const page = groups.flatMap((group) => group.pages).find((one) => one.key === key)
  const object = meta.objects[key]
  const others = Object.values(meta.objects).filter(
    (one) => one.nested && one.rights.create && !elsewhere.includes(one.key),
  )
  return (
    <div className={`${styles.settings} ${opened ? styles.opened : ''}`}>
      {opened && (
        <h1 className={styles.back}>
          <Link to="/settings" className={styles.backLink}>
            <IconChevronLeft size={17} /> {t('settings.title')}
          </Link>
        </h1>
      )}
      <nav className={`${styles.nav} ${opened ? styles.away : ''}`} aria-label={t('settings.title')}>
        <h1 className={styles.heading}>{t('settings.title')}</h1>
        {groups.map((group) => (
          <div key={group.words} className={styles.pages}>
            <h2 className={styles.group}>{t(group.words)}</h2>
            {group.pages.map((one) => (
              <Item key={one.key} page={one.key} icon={one.icon} current={key} words={t(one.words)} />
            ))}
          </div>
        ))}
        {others.length > 0 && (
          <div className={styles.pages}>
            <h2 className={styles.group}>{t('settings.other')}</h2>
            {others.map((one) => (
              <Item key={one.key} page={one.key} icon={one.icon} current={key} words={pluralOf(one)} />
            ))}
          </div>
        )}
      </nav>
      <div className={`${styles.body} ${opened ? '' : styles.away}`}>
        <Suspense fallback={<Bone width="60%" />}>
          <PageHelp value={page?.help ?? screenHelp.smallObjects}>
            {page ? (
              <page.Page key={key} />
            ) : (
              object && (
                <ObjectSettings
                  key={key}
                  object={object}
                  title={pluralOf(object)}
                  text={t('settings.otherText', { what: nounsOf(object) })}
                />
              )
            )}
          </PageHelp>
        </Suspense>
      </div>
    </div>
  )
}

function Item({
  page,
  icon,
  current,
  words,
}: {
  page: string
  icon?: string | undefined
  current: string
  words: string
}) {
  return (
    <Link
      to="/settings/$page"
      params={{ page }}
      className={styles.item}
      aria-current={page === current ? 'page' : undefined}
    >
      <Icon name={icon} />
      {words}
    </Link>
  )
}
