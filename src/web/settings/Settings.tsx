import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nounsOf, pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { screenHelp } from '../help/targets.ts'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Input } from '../ui/Input.tsx'
import { PageAbout } from './Head.tsx'
import { ObjectSettings } from './ObjectSettings.tsx'
import { findSettings, groupsFor, othersFor } from './places.ts'
import styles from './Settings.module.css'

/** Settings: every page that is the reader's, by group, and the small objects that business is made of. */
export function Settings() {
  const { t } = useTranslation()
  const meta = useMeta()
  const { page: opened } = useParams({ strict: false }) as { page?: string }
  const key = opened ?? 'people'
  useEffect(() => {
    document.title = `${t('shell.settings')} · Sampan`
  })
  const groups = groupsFor(meta)
  const page = groups.flatMap((group) => group.pages).find((one) => one.key === key)
  const object = meta.objects[key]
  const others = othersFor(meta)
  const [sought, setSought] = useState('')
  const found = sought.trim() === '' ? null : findSettings(meta, sought)
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
        <Input
          type="search"
          className={styles.find}
          aria-label={t('changed.find')}
          placeholder={t('changed.find')}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
        {found ? (
          <div className={styles.pages}>
            {found.map(({ page: one, by }) => (
              <Item key={one.key} page={one.key} icon={one.icon} current={key} words={one.words} by={by} />
            ))}
            {found.length === 0 && <p className={styles.group}>{t('changed.none')}</p>}
          </div>
        ) : (
          <>
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
          </>
        )}
      </nav>
      <div className={`${styles.body} ${opened ? '' : styles.away}`}>
        <Suspense fallback={<Bone width="60%" />}>
          <PageAbout
            value={page ? page : { help: screenHelp.smallObjects, ...(object && { log: { object: object.key } }) }}
          >
            {page ? (
              <page.Page key={key} />
            ) : object ? (
              <ObjectSettings
                key={key}
                object={object}
                title={pluralOf(object)}
                text={t('settings.otherText', { what: nounsOf(object) })}
              />
            ) : (
              <Empty title={t('state.missing')} text={t('state.missingText')} />
            )}
          </PageAbout>
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
  by,
}: {
  page: string
  icon?: string | undefined
  current: string
  words: string
  /** The option by which it was found. */
  by?: string | null
}) {
  return (
    <Link
      to="/settings/$page"
      params={{ page }}
      className={styles.item}
      ref={page === current ? bringIntoSight : null}
      aria-current={page === current ? 'page' : undefined}
    >
      <Icon name={icon} />
      {words}
      {by && <span className={`clip ${styles.why}`}>{by}</span>}
    </Link>
  )
}

const bringIntoSight = (item: HTMLElement | null) => item?.scrollIntoView({ block: 'nearest' })
