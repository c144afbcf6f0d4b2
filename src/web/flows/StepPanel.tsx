import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiStepKind } from '#kernel/api-flows.ts'
import type { Field } from '#kernel/fields/field.ts'
import { allSteps, type FlowDefinition, type FlowStep } from '#kernel/flow.ts'
import { givenOf } from '#kernel/flow-input.ts'
import type { Where } from '#kernel/where.ts'
import { nounOf } from '../app/navigation.ts'
import { useMeta } from '../client/queries.ts'
import { SmsCount } from '../messages/SmsCount.tsx'
import { WhereInput } from '../settings/fit/WhereInput.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import { Choice } from './Choice.tsx'
import { changeStep, moveStep, newPath, removeStep } from './edit.ts'
import { objectAt, objectsFor, relatedTo } from './flows.ts'
import styles from './Panel.module.css'
import { ValueInput } from './ValueInput.tsx'
import { WebhookPick } from './WebhookPick.tsx'

type Props = {
  flow: FlowDefinition
  step: FlowStep
  kinds: readonly ApiStepKind[]
  /** What is wrong with it, by place within the step. */
  errors: Readonly<Record<string, string>>
  onChange: (flow: FlowDefinition) => void
}

/** Everything about one step. */
export function StepPanel({ flow, step, kinds, errors, onChange }: Props) {
  const { t } = useTranslation()
  const meta = useMeta()
  const kind = kinds.find(({ key }) => key === step.kind)
  const object = meta.objects[objectAt(flow, step) ?? '']
  const put = (patch: Partial<FlowStep>) => onChange(changeStep(flow, step.id, (one) => ({ ...one, ...patch })))
  const loose = Object.entries(errors).filter(([at]) => !/^(input|where|paths)\b/.test(at))
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h3>{kind?.label ?? step.kind}</h3>
        <IconButton small label={t('assign.up')} onClick={() => onChange(moveStep(flow, step.id, -1))}>
          <IconArrowUp size={14} />
        </IconButton>
        <IconButton small label={t('assign.down')} onClick={() => onChange(moveStep(flow, step.id, 1))}>
          <IconArrowDown size={14} />
        </IconButton>
        <IconButton small label={t('do.delete')} onClick={() => onChange(removeStep(flow, step.id))}>
          <IconTrash size={14} />
        </IconButton>
      </header>
      {kind && <p className={styles.help}>{kind.help}</p>}
      {loose.map(([at, words]) => (
        <p key={at} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
      <Target flow={flow} step={step} onPut={put} />
      <Settings step={step} object={object} errors={errors} onPut={put} />
      <Values step={step} kind={kind} object={object} given={givenOf(flow.trigger) ?? []} errors={errors} onPut={put} />
      {step.kind === 'message' && <SmsCount input={step.input ?? {}} />}
      <Labelled label={t('flows.note')}>
        {({ id }) => (
          <Input
            id={id}
            value={step.note ?? ''}
            onChange={({ target }) => put({ note: target.value })}
            maxLength={120}
          />
        )}
      </Labelled>
    </div>
  )
}

type PartProps = { step: FlowStep; object: MetaObject | undefined; onPut: (patch: Partial<FlowStep>) => void }

/** On which record it acts: that of the flow, or one that an earlier step made. */
function Target({ flow, step, onPut }: { flow: FlowDefinition; step: FlowStep; onPut: PartProps['onPut'] }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const makers = allSteps(flow.steps).filter(({ id, kind }) => id !== step.id && (kind === 'create' || kind === 'task'))
  if (makers.length === 0 || step.kind === 'create' || step.kind === 'branch') return null
  const nameOf = ({ object, note }: FlowStep) =>
    note || (object && meta.objects[object] ? nounOf(meta.objects[object]) : t('flows.madeTask'))
  return (
    <Choice
      label={t('flows.of')}
      value={step.of ?? ''}
      onChange={(of) => onPut(of ? { of } : { of: undefined as never })}
    >
      <option value="">{t('flows.ofFlow')}</option>
      {makers.map((maker) => (
        <option key={maker.id} value={maker.id}>
          {t('flows.ofMade', { what: nameOf(maker) })}
        </option>
      ))}
    </Choice>
  )
}

/** What a kind has beside values: a filter, ways, an object, an action. */
function Settings({ step, object, errors, onPut }: PartProps & { errors: Props['errors'] }) {
  const { t } = useTranslation()
  const meta = useMeta()
  if (step.kind === 'branch') return <Ways step={step} object={object} errors={errors} onPut={onPut} />
  if (step.kind === 'create')
    return (
      <Choice label={t('flows.makes')} value={step.object ?? ''} onChange={(key) => onPut({ object: key, input: {} })}>
        <option value="" />
        {objectsFor(meta)
          .filter(({ rights }) => rights.create)
          .map((one) => (
            <option key={one.key} value={one.key}>
              {nounOf(one)}
            </option>
          ))}
      </Choice>
    )
  if (step.kind === 'action')
    return (
      <Choice label={t('flows.action')} value={step.action ?? ''} onChange={(key) => onPut({ action: key, input: {} })}>
        <option value="" />
        {object?.actions.map((one) => (
          <option key={one.key} value={one.key}>
            {say(one.label)}
          </option>
        ))}
      </Choice>
    )
  const related = step.kind === 'each' ? relatedTo(meta, object?.key ?? null) : []
  const inner = step.kind === 'each' ? meta.objects[step.object ?? ''] : object
  return (
    <>
      {step.kind === 'each' && (
        <Choice
          label={t('flows.related')}
          value={step.object ? `${step.object}.${step.via}` : ''}
          onChange={(path) => {
            const [key = '', via = ''] = path.split('.')
            onPut({ object: key, via, where: {} })
          }}
        >
          <option value="" />
          {related.map(({ object: one, via }) => (
            <option key={`${one.key}.${via}`} value={`${one.key}.${via}`}>
              {nounOf(one)} · {say(one.fields[via]!.label)}
            </option>
          ))}
        </Choice>
      )}
      {inner && ['condition', 'until', 'each'].includes(step.kind) && (
        <WhereInput
          label={t(step.kind === 'until' ? 'flows.waitsFor' : 'flows.which')}
          error={errors['where']}
          object={inner}
          where={step.where ?? {}}
          onChange={(where) => onPut({ where })}
        />
      )}
    </>
  )
}

function Ways({ step, object, errors, onPut }: PartProps & { errors: Props['errors'] }) {
  const { t } = useTranslation()
  const paths = step.paths ?? []
  const change = (i: number, patch: object) =>
    onPut({ paths: paths.map((path, k) => (k === i ? { ...path, ...patch } : path)) })
  return (
    <>
      {errors['paths'] && (
        <p role="alert" className={styles.wrong}>
          {errors['paths']}
        </p>
      )}
      {paths.map((path, i) => (
        <fieldset key={path.id} className={styles.way}>
          <legend>{t('flows.way', { n: i + 1 })}</legend>
          <span className={styles.wayHead}>
            <Input
              aria-label={t('flows.wayName')}
              placeholder={t('flows.wayName')}
              value={path.label ?? ''}
              maxLength={40}
              onChange={({ target }) => change(i, { label: target.value })}
            />
            {paths.length > 2 && (
              <IconButton small label={t('do.remove')} onClick={() => onPut({ paths: paths.toSpliced(i, 1) })}>
                <IconTrash size={13} />
              </IconButton>
            )}
          </span>
          {object && (
            <WhereInput
              label={i === paths.length - 1 && !path.where ? t('flows.restHelp') : t('flows.which')}
              error={errors[`paths.${i}.where`]}
              object={object}
              where={path.where ?? {}}
              onChange={(where: Where) => change(i, { where: Object.keys(where).length > 0 ? where : undefined })}
            />
          )}
        </fieldset>
      ))}
      <Button
        small
        icon={<IconPlus size={13} />}
        onClick={() => onPut({ paths: [...paths.slice(0, -1), newPath(), ...paths.slice(-1)] })}
      >
        {t('flows.addWay')}
      </Button>
    </>
  )
}

/** The values of a step: all of them where the kind has its own, else those that were chosen of the object's. */
function Values({
  step,
  kind,
  object,
  given,
  errors,
  onPut,
}: PartProps & { kind: ApiStepKind | undefined; given: readonly string[]; errors: Props['errors'] }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const input = step.input ?? {}
  const set = (key: string, value: unknown) => onPut({ input: { ...input, [key]: value } })
  const free = step.kind === 'update' || step.kind === 'create'
  const made = step.kind === 'create' ? meta.objects[step.object ?? ''] : object
  const fields = free ? writable(made) : fieldsOf(step, kind, object)
  const keys = free
    ? Object.keys(fields).filter((key) => key in input || (step.kind === 'create' && fields[key]?.required))
    : Object.keys(fields)
  const left = Object.keys(fields).filter((key) => !keys.includes(key))
  const field = (key: string): Field => (step.kind === 'update' ? { ...fields[key]!, required: false } : fields[key]!)
  return (
    <>
      {errors['input'] && (
        <p role="alert" className={styles.wrong}>
          {errors['input']}
        </p>
      )}
      {step.kind === 'webhook' && (
        <WebhookPick
          chosen={String(input['webhook'] ?? '')}
          error={errors['input.webhook']}
          onPick={(name) => set('webhook', name)}
        />
      )}
      {keys.map((key) => (
        <ValueInput
          key={`${step.id} ${key}`}
          field={field(key)}
          value={input[key]}
          error={errors[`input.${key}`]}
          object={object}
          given={given}
          onChange={(value) => set(key, value)}
          onRemove={
            free && !(step.kind === 'create' && fields[key]?.required)
              ? () => onPut({ input: Object.fromEntries(Object.entries(input).filter(([one]) => one !== key)) })
              : undefined
          }
        />
      ))}
      {free && left.length > 0 && (
        <Choice label={t('flows.addField')} value="" onChange={(key) => set(key, fields[key]?.default ?? null)}>
          <option value="" />
          {left.map((key) => (
            <option key={key} value={key}>
              {say(fields[key]!.label)}
            </option>
          ))}
        </Choice>
      )}
    </>
  )
}

function writable(object: MetaObject | undefined): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(object?.fields ?? {}).filter(
      ([, field]) =>
        !field.system &&
        field.access === 'write' &&
        !['formula', 'rollup', 'deadline', 'score', 'files'].includes(field.type),
    ),
  )
}

function fieldsOf(
  step: FlowStep,
  kind: ApiStepKind | undefined,
  object: MetaObject | undefined,
): Readonly<Record<string, Field>> {
  if (step.kind === 'action') return object?.actions.find(({ key }) => key === step.action)?.input ?? {}
  if (step.kind === 'webhook') return {}
  if (step.kind === 'assign') return object?.fields['owner'] ? { owner: object.fields['owner'] } : {}
  return kind?.fields ?? {}
}
