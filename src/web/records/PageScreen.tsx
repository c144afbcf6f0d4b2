import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { Missing } from '../app/Missing.tsx'
import { pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import styles from './PageScreen.module.css'
import { RecordPage } from './RecordPage.tsx'

/** A record on a page of its own. */
export function PageScreen() {
  const { object: key, id } = useParams({ from: '/inside/$object/$id' })
  const object = useMeta().objects[key]
  if (!object) return <Missing />
  return (
    <>
      <nav className={styles.path} aria-label={pluralOf(object)}>
        <Link to="/$object" params={{ object: key }} search={{}} className={styles.up}>
          <IconChevronLeft size={14} />
          {pluralOf(object)}
        </Link>
        <HelpMark to={screenHelp.page} />
      </nav>
      <RecordPage key={id} object={object} id={id} />
    </>
  )
}
