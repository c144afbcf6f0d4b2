import { useTranslation } from 'react-i18next'
import type { ApiFlowStep, ApiStepKind } from '#kernel/api-flows.ts'
import type { Values } from '#kernel/object.ts'
import { formatInstant } from '../ui/format.ts'
import styles from './Flows.module.css'
import { StatusTag } from './StatusTag.tsx'

/** What came of each step: what it was given, what it made, and why. */
export function StepRows({
  steps,
  kinds,
  chosen = null,
}: {
  steps: readonly ApiFlowStep[]
  kinds: readonly ApiStepKind[]
  chosen?: string | null
}) {
  const { t } = useTranslation()
  return (
    <ol className={styles.steps}>
      {steps.map((step) => (
        <li key={step.step} data-chosen={step.step === chosen || undefined}>
          <span className={styles.stepHead}>
            <StatusTag status={step.status} />
            <b>{kinds.find(({ key }) => key === step.kind)?.label ?? step.kind}</b>
            <span className={`number ${styles.faint}`}>{formatInstant(step.at)}</span>
          </span>
          {step.reason && (
            <span className={step.status === 'failed' ? styles.wrong : styles.faint}>{reasonOf(step.reason)}</span>
          )}
          <Given label={t('flows.input')} values={step.input} />
          <Given label={t('flows.output')} values={step.output} />
        </li>
      ))}
    </ol>
  )
}

/** A test tells until when it would wait. */
function reasonOf(reason: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(reason) ? formatInstant(reason) : reason
}

function Given({ label, values }: { label: string; values: Values | null }) {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return null
  return (
    <details className={styles.given}>
      <summary>{label}</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
