import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { FlowDefinition, FlowStep } from '#kernel/flow.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { flowObject } from '../flows/flows.ts'
import { StatusTag } from '../flows/StatusTag.tsx'
import { Button } from '../ui/Button.tsx'
import styles from './Signals.module.css'

type Props = { record: ApiRecord | null; definition: SignalDefinition; name: string; mayEdit: boolean }

/** The flows that listen to a signal, and ready ones to begin with. */
export function Follow({ record, definition, name, mayEdit }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const flows = useQuery({
    queryKey: ['list', flowObject, 'signals'],
    queryFn: async ({ signal }) => (await api.list(flowObject, { sort: ['name'], limit: 500 }, signal)).data,
  }).data
  const mine = flows?.filter((flow) => {
    const trigger = (flow['draft'] as FlowDefinition | null)?.trigger
    return trigger?.on === 'signal' && trigger.signal === record?.id
  })
  const object = meta.objects[definition.object]
  const make = async (kind: 'task' | 'notify' | 'flow') => {
    const steps: readonly FlowStep[] =
      kind === 'task'
        ? [
            {
              id: 'task',
              kind: 'task',
              input: {
                subject: `${t('signals.follow.taskWords')} {{${object?.title ?? 'id'}}}`,
                body: `${name}\n{{data.why}}`,
                kind: 'call',
                days: 1,
              },
            },
          ]
        : kind === 'notify'
          ? [{ id: 'tell', kind: 'notify', input: { words: `${name} · {{data.why}}`, owner: true } }]
          : []
    const trigger = { on: 'signal', object: definition.object, signal: record!.id } as const
    const { id } = await api.create(flowObject, {
      name: freeName(t(`signals.follow.${kind}Name`, { name }), flows ?? []),
      draft: { trigger, steps },
    })
    if (kind !== 'flow') await api.act(flowObject, id, 'publish', {})
    refresh(flowObject)
    if (kind === 'flow') await navigate({ to: '/settings/$page/$item', params: { page: 'flows', item: id } })
  }
  return (
    <section className={styles.follow} aria-label={t('signals.follow.title')}>
      <h3 className={styles.heading}>{t('signals.follow.title')}</h3>
      {!record && <p className={styles.faint}>{t('signals.follow.first')}</p>}
      {record && mine?.length === 0 && <p className={styles.faint}>{t('signals.follow.none')}</p>}
      <ul className={styles.flows}>
        {mine?.map((flow) => (
          <li key={flow.id}>
            <Link
              to="/settings/$page/$item"
              params={{ page: 'flows', item: flow.id }}
              className={`clip ${styles.grow}`}
            >
              {String(flow['name'])}
            </Link>
            <StatusTag status={String(flow['status'])} />
          </li>
        ))}
      </ul>
      {record && mayEdit && meta.objects[flowObject]?.rights.create && (
        <span className={styles.acts}>
          {(['task', 'notify', 'flow'] as const).map((kind) => (
            <Button key={kind} small icon={<IconPlus size={13} />} onClick={() => void make(kind).catch(complain)}>
              {t(`signals.follow.${kind}`)}
            </Button>
          ))}
        </span>
      )}
    </section>
  )
}

function freeName(wanted: string, flows: readonly ApiRecord[]): string {
  const taken = new Set(flows.map(({ name }) => name))
  let name = wanted.slice(0, 76)
  for (let n = 2; taken.has(name); n++) name = `${wanted.slice(0, 76)} ${n}`
  return name
}
