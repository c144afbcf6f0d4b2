import { IconChevronLeft, IconPlayerPause, IconPlayerPlay, IconTestPipe } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { type FlowDefinition, spotOf } from '#kernel/flow.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { useSavedDraft } from '../records/useSavedDraft.ts'
import { Button } from '../ui/Button.tsx'
import { say as toast } from '../ui/toast.tsx'
import { About } from './About.tsx'
import { Chart } from './Chart.tsx'
import styles from './Flows.module.css'
import { emptyFlow, flowObject, kindsQuery } from './flows.ts'
import { Runs } from './Runs.tsx'
import { StatusTag } from './StatusTag.tsx'
import { StepPanel } from './StepPanel.tsx'
import { TestDialog } from './TestDialog.tsx'
import { TriggerPanel } from './TriggerPanel.tsx'

const tabs = ['design', 'runs', 'about'] as const

/** One flow: its chart and the panel of the chosen step, what runs, and what is settled about it. */
export function FlowPage({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [tab, setTab] = useState<(typeof tabs)[number]>('design')
  const [testing, setTesting] = useState(false)
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const {
    draft: flow,
    put: setFlow,
    saved,
    save,
  } = useSavedDraft(flowObject, record.id, () => (record['draft'] as FlowDefinition | null) ?? emptyFlow)
  const mayEdit = meta.user.admin || (record['owner'] as { id?: string } | null)?.id === meta.user.id
  const status = String(record['status'])
  const act = async (key: 'publish' | 'pause' | 'resume') => {
    try {
      await save()
      await api.act(flowObject, record.id, key, {})
      setWrong({})
      toast(t(`flows.done.${key}`))
      refresh(flowObject)
      void queries.invalidateQueries({ queryKey: ['list', flowObject] })
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
        setWrong(error.fields)
        setTab('design')
      }
      complain(error)
    }
  }
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link to="/settings/$page" params={{ page: 'flows' }} className={styles.back} aria-label={t('flows.title')}>
          <IconChevronLeft size={16} />
        </Link>
        <h2 className="clip">{String(record['name'])}</h2>
        <StatusTag status={status} />
        {Boolean(record['liveNumber']) && <span className={styles.faint}>v{String(record['liveNumber'])}</span>}
        <span className={styles.faint} aria-live="polite">
          {saved ? '' : t('flows.saving')}
        </span>
        <span className={styles.grow} />
        <Button
          small
          icon={<IconTestPipe size={14} />}
          onClick={() => void save().then(() => setTesting(true), complain)}
        >
          {t('flows.test')}
        </Button>
        {mayEdit && status === 'live' && (
          <Button small icon={<IconPlayerPause size={14} />} onClick={() => void act('pause')}>
            {t('flows.pause')}
          </Button>
        )}
        {mayEdit && status === 'paused' && (
          <Button small icon={<IconPlayerPlay size={14} />} onClick={() => void act('resume')}>
            {t('flows.resume')}
          </Button>
        )}
        {mayEdit && (
          <Button small look="primary" onClick={() => void act('publish')}>
            {t(status === 'draft' ? 'flows.publish' : 'flows.publishAgain')}
          </Button>
        )}
      </header>
      <div className={styles.tabs} role="tablist">
        {tabs.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
            {t(`flows.tabs.${one}`)}
          </button>
        ))}
      </div>
      {tab === 'design' && <Design id={record.id} flow={flow} onChange={mayEdit ? setFlow : undefined} wrong={wrong} />}
      {tab === 'runs' && <Runs flow={record.id} />}
      {tab === 'about' && <About record={record} mayEdit={mayEdit} />}
      {testing && <TestDialog record={record} flow={flow} onClose={() => setTesting(false)} />}
    </div>
  )
}

function Design({
  id,
  flow,
  onChange,
  wrong,
}: {
  id: string
  flow: FlowDefinition
  onChange: ((flow: FlowDefinition) => void) | undefined
  wrong: Readonly<Record<string, string>>
}) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const [chosen, setChosen] = useState<string | null>('trigger')
  const step = chosen ? spotOf(flow.steps, chosen)?.step : undefined
  const marks = useMemo(
    () =>
      new Map(
        Object.entries(wrong).flatMap(([path, words]) => {
          const [first = '', id = ''] = path.split('.')
          return first === 'steps' && id
            ? [[id, words] as const]
            : first === 'trigger'
              ? [['trigger', words] as const]
              : []
        }),
      ),
    [wrong],
  )
  const change = onChange ?? (() => {})
  return (
    <div className={styles.design}>
      <Chart flow={flow} kinds={kinds} chosen={chosen} onChoose={setChosen} onChange={onChange} wrong={marks} />
      <aside className={styles.aside} inert={!onChange} aria-label={t('flows.chosen')}>
        {step ? (
          <StepPanel
            key={step.id}
            flow={flow}
            step={step}
            kinds={kinds}
            errors={under(wrong, `steps.${step.id}`)}
            onChange={change}
          />
        ) : (
          <TriggerPanel
            flow={id}
            trigger={flow.trigger}
            errors={under(wrong, 'trigger')}
            onChange={(trigger) => change({ ...flow, trigger })}
          />
        )}
      </aside>
    </div>
  )
}

/** What is wrong at a place and below it, by the rest of its path. */
function under(wrong: Readonly<Record<string, string>>, place: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(wrong).flatMap(([path, words]) =>
      path === place ? [['', words]] : path.startsWith(`${place}.`) ? [[path.slice(place.length + 1), words]] : [],
    ),
  )
}
