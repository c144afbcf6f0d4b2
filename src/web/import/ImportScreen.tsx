import { IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { Failed } from '../app/Failed.tsx'
import { Missing } from '../app/Missing.tsx'
import { nounsOf, pluralOf } from '../app/navigation.ts'
import { queries, useMeta } from '../client/queries.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { screenHelp } from '../help/targets.ts'
import { Bone } from '../ui/Bone.tsx'
import { Icon } from '../ui/Icon.tsx'
import { imports } from './api.ts'
import { Drop } from './Drop.tsx'
import styles from './Import.module.css'
import { Mapping } from './Mapping.tsx'
import { Outcome } from './Outcome.tsx'
import { Review } from './Review.tsx'

/** A file becomes records, in four steps that the address remembers: it may be left and come back to. */
export function ImportScreen() {
  const { t } = useTranslation()
  const { object: key } = useParams({ from: '/inside/$object/import' })
  const object = useMeta().objects[key]
  useEffect(() => {
    document.title = `${t('do.import')} · Sampan`
  })
  if (!object) return <Missing />
  return (
    <>
      <nav className={styles.path} aria-label={t('do.import')}>
        <Link to="/$object" params={{ object: key }} search={{}} className={styles.up}>
          <Icon name={object.icon} size={15} />
          {pluralOf(object)}
        </Link>
        <IconChevronRight size={13} />
        <h1>{t('import.title', { what: nounsOf(object) })}</h1>
        <HelpMark to={screenHelp.import} />
      </nav>
      <Wizard object={object} />
    </>
  )
}

const steps = ['file', 'columns', 'check', 'run'] as const

function Wizard({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const { id, step } = useSearch({ from: '/inside/$object/import' })
  const navigate = useNavigate()
  const run = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => imports.get(id!, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (working(state.data) ? 700 : false),
    staleTime: 0,
  })
  const go = (next: ApiImport | null, to?: 'check' | 'columns') => {
    if (next) queries.setQueryData(['import', next.id], next)
    void navigate({
      to: '/$object/import',
      params: { object: next?.object ?? object.key },
      search: next ? { id: next.id, ...(to === 'check' && { step: 'check' as const }) } : {},
    })
  }
  const now = run.data
  const at = !id ? 0 : !now || (now.status === 'uploaded' && step !== 'check') ? 1 : now.status === 'uploaded' ? 2 : 3
  return (
    <div className={styles.wizard}>
      <ol className={styles.steps}>
        {steps.map((name, i) => (
          <li key={name} aria-current={i === at ? 'step' : undefined} data-past={i < at || undefined}>
            <span className="number">{i + 1}</span>
            {t(`import.${name}`)}
          </li>
        ))}
      </ol>
      {now?.setId && (
        <p className={styles.template}>
          <Link to="/import-set" search={{ id: now.setId }}>
            ← {t('set.back')}
          </Link>
        </p>
      )}
      {run.isError && <Failed error={run.error} reset={() => void run.refetch()} />}
      {at === 0 && <Drop object={object} onDone={go} />}
      {at === 1 && !now && !run.isError && <Bone width="60%" />}
      {at === 1 && now && (
        <Mapping
          key={now.id}
          object={object}
          run={now}
          onSource={(next) => go(next)}
          onDone={(next) => go(next, 'check')}
          onBack={() => (now.setId ? void navigate({ to: '/import-set', search: { id: now.setId } }) : go(null))}
        />
      )}
      {at === 2 && now && (
        <Review
          object={object}
          run={now}
          onBack={() => go(now)}
          onChecked={(next) => go(next, 'check')}
          onRun={(next) => go(next)}
        />
      )}
      {at === 3 && now && <Outcome object={object} run={now} onAgain={() => go(null)} />}
    </div>
  )
}

function working(run: ApiImport | undefined): boolean {
  return run?.status === 'running' || run?.status === 'undoing'
}
