import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { Icon } from '../ui/Icon.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { ObjectSettings } from './ObjectSettings.tsx'
import { People } from './People.tsx'
import { Roles } from './Roles.tsx'
import styles from './Settings.module.css'

/** Settings: people, teams, roles, keys, and the small objects that business is made of. */
export function Settings() {
  const { t } = useTranslation()
  const { page = 'people' } = useParams({ strict: false }) as { page?: string }
  const { objects } = useMeta()
  useEffect(() => {
    document.title = `${t('shell.settings')} · Sampan`
  })
  const others = Object.values(objects).filter(
    (object) =>
      object.nested && object.rights.create && !['user', 'team', 'role', 'savedView', 'file'].includes(object.key),
  )
  return (
    <div className={styles.settings}>
      <nav className={styles.nav} aria-label={t('settings.title')}>
        <h1 className={styles.heading}>{t('settings.title')}</h1>
        <Item page="people" icon="user-circle" current={page} words={t('settings.people')} />
        {objects.team && <Item page="teams" icon="users-group" current={page} words={t('settings.teams')} />}
        {objects.role && <Item page="roles" icon="shield-lock" current={page} words={t('settings.roles')} />}
        <Item page="keys" icon="route" current={page} words={t('settings.keys')} />
        {others.length > 0 && <h2 className={styles.group}>{t('settings.other')}</h2>}
        {others.map((object) => (
          <Item key={object.key} page={object.key} icon={object.icon} current={page} words={pluralOf(object)} />
        ))}
      </nav>
      <div className={styles.body}>
        {page === 'people' ? (
          <People />
        ) : page === 'teams' && objects.team ? (
          <ObjectSettings object={objects.team} title={t('settings.teams')} text={t('settings.teamsText')} />
        ) : page === 'roles' && objects.role ? (
          <Roles />
        ) : page === 'keys' ? (
          <ApiKeys />
        ) : (
          objects[page] && <ObjectSettings key={page} object={objects[page]} title={pluralOf(objects[page])} />
        )}
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
  icon: string | undefined
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
