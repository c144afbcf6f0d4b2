import { IconChevronLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiFlowRun } from '#kernel/api-flows.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant } from '../ui/format.ts'
import { Chart } from './Chart.tsx'
import styles from './Flows.module.css'
import { flowApi, kindsQuery, runQuery, runsQuery } from './flows.ts'
import { StatusTag } from './StatusTag.tsx'
import { StepRows } from './StepRows.tsx'

const filters = ['', 'running,waiting', 'failed', 'done', 'stopped'] as const

/** What runs and has run of a flow; one of them with all its steps. */
export function Runs({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<string>('')
  const [open, setOpen] = useState<string | null>(null)
  const runs = useQuery(runsQuery(flow, status)).data
  if (open) return <OneRun id={open} onBack={() => setOpen(null)} />
  return (
    <section>
      <div className={styles.filters} role="tablist" aria-label={t('flows.tabs.runs')}>
        {filters.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={status === one} onClick={() => setStatus(one)}>
            {t(`flows.filter.${(one.split(',')[0] || 'all') as 'all'}`)}
          </button>
        ))}
      </div>
      {!runs && <Bone width="60%" />}
      {runs?.length === 0 && <Empty title={t('flows.noRun')} text={t('flows.noRunText')} />}
      <ul className={styles.runs}>
        {runs?.map((run) => (
          <li key={run.id}>
            <RunRow run={run} onOpen={() => setOpen(run.id)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function RunRow({ run, onOpen }: { run: ApiFlowRun; onOpen: () => void }) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const step = run.step && kinds.find(({ key }) => key === run.step?.kind)
  return (
    <button type="button" className={styles.run} onClick={onOpen}>
      <StatusTag status={run.status} />
      <span className={`clip ${styles.grow}`}>{run.record ? (run.record.title ?? '–') : t('flows.noRecord')}</span>
      {step && <span className={`clip ${styles.faint}`}>{step.label}</span>}
      <span className={`clip ${styles.faint} ${styles.reason}`}>
        {run.reason ??
          (run.dueAt && run.status === 'waiting' ? t('flows.goesOn', { at: formatInstant(run.dueAt) }) : '')}
      </span>
      <span className={`number ${styles.faint}`}>v{run.version}</span>
      <span className={`number ${styles.faint}`}>{formatInstant(run.startedAt)}</span>
    </button>
  )
}

function OneRun({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const run = useQuery(runQuery(id)).data
  const [chosen, setChosen] = useState<string | null>(null)
  if (!run) return <Bone width="60%" />
  const mend = (way: 'retry' | 'skip' | 'stop') =>
    void flowApi
      .mend(id, way)
      .then(() => queries.invalidateQueries({ queryKey: ['flows'] }))
      .catch(complain)
  const came = new Map(run.steps.map(({ step, status }) => [step, status]))
  return (
    <section className={styles.one}>
      <header className={styles.oneHead}>
        <IconButton small label={t('flows.tabs.runs')} onClick={onBack}>
          <IconChevronLeft size={15} />
        </IconButton>
        <StatusTag status={run.status} />
        {run.record ? (
          <a className="clip" href={`/${run.record.object}/${run.record.id}`}>
            {run.record.title ?? '–'}
          </a>
        ) : (
          <span>{t('flows.noRecord')}</span>
        )}
        <span className={`clip ${styles.grow} ${styles.wrong}`}>{run.status === 'failed' ? run.reason : ''}</span>
        {run.mends && run.status === 'failed' && (
          <>
            <Button small look="primary" onClick={() => mend('retry')}>
              {t('flows.retry')}
            </Button>
            <Button small onClick={() => mend('skip')}>
              {t('flows.skip')}
            </Button>
          </>
        )}
        {run.mends && ['failed', 'waiting', 'running'].includes(run.status) && (
          <Button small onClick={() => mend('stop')}>
            {t('flows.stop')}
          </Button>
        )}
      </header>
      <div className={styles.oneBody}>
        <Chart flow={run.definition} kinds={kinds} chosen={chosen} onChoose={setChosen} came={came} />
        <StepRows steps={run.steps} kinds={kinds} chosen={chosen} flow={run.definition} />
      </div>
    </section>
  )
}
