import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { Empty } from '../ui/Empty.tsx'
import styles from './PageScreen.module.css'
import { RecordPage } from './RecordPage.tsx'

/** A record on a page of its own. */
export function PageScreen() {
  const { t } = useTranslation()
  const { object: key, id } = useParams({ from: '/inside/$object/$id' })
  const object = useMeta().objects[key]
  if (!object) return <Empty title={t('state.missing')} text={t('state.missingText')} />
  return (
    <>
      <nav className={styles.path} aria-label={pluralOf(object)}>
        <Link to="/$object" params={{ object: key }} search={{}} className={styles.up}>
          <IconChevronLeft size={14} />
          {pluralOf(object)}
        </Link>
      </nav>
      <RecordPage key={id} object={object} id={id} />
    </>
  )
}
