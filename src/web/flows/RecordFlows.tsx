import { IconBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiPage } from '#kernel/api.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { formatAgo } from '../ui/format.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Flows.module.css'
import { flowApi } from './flows.ts'
import { StatusTag } from './StatusTag.tsx'

/** The flows in which a record is or was, and those that can be set off for it. */
export function RecordFlows({ id, flows }: { id: string; flows: NonNullable<ApiPage['flows']> }) {
  const { t } = useTranslation()
  const press = (flow: string, label: string) =>
    void flowApi.start(flow, id).then(() => {
      toast(t('flowsOf.started', { label }))
      void queries.invalidateQueries({ queryKey: ['page'] })
    }, complain)
  return (
    <section className={styles.ofRecord} aria-label={t('flowsOf.title')}>
      <h3>{t('flowsOf.title')}</h3>
      {flows.buttons.length > 0 && (
        <span className={styles.buttons}>
          {flows.buttons.map(({ flow, label }) => (
            <Button key={flow} small icon={<IconBolt size={13} />} onClick={() => press(flow, label)}>
              {label}
            </Button>
          ))}
        </span>
      )}
      <ul>
        {flows.runs.map((run) => (
          <li key={run.id}>
            <a className="clip" href={`/settings/flows/${run.flow.id}`}>
              {run.flow.name}
            </a>
            <span className={styles.faint}>{formatAgo(run.startedAt)}</span>
            <StatusTag status={run.status} />
          </li>
        ))}
      </ul>
    </section>
  )
}
