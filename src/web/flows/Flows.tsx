import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiFlowUse } from '#kernel/api-flows.ts'
import type { FlowDefinition, FlowTrigger } from '#kernel/flow.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { Head } from '../settings/Head.tsx'
import settings from '../settings/Settings.module.css'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo, formatNumber } from '../ui/format.ts'
import { useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { FlowPage } from './FlowPage.tsx'
import styles from './Flows.module.css'
import { flowObject, usesQuery } from './flows.ts'
import { NewFlow } from './NewFlow.tsx'
import { StatusTag } from './StatusTag.tsx'
import { useTriggerText } from './words.ts'

/** The flows of the company, or one of them with its chart and what runs. */
export function Flows() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const flows = useQuery({
    queryKey: ['list', flowObject, 'settings'],
    queryFn: async ({ signal }) => (await api.list(flowObject, { sort: ['name'], limit: 500 }, signal)).data,
  })
  if (!flows.data) return <Bone width="60%" />
  const flow = flows.data.find(({ id }) => id === item)
  return flow ? <FlowPage key={flow.id} record={flow} /> : <List flows={flows.data} />
}

function List({ flows }: { flows: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const uses = useQuery(usesQuery).data
  const mayCreate = useMeta().objects[flowObject]?.rights.create === true
  const [making, setMaking] = useState(false)
  const made = (id: string) => {
    refresh(flowObject)
    void navigate({ to: '/settings/$page/$item', params: { page: 'flows', item: id } })
  }
  const textOf = useTriggerText(flows.map(triggerOf))
  const useOf = new Map(uses?.map((one) => [one.flow, one]))
  const removable = flows.filter(({ id }) => useOf.get(id)?.remove)
  return (
    <>
      <Head title={t('flows.title')} text={t('flows.text')}>
        {mayCreate && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking(true)}>
            {t('flows.new')}
          </Button>
        )}
      </Head>
      {making && <NewFlow onMade={made} onClose={() => setMaking(false)} />}
      {removable.length > 0 && (
        <p className={styles.propose}>
          {t('flows.propose', { count: removable.length, names: removable.map(({ name }) => name).join('、') })}
        </p>
      )}
      {flows.length === 0 && <Empty title={t('flows.none')} text={t('flows.noneText')} />}
      {flows.length > 0 && (
        <div className={settings.rows}>
          {flows.map((flow) => (
            <Row key={flow.id} flow={flow} trigger={textOf(triggerOf(flow))} use={useOf.get(flow.id)} />
          ))}
        </div>
      )}
    </>
  )
}

function triggerOf(flow: ApiRecord): FlowTrigger | null {
  return (flow['draft'] as FlowDefinition | null)?.trigger ?? null
}

function Row({ flow, trigger, use }: { flow: ApiRecord; trigger: string; use: ApiFlowUse | undefined }) {
  const { t } = useTranslation()
  const owner = flow['owner'] as { title?: string } | null
  return (
    <Link
      to="/settings/$page/$item"
      params={{ page: 'flows', item: flow.id }}
      className={`${settings.row} ${styles.row}`}
    >
      <span className={`clip ${settings.grow}`}>
        <span className={settings.strong}>{String(flow['name'])}</span>
        <span className={styles.faint}>{trigger}</span>
      </span>
      {use && use.failed > 0 && <Tag tone="red">{t('flows.failedCount', { count: use.failed })}</Tag>}
      <span className={`number ${styles.faint} ${styles.wide}`}>
        {use && use.begun > 0 ? t('flows.begun', { count: use.begun, number: formatNumber(use.begun) }) : ''}
      </span>
      <span className={`${styles.faint} ${styles.wide}`}>{use?.lastAt ? formatAgo(use.lastAt) : ''}</span>
      <span className={`clip ${styles.faint} ${styles.owner}`}>{owner?.title ?? ''}</span>
      <StatusTag status={String(flow['status'])} />
    </Link>
  )
}
