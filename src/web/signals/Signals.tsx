import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiSignalEvent, ApiSignalUse } from '#kernel/api-signals.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Head } from '../settings/Head.tsx'
import settings from '../settings/Settings.module.css'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo, formatNumber } from '../ui/format.ts'
import { useSay } from '../ui/language.ts'
import { SignalPage } from './SignalPage.tsx'
import styles from './Signals.module.css'
import { SignalTag } from './SignalTag.tsx'
import { sentenceOf } from './sentences.ts'
import { eventsQuery, signalObject, usesQuery } from './signals.ts'

/** The signals of the company, one of them, or one that is being made. */
export function Signals() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const list = useQuery({
    queryKey: ['list', signalObject, 'settings'],
    queryFn: async ({ signal }) => (await api.list(signalObject, { sort: ['name'], limit: 500 }, signal)).data,
  })
  if (!list.data) return <Bone width="60%" />
  const record = list.data.find(({ id }) => id === item)
  return record || item === 'new' ? (
    <SignalPage key={record?.id ?? 'new'} record={record ?? null} />
  ) : (
    <List records={list.data} />
  )
}

function List({ records }: { records: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const uses = useQuery(usesQuery).data
  const told = useQuery(eventsQuery).data ?? []
  const useOf = new Map(uses?.map((one) => [one.signal, one]))
  return (
    <>
      <Head title={t('signals.title')} text={t('signals.text')}>
        {useMeta().objects[signalObject]?.rights.create && (
          <Button
            look="primary"
            icon={<IconPlus size={15} />}
            onClick={() => void navigate({ to: '/settings/$page/$item', params: { page: 'signals', item: 'new' } })}
          >
            {t('signals.new')}
          </Button>
        )}
      </Head>
      {records.length === 0 && <Empty title={t('signals.none')} text={t('signals.noneText')} />}
      {records.length > 0 && (
        <div className={settings.rows}>
          {records.map((record) => (
            <Row key={record.id} record={record} use={useOf.get(record.id)} told={told} />
          ))}
        </div>
      )}
    </>
  )
}

function Row({
  record,
  use,
  told,
}: {
  record: ApiRecord
  use: ApiSignalUse | undefined
  told: readonly ApiSignalEvent[]
}) {
  const { t } = useTranslation()
  const meta = useMeta()
  const definition = record['definition'] as SignalDefinition | null
  const owner = record['owner'] as { title?: string } | null
  return (
    <Link
      to="/settings/$page/$item"
      params={{ page: 'signals', item: record.id }}
      className={`${settings.row} ${styles.row}`}
    >
      <span className={settings.grow}>
        <span className={`clip ${settings.strong}`}>{String(record['name'])}</span>
        <span className={`clip ${styles.faint}`}>{definition ? sentenceOf(definition, meta, told, t) : ''}</span>
      </span>
      <span className={`number ${styles.faint} ${styles.wide}`}>
        {use && use.fired > 0
          ? t('signals.firedCount', { count: use.fired, number: formatNumber(use.fired) })
          : use?.lastAt
            ? formatAgo(use.lastAt)
            : ''}
      </span>
      <span className={`clip ${styles.faint} ${styles.owner}`}>{owner?.title ?? ''}</span>
      <SignalTag status={String(record['status'])} />
    </Link>
  )
}
