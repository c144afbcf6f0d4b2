import { IconArrowDown, IconArrowUp, IconClock, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiStepKind } from '#kernel/api-flows.ts'
import { useMeta } from '../client/queries.ts'
import { kindsQuery } from '../flows/flows.ts'
import { ValueInput } from '../flows/ValueInput.tsx'
import { SmsCount } from '../messages/SmsCount.tsx'
import { IconButton } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import styles from './Sequences.module.css'
import { type Step, sequenceObject } from './sequences.ts'

type Props = {
  record: ApiRecord
  steps: readonly Step[]
  /** What is wrong, by place: `steps.<id>.input.subject`. */
  wrong: Readonly<Record<string, string>>
  onChange: ((steps: readonly Step[]) => void) | undefined
}

/** The steps from top to bottom with the waits between them, and beside them what the chosen one says. */
export function Steps({ record, steps, wrong, onChange }: Props) {
  const { t } = useTranslation()
  const kinds = (useQuery(kindsQuery).data ?? []).filter(({ key, reaches }) => reaches !== null || key === 'wait')
  const [chosen, setChosen] = useState<string | null>(steps[0]?.id ?? null)
  const step = steps.find(({ id }) => id === chosen)
  const add = (index: number, kind: ApiStepKind) => {
    const made = newStep(kind, t('sequences.wait'))
    onChange?.(steps.toSpliced(index, 0, made))
    setChosen(made.id)
  }
  const whole = wrong['steps'] ?? wrong['']
  return (
    <div className={styles.design}>
      <div className={styles.lane}>
        {whole && (
          <p role="alert" className={styles.wrong}>
            {whole}
          </p>
        )}
        <p className={styles.edge}>{t('sequences.begins')}</p>
        <ol className={styles.steps}>
          {steps.map((one, i) => (
            <li key={one.id}>
              {onChange && <Adder kinds={kinds} onAdd={(kind) => add(i, kind)} />}
              <Card
                step={one}
                kind={kinds.find(({ key }) => key === one.kind)}
                chosen={one.id === chosen}
                wrong={Object.keys(wrong).some((at) => at.startsWith(`steps.${one.id}`))}
                onChoose={() => setChosen(one.id)}
              />
            </li>
          ))}
        </ol>
        {onChange && <Adder kinds={kinds} open={steps.length === 0} onAdd={(kind) => add(steps.length, kind)} />}
        <EndOf record={record} />
      </div>
      <aside className={styles.aside} inert={!onChange} aria-label={t('sequences.step')}>
        {step ? (
          <Panel
            key={step.id}
            record={record}
            step={step}
            kind={kinds.find(({ key }) => key === step.kind)}
            errors={under(wrong, `steps.${step.id}`)}
            onPut={(patch) => onChange?.(steps.map((one) => (one.id === step.id ? { ...one, ...patch } : one)))}
            onMove={(by) => onChange?.(moved(steps, step.id, by))}
            onRemove={() => onChange?.(steps.filter(({ id }) => id !== step.id))}
          />
        ) : (
          <p className={styles.hint}>{t('sequences.choose')}</p>
        )}
      </aside>
    </div>
  )
}

function newStep(kind: ApiStepKind, wait: string): Step {
  const id = `s${crypto.randomUUID().slice(0, 8)}`
  if (kind.key === 'wait') return { id, kind: kind.key, note: wait, input: { amount: 1, unit: 'day' } }
  return { id, kind: kind.key, input: kind.key === 'mail' || kind.key === 'message' ? { marketing: true } : {} }
}

function moved(steps: readonly Step[], id: string, by: -1 | 1): readonly Step[] {
  const index = steps.findIndex((one) => one.id === id)
  const to = index + by
  if (index < 0 || to < 0 || to >= steps.length) return steps
  return steps.toSpliced(index, 1).toSpliced(to, 0, steps[index]!)
}

/** Offers a step at a place: a small plus that opens into the kinds there are. */
function Adder({
  kinds,
  open: begins = false,
  onAdd,
}: {
  kinds: readonly ApiStepKind[]
  open?: boolean
  onAdd: (kind: ApiStepKind) => void
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(begins)
  if (!open)
    return (
      <button type="button" className={styles.adder} onClick={() => setOpen(true)} aria-label={t('sequences.add')}>
        <IconPlus size={12} />
      </button>
    )
  return (
    <fieldset className={styles.kinds} aria-label={t('sequences.add')}>
      {kinds.map((kind) => (
        <button
          key={kind.key}
          type="button"
          title={kind.help}
          onClick={() => {
            setOpen(false)
            onAdd(kind)
          }}
        >
          <Icon name={kind.icon} size={14} /> {kind.label}
        </button>
      ))}
    </fieldset>
  )
}

function Card({
  step,
  kind,
  chosen,
  wrong,
  onChoose,
}: {
  step: Step
  kind: ApiStepKind | undefined
  chosen: boolean
  wrong: boolean
  onChoose: () => void
}) {
  const { t } = useTranslation()
  const input = step.input ?? {}
  if (step.kind === 'wait')
    return (
      <button
        type="button"
        className={styles.wait}
        aria-pressed={chosen}
        data-wrong={wrong || undefined}
        onClick={onChoose}
      >
        <IconClock size={13} />
        {t('sequences.waits', {
          amount: Number(input['amount'] ?? 1),
          unit: t(`sequences.units.${String(input['unit'] ?? 'day') as 'day'}`),
        })}
        {input['at'] ? ` · ${String(input['at'])}` : ''}
      </button>
    )
  const words = step.note || String(input['subject'] ?? input['title'] ?? input['text'] ?? '')
  return (
    <button
      type="button"
      className={styles.card}
      aria-pressed={chosen}
      data-wrong={wrong || undefined}
      onClick={onChoose}
    >
      <span className={styles.mark}>{kind && <Icon name={kind.icon} size={15} />}</span>
      <span className={styles.said}>
        <span className={styles.faint}>
          {kind?.label ?? step.kind}
          {step.anytime ? ` · ${t('sequences.anytime')}` : ''}
        </span>
        <span className="clip">{words || (input['template'] ? '' : t('sequences.empty'))}</span>
      </span>
    </button>
  )
}

/** What ends it, in one line. */
function EndOf({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  const field = useMeta().objects[sequenceObject]?.fields['stopOn'] as
    | { options?: readonly { key: string; label: { en: string; zh: string } }[] }
    | undefined
  const chosen = (record['stopOn'] as readonly string[] | null) ?? []
  const reasons = (field?.options ?? []).filter(({ key }) => chosen.includes(key)).map(({ label }) => say(label))
  return <p className={styles.edge}>{t('sequences.end', { reasons: reasons.join(say({ en: ', ', zh: '、' })) })}</p>
}

function Panel({
  record,
  step,
  kind,
  errors,
  onPut,
  onMove,
  onRemove,
}: {
  record: ApiRecord
  step: Step
  kind: ApiStepKind | undefined
  errors: Readonly<Record<string, string>>
  onPut: (patch: Partial<Step>) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const object = useMeta().objects[String(record['about'])]
  const input = step.input ?? {}
  const fields = Object.entries(kind?.fields ?? {}).filter(
    ([key]) => !(step.kind === 'wait' && (key === 'until' || key === 'working')) && key !== 'sender',
  )
  const loose = Object.entries(errors).filter(([at]) => !at.startsWith('input.'))
  return (
    <div className={styles.panel}>
      <header className={styles.panelHead}>
        <h3>{kind?.label ?? step.kind}</h3>
        <IconButton small label={t('sequences.up')} onClick={() => onMove(-1)}>
          <IconArrowUp size={14} />
        </IconButton>
        <IconButton small label={t('sequences.down')} onClick={() => onMove(1)}>
          <IconArrowDown size={14} />
        </IconButton>
        <IconButton small label={t('sequences.remove')} onClick={onRemove}>
          <IconTrash size={14} />
        </IconButton>
      </header>
      {loose.map(([at, words]) => (
        <p key={at} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
      {fields.map(([key, field]) => (
        <ValueInput
          key={`${step.id} ${key}`}
          field={field}
          value={input[key]}
          error={errors[`input.${key}`]}
          object={step.kind === 'wait' ? undefined : object}
          onChange={(value) => onPut({ input: { ...input, [key]: value } })}
        />
      ))}
      {step.kind === 'message' && <SmsCount input={input} />}
      {step.kind !== 'wait' && (
        <>
          <Labelled label={t('sequences.called')}>
            {({ id }) => (
              <Input
                id={id}
                value={step.note ?? ''}
                maxLength={120}
                onChange={({ target }) => onPut({ note: target.value })}
              />
            )}
          </Labelled>
          <div className={styles.check}>
            <Check checked={step.anytime === true} onChange={({ target }) => onPut({ anytime: target.checked })}>
              {t('sequences.anytime')}
            </Check>
            <span className={styles.faint}>{t('sequences.anytimeHelp')}</span>
          </div>
        </>
      )}
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
