// biome-ignore-all lint/suspicious/noArrayIndexKey: steps have no name but their number
import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { type ApprovalOf, type ApprovalPolicy, approvalLimits } from '#kernel/approval.ts'
import { nounOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { ApiError } from '../client/fetch.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain, remove } from '../client/writes.ts'
import { Choice } from '../flows/Choice.tsx'
import { WhereInput } from '../settings/fit/WhereInput.tsx'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Policies.module.css'
import { firstStep, objectsFor, policyObject } from './policies.ts'
import { StepEditor } from './StepEditor.tsx'

const kinds = ['create', 'update', 'delete', 'merge', 'action', 'ask'] as const
const holds = ['record', 'fields', 'none'] as const

/** One policy, written as one form and saved as a whole. */
export function PolicyPage({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const [name, setName] = useState(String(record['name'] ?? ''))
  const [active, setActive] = useState(record['active'] === true)
  const [about, setAbout] = useState(String(record['about'] ?? ''))
  const [policy, setPolicy] = useState(record['definition'] as ApprovalPolicy)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const object = meta.objects[about]
  /** What was wrong with a part is told until that part is changed. */
  const mended = (part: string) =>
    setErrors((all) => Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith(part))))
  const put = (patch: Partial<ApprovalPolicy>) => {
    setPolicy({ ...policy, ...patch })
    for (const key of Object.keys(patch)) if (key !== 'steps') mended(`definition.${key}`)
  }
  const putStep = (index: number, step: ApprovalPolicy['steps'][number]) => {
    put({ steps: policy.steps.with(index, step) })
    mended(`definition.steps.${index}.`)
  }
  const putSteps = (steps: ApprovalPolicy['steps']) => {
    put({ steps })
    mended('definition.steps')
  }
  const save = async () => {
    setBusy(true)
    try {
      await api.update(policyObject, record.id, { name, active, about, definition: policy }, record.version)
      setErrors({})
      refresh(policyObject)
      // Whether anything needs approval shows in the rail.
      void queries.invalidateQueries({ queryKey: ['meta'] })
      toast(t('approvalRules.saved'))
      await navigate({ to: '/settings/$page', params: { page: 'approvals' } })
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) setErrors(error.fields)
      else complain(error)
    } finally {
      setBusy(false)
    }
  }
  const drop = () =>
    void remove(policyObject, [record.id], t('approvalRules.removed')).then(
      () => navigate({ to: '/settings/$page', params: { page: 'approvals' } }),
      complain,
    )
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link
          to="/settings/$page"
          params={{ page: 'approvals' }}
          aria-label={t('approvals.title')}
          className={styles.to}
        >
          <IconArrowLeft size={16} />
        </Link>
        <h2>{name || t('approvalRules.new')}</h2>
        <Button look="quiet" onClick={drop}>
          {t('approvalRules.remove')}
        </Button>
        <Button look="primary" disabled={busy} onClick={() => void save()}>
          {t('approvalRules.save')}
        </Button>
      </header>
      {errors[''] && (
        <p role="alert" className={styles.wrong}>
          {errors['']}
        </p>
      )}
      <div className={styles.pair}>
        <Labelled label={t('approvalRules.name')} required error={errors['name']}>
          {({ id }) => (
            <Input
              id={id}
              value={name}
              maxLength={80}
              onChange={({ target }) => {
                setName(target.value)
                mended('name')
              }}
            />
          )}
        </Labelled>
        <Check checked={active} onChange={({ target }) => setActive(target.checked)}>
          {t('approvalRules.active')}
        </Check>
      </div>
      <section className={styles.part}>
        <h3>{t('approvalRules.what')}</h3>
        <div className={styles.pair}>
          <Choice
            label={t('approvalRules.object')}
            value={about}
            error={errors['about']}
            onChange={(key) => {
              setAbout(key)
              const { where: _, ...rest } = policy
              setPolicy({ ...rest, of: { do: 'delete' } })
            }}
          >
            {!object && <option value={about}>{about}</option>}
            {objectsFor(meta).map((one) => (
              <option key={one.key} value={one.key}>
                {nounOf(one)}
              </option>
            ))}
          </Choice>
          <Choice
            label={t('approvalRules.what')}
            value={policy.of.do}
            error={errors['definition.of']}
            onChange={(kind) => put({ of: startOf(kind as ApprovalOf['do'], object) })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`approvalRules.of.${kind}`)}
              </option>
            ))}
          </Choice>
        </div>
        {object && <What of={policy.of} object={object} errors={errors} onChange={(of) => put({ of })} />}
        {object && (
          <WhereInput
            label={t('approvalRules.where')}
            help={t('approvalRules.whereHelp')}
            error={errors['definition.where']}
            object={object}
            where={policy.where ?? {}}
            onChange={(where) => {
              const { where: _, ...rest } = policy
              setPolicy(Object.keys(where).length > 0 ? { ...rest, where } : rest)
            }}
          />
        )}
      </section>
      <section className={styles.part}>
        <h3>{t('approvalRules.steps')}</h3>
        {errors['definition.steps'] && <p className={styles.wrong}>{errors['definition.steps']}</p>}
        {object &&
          policy.steps.map((step, i) => (
            <StepEditor
              key={`${i + 1}`}
              number={i + 1}
              step={step}
              object={object}
              errors={under(errors, `definition.steps.${i}.`)}
              onChange={(next) => putStep(i, next)}
              onRemove={policy.steps.length > 1 ? () => putSteps(policy.steps.filter((_, j) => j !== i)) : undefined}
            />
          ))}
        {policy.steps.length < approvalLimits.steps && (
          <Button icon={<IconPlus size={14} />} onClick={() => put({ steps: [...policy.steps, firstStep] })}>
            {t('approvalRules.addStep')}
          </Button>
        )}
      </section>
      <section className={styles.part}>
        <Choice
          label={t('approvalRules.hold')}
          value={policy.hold}
          error={errors['definition.hold']}
          onChange={(hold) => put({ hold: hold as ApprovalPolicy['hold'] })}
        >
          {holds.map((hold) => (
            <option key={hold} value={hold}>
              {t(`approvalRules.holds.${hold}`)}
            </option>
          ))}
        </Choice>
        <Check checked={policy.self === true} onChange={({ target }) => put({ self: target.checked })}>
          {t('approvalRules.self')}
        </Check>
        <Check checked={policy.mail === true} onChange={({ target }) => put({ mail: target.checked })}>
          {t('approvalRules.mail')}
        </Check>
        {policy.mail === true && <p className={styles.faint}>{t('approvalRules.mailHelp')}</p>}
      </section>
    </div>
  )
}

function startOf(kind: ApprovalOf['do'], object: MetaObject | undefined): ApprovalOf {
  if (kind === 'update') return { do: 'update', fields: [] }
  return kind === 'action' ? { do: 'action', action: object?.actions[0]?.key ?? '' } : { do: kind }
}

/** Which fields, or which action. */
function What({
  of,
  object,
  errors,
  onChange,
}: {
  of: ApprovalOf
  object: MetaObject
  errors: Readonly<Record<string, string>>
  onChange: (of: ApprovalOf) => void
}) {
  const { t } = useTranslation()
  if (of.do === 'action')
    return (
      <Choice
        label={t('approvalRules.action')}
        value={of.action}
        error={errors['definition.of.action']}
        onChange={(action) => onChange({ do: 'action', action })}
      >
        {object.actions.map(({ key, label }) => (
          <option key={key} value={key}>
            {say(label)}
          </option>
        ))}
      </Choice>
    )
  if (of.do !== 'update') return null
  const left = Object.entries(object.fields).filter(
    ([key, field]) => !of.fields.includes(key) && !computed.has(field.type) && !quiet.has(key),
  )
  return (
    <div className={styles.chips}>
      {of.fields.map((key) => (
        <button
          key={key}
          type="button"
          className={styles.chip}
          onClick={() => onChange({ ...of, fields: of.fields.filter((one) => one !== key) })}
        >
          {object.fields[key] ? say(object.fields[key].label) : key} ×
        </button>
      ))}
      <Choice
        label={t('approvalRules.addField')}
        value=""
        error={errors['definition.of.fields']}
        onChange={(key) => key && onChange({ ...of, fields: [...of.fields, key] })}
      >
        <option value="" />
        {left.map(([key, field]) => (
          <option key={key} value={key}>
            {say(field.label)}
          </option>
        ))}
      </Choice>
    </div>
  )
}

const computed = new Set(['formula', 'score', 'deadline', 'autonumber', 'rollup'])
const quiet = new Set(['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'importId'])

function under(errors: Readonly<Record<string, string>>, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([key, words]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), words]] : [],
    ),
  )
}
