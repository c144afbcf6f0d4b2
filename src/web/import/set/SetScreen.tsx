import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiImportSet } from '#kernel/api-import-set.ts'
import { Failed } from '../../app/Failed.tsx'
import { queries } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import styles from '../Import.module.css'
import { isWorking, sets } from './api.ts'
import { SetDrop } from './SetDrop.tsx'
import { SetFiles } from './SetFiles.tsx'
import { SetOutcome } from './SetOutcome.tsx'

const steps = ['file', 'files', 'run'] as const

/** Files that belong together become records of several objects. The address remembers the set: it may be left and come back to. */
export function SetScreen() {
  const { t } = useTranslation()
  const { id } = useSearch({ from: '/inside/import-set' })
  const navigate = useNavigate()
  useEffect(() => {
    document.title = `${t('set.title')} · Sampan`
  })
  const loaded = useQuery({
    queryKey: ['import-set', id],
    queryFn: ({ signal }) => sets.get(id!, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isWorking(state.data) ? 700 : false),
    staleTime: 0,
  })
  const show = (next: ApiImportSet | null) => {
    if (next) queries.setQueryData(['import-set', next.id], next)
    if (next?.id !== id) void navigate({ to: '/import-set', search: next ? { id: next.id } : {} })
  }
  const set = id ? loaded.data : undefined
  const at = !id ? 0 : !set || set.status === 'uploaded' ? 1 : 2
  return (
    <>
      <header className={styles.path}>
        <h1>{t('set.title')}</h1>
      </header>
      <div className={styles.wizard}>
        <ol className={styles.steps}>
          {steps.map((name, i) => (
            <li key={name} aria-current={i === at ? 'step' : undefined} data-past={i < at || undefined}>
              <span className="number">{i + 1}</span>
              {t(name === 'files' ? 'set.files' : `import.${name}`)}
            </li>
          ))}
        </ol>
        {loaded.isError && <Failed error={loaded.error} reset={() => void loaded.refetch()} />}
        {at === 0 && <SetDrop onDone={show} />}
        {at === 1 && !set && !loaded.isError && <Bone width="60%" />}
        {at === 1 && set && <SetFiles key={set.id} set={set} onSet={show} />}
        {at === 2 && set && <SetOutcome set={set} onSet={show} onAgain={() => show(null)} />}
      </div>
    </>
  )
}
