import { useTranslation } from 'react-i18next'
import type { ApiFlowStep, ApiStepKind } from '#kernel/api-flows.ts'
import { type FlowDefinition, spotOf } from '#kernel/flow.ts'
import type { Values } from '#kernel/object.ts'
import { useMeta } from '../client/queries.ts'
import { formatInstant } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import styles from './Flows.module.css'
import { objectAt } from './flows.ts'
import { StatusTag } from './StatusTag.tsx'

/** What came of each step: what it was given, what it made, and why. */
export function StepRows({
  steps,
  kinds,
  chosen = null,
  flow,
}: {
  steps: readonly ApiFlowStep[]
  kinds: readonly ApiStepKind[]
  chosen?: string | null
  flow?: FlowDefinition
}) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  // As the step calls it, else as the object does on which it acts.
  const namesOf = ({ kind, step: id }: ApiFlowStep) => {
    const own = kinds.find(({ key }) => key === kind)?.fields
    const step = flow && spotOf(flow.steps, id)?.step
    const object = flow && step ? (step.object ?? objectAt(flow, step)) : null
    return (key: string) => {
      const field = own?.[key] ?? objects[object ?? '']?.fields[key]
      return field ? say(field.label) : key
    }
  }
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
          <Given label={t('flows.input')} values={step.input} nameOf={namesOf(step)} />
          <Given label={t('flows.output')} values={step.output} nameOf={namesOf(step)} />
        </li>
      ))}
    </ol>
  )
}

/** A test tells until when it would wait. */
function reasonOf(reason: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(reason) ? formatInstant(reason) : reason
}

function Given({ label, values, nameOf }: { label: string; values: Values | null; nameOf: (key: string) => string }) {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return null
  return (
    <details className={styles.given}>
      <summary>{label}</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>{nameOf(key)}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
