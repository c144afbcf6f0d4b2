import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Missing } from '../app/Missing.tsx'
import { pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { expectTones } from '../fields/ToneTag.tsx'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { expectPeople } from '../mentions/people.ts'
import styles from './PageScreen.module.css'
import { RecordPage } from './RecordPage.tsx'

/** A record on a page of its own. */
export function PageScreen() {
  const { object: key, id } = useParams({ from: '/inside/$object/$id' })
  const meta = useMeta()
  const object = meta.objects[key]
  // what the page will show beside its record, read with it and not after it
  useEffect(() => {
    const around = object?.inverse.map((one) => meta.objects[one.object]) ?? []
    void expectTones(meta, [object, ...around])
    expectPeople()
  }, [meta, object])
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
