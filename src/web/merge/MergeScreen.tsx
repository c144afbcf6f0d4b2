import { IconChevronRight } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Missing } from '../app/Missing.tsx'
import { nounsOf, pluralOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { Icon } from '../ui/Icon.tsx'
import { Choosing } from './Choosing.tsx'
import { Comparing } from './Comparing.tsx'
import styles from './Merge.module.css'

/** Several records become one: first which, then which value of each field stays. The address remembers both steps. */
export function MergeScreen() {
  const { t } = useTranslation()
  const { object: key } = useParams({ from: '/inside/$object/merge' })
  const { ids: named, compare, queue } = useSearch({ from: '/inside/$object/merge' })
  const navigate = useNavigate()
  const object = useMeta().objects[key]
  useEffect(() => {
    document.title = `${t('merge.do')} · Sampan`
  })
  if (!object?.rights.merge) return <Missing />
  const ids = named.split(',').filter(Boolean)
  const go = (next: readonly string[], step: boolean) =>
    void navigate({
      to: '/$object/merge',
      params: { object: key },
      search: { ids: next.join(','), ...(step && { compare: true as const }), ...(queue && { queue }) },
    })
  return (
    <>
      <nav className={styles.path} aria-label={t('merge.do')}>
        <Link to="/$object" params={{ object: key }} search={{}} className={styles.up}>
          <Icon name={object.icon} size={15} />
          {pluralOf(object)}
        </Link>
        <IconChevronRight size={13} />
        <h1>{t('merge.title', { what: nounsOf(object) })}</h1>
        <HelpMark to={screenHelp.merge} />
      </nav>
      {compare && ids.length > 1 ? (
        <Comparing
          key={named}
          object={object}
          ids={ids}
          queue={queue ?? false}
          onDrop={(id) =>
            go(
              ids.filter((one) => one !== id),
              ids.length > 2,
            )
          }
        />
      ) : (
        <Choosing object={object} ids={ids} onChange={(next) => go(next, false)} onNext={() => go(ids, true)} />
      )}
    </>
  )
}
