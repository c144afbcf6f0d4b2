import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiChange, ApiItemProblem, ApiRun } from '#kernel/api-configuration.ts'
import { ApiError } from '../../client/fetch.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { configuration } from './api.ts'
import { reread, whenPublished } from './draft.ts'
import styles from './Fit.module.css'
import { Uses } from './RemoveDialog.tsx'

type Props = {
  /** An earlier version to go back to; null to publish the draft. */
  version: number | null
  onClose: () => void
}

/** What publishing, or going back, would do; nothing happens before it is confirmed. */
export function PlanDialog({ version, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [run, setRun] = useState<ApiRun | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const plan = useQuery({
    queryKey: ['configuration', 'plan', version, 'open'],
    queryFn: ({ signal }) => configuration.plan(version, signal),
    staleTime: 0,
  }).data
  const go = async () => {
    setWrong(null)
    try {
      const first = await (version === null ? configuration.publish(reason) : configuration.rollback(version, reason))
      setRun(first)
      const last = await whenPublished(first)
      setRun(last)
      if (last.state !== 'done') return
      toast(t('fit.published', { version: last.version }))
      onClose()
    } catch (error) {
      setRun(null)
      setWrong(error instanceof ApiError ? error.message : (error as Error).message)
    } finally {
      await reread()
    }
  }
  const busy = run?.state === 'running'
  return (
    <Dialog
      open
      wide
      title={version === null ? t('fit.publishTitle') : t('fit.rollbackTitle', { version })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy || !plan?.ready} onClick={() => void go()}>
            {busy
              ? t('fit.publishing', { done: run.done, of: run.of })
              : version === null
                ? t('fit.publish')
                : t('fit.rollback')}
          </Button>
        </>
      }
    >
      {!plan && <Bone width="70%" />}
      {plan && (
        <div className={styles.form}>
          <Problems problems={[...plan.problems, ...(run?.problems ?? [])]} />
          {wrong && (
            <p role="alert" className={styles.wrong}>
              {wrong}
            </p>
          )}
          <Changes changes={plan.changes} />
          {plan.repairs.length > 0 && (
            <section>
              <h3 className={styles.sub}>{t('fit.repairs')}</h3>
              <Uses uses={plan.repairs} />
            </section>
          )}
          {plan.statements.length > 0 && (
            <details className={styles.more}>
              <summary>{t('fit.statements', { count: plan.statements.length })}</summary>
              <pre className={styles.sql}>{plan.statements.join(';\n')}</pre>
            </details>
          )}
          <Labelled label={t('fit.reason')}>
            {({ id }) => <Input id={id} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Labelled>
        </div>
      )}
    </Dialog>
  )
}

function Problems({ problems }: { problems: readonly ApiItemProblem[] }) {
  const { t } = useTranslation()
  return problems.map((one) => (
    <p key={`${one.section}${one.key}${one.field}${one.code}`} role="alert" className={styles.wrong}>
      {t(`fit.in.${one.section}`)} {one.key}
      {one.field ? ` · ${one.field}` : ''}：{one.detail}
    </p>
  ))
}

const tones = { added: 'green', changed: 'blue', removed: 'red' } as const

/** Changes between two versions, an item each, with what differs. */
export function Changes({
  changes,
}: {
  changes: readonly (Omit<ApiChange, 'uses' | 'notes'> & Partial<Pick<ApiChange, 'uses' | 'notes'>>)[]
}) {
  const { t } = useTranslation()
  return (
    <ul className={styles.changes}>
      {changes.map((one) => (
        <li key={`${one.section}${one.key}`}>
          <div className={styles.change}>
            <Tag tone={tones[one.change]}>{t(`fit.change.${one.change}`)}</Tag>
            <span>{t(`fit.in.${one.section}`)}</span>
            <b className="clip">{say(one.label)}</b>
            <code className={styles.faint}>{one.key}</code>
          </div>
          {one.change === 'changed' &&
            Object.entries(one.differences).map(([name, [from, to]]) => (
              <div key={name} className={styles.difference}>
                <code>{name}</code>
                <span className={styles.from}>{shown(from)}</span>→<span>{shown(to)}</span>
              </div>
            ))}
          {one.notes?.map((note) => (
            <p key={note} className={styles.note}>
              {note}
            </p>
          ))}
          {one.uses && <Uses uses={one.uses} />}
        </li>
      ))}
    </ul>
  )
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)
}
