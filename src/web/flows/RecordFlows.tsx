import { IconBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiPage } from '#kernel/api.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { formatAgo } from '../ui/format.ts'
import { Tag } from '../ui/Tag.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Flows.module.css'
import { flowApi } from './flows.ts'
import { StatusTag } from './StatusTag.tsx'

/** The flows in which a record is or was, those that can be set off for it, and the signals that fired. */
export function RecordFlows({ id, flows, signals = [] }: { id: string } & Pick<ApiPage, 'flows' | 'signals'>) {
  const { t } = useTranslation()
  const press = (flow: string, label: string) =>
    void flowApi.start(flow, id).then(() => {
      toast(t('flowsOf.started', { label }))
      void queries.invalidateQueries({ queryKey: ['page'] })
    }, complain)
  return (
    <section className={styles.ofRecord} aria-label={t('flowsOf.title')}>
      <h3>{t('flowsOf.title')}</h3>
      {flows && flows.buttons.length > 0 && (
        <span className={styles.buttons}>
          {flows.buttons.map(({ flow, label }) => (
            <Button key={flow} small icon={<IconBolt size={13} />} onClick={() => press(flow, label)}>
              {label}
            </Button>
          ))}
        </span>
      )}
      <ul>
        {flows?.runs.map((run) => (
          <li key={run.id}>
            <a className="clip" href={`/settings/flows/${run.flow.id}`}>
              {run.flow.name}
            </a>
            <span className={styles.faint}>{formatAgo(run.startedAt)}</span>
            <StatusTag status={run.status} />
          </li>
        ))}
        {signals.map((fire) => (
          <li key={fire.id} title={fire.why ?? undefined}>
            <a className="clip" href={`/settings/signals/${fire.signal.id}`}>
              {fire.signal.name}
            </a>
            <span className={styles.faint}>{formatAgo(fire.at)}</span>
            <Tag tone={fire.status === 'fired' ? 'green' : 'gray'}>{t(`flowsOf.fire.${fire.status}`)}</Tag>
          </li>
        ))}
      </ul>
    </section>
  )
}
