import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { type ApprovalBy, type ApprovalStep, approvalLimits } from '#kernel/approval.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Choice } from '../flows/Choice.tsx'
import { WhereInput } from '../settings/fit/WhereInput.tsx'
import { IconButton } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import styles from './Policies.module.css'

const kinds = ['superior', 'leader', 'person', 'role'] as const

type Props = {
  number: number
  step: ApprovalStep
  object: MetaObject
  errors: Readonly<Record<string, string>>
  onChange: (step: ApprovalStep) => void
  onRemove: (() => void) | undefined
}

/** Who decides in a step, how many of them, for which records, and after how long those above are asked. */
export function StepEditor({ number, step, object, errors, onChange, onRemove }: Props) {
  const { t } = useTranslation()
  const by = step.by[0] as ApprovalBy
  const put = (patch: Partial<ApprovalStep>) => onChange({ ...step, ...patch })
  return (
    <fieldset className={styles.step}>
      <legend>
        {t('approvals.step', { number })}
        {onRemove && (
          <IconButton small label={t('approvalRules.removeStep', { number })} onClick={onRemove}>
            <IconTrash size={14} />
          </IconButton>
        )}
      </legend>
      <div className={styles.pair}>
        <Choice
          label={t('approvalRules.who')}
          value={by.by}
          error={errors['by']}
          onChange={(kind) => put({ by: [startOf(kind as ApprovalBy['by'])] })}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`approvalRules.by.${kind}`)}
            </option>
          ))}
        </Choice>
        {'levels' in by ? (
          <Labelled label={t('approvalRules.levels')}>
            {({ id }) => (
              <Input
                id={id}
                type="number"
                min={1}
                max={approvalLimits.levels}
                value={by.levels}
                onChange={({ target }) => put({ by: [{ ...by, levels: Number(target.value) }] })}
              />
            )}
          </Labelled>
        ) : (
          <Who by={by} onChange={(ids) => put({ by: [{ ...by, ids }] })} />
        )}
      </div>
      <div className={styles.pair}>
        {'ids' in by ? (
          <Choice
            label={t('approvalRules.how')}
            value={step.mode}
            error={errors['mode']}
            onChange={(mode) => put({ mode: mode as ApprovalStep['mode'] })}
          >
            <option value="any">{t('approvalRules.mode.any')}</option>
            <option value="all">{t('approvalRules.mode.all')}</option>
          </Choice>
        ) : (
          <span />
        )}
        <Labelled label={t('approvalRules.hours')} help={t('approvalRules.hoursHelp')} error={errors['hours']}>
          {({ id }) => (
            <Input
              id={id}
              type="number"
              min={1}
              max={approvalLimits.hours}
              value={step.hours ?? ''}
              onChange={({ target }) => put({ hours: target.value === '' ? null : Number(target.value) })}
            />
          )}
        </Labelled>
      </div>
      <WhereInput
        label={t('approvalRules.stepWhere')}
        error={errors['where']}
        object={object}
        where={step.where ?? {}}
        onChange={(where) => {
          const { where: _, ...rest } = step
          onChange(Object.keys(where).length > 0 ? { ...rest, where } : rest)
        }}
      />
    </fieldset>
  )
}

function startOf(by: ApprovalBy['by']): ApprovalBy {
  return by === 'superior' || by === 'leader' ? { by, levels: 1 } : { by, ids: [] }
}

/** People or roles by their names. */
function Who({ by, onChange }: { by: Extract<ApprovalBy, { ids: unknown }>; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation()
  const to = by.by === 'role' ? 'role' : 'user'
  const title = useMeta().objects[to]?.title ?? 'name'
  const { data } = useQuery({
    queryKey: ['titles', to, by.ids],
    queryFn: async ({ signal }) =>
      (await api.list(to, { where: { id: { in: by.ids } }, select: [title], limit: 50 }, signal)).data,
    enabled: by.ids.length > 0,
  })
  const names = new Map(data?.map((row) => [row.id, String(row[title] ?? '')]))
  const toggle = (id: string) => onChange(by.ids.includes(id) ? by.ids.filter((one) => one !== id) : [...by.ids, id])
  return (
    <Labelled label={t(by.by === 'role' ? 'approvalRules.roles' : 'approvalRules.people')} required>
      {({ id, describedBy }) => (
        <RelationPick
          id={id}
          describedBy={describedBy}
          to={to}
          several
          chosen={by.ids.map((one) => ({ id: one, title: names.get(one) ?? null }))}
          onPick={(picked) => toggle(picked.id)}
          onClear={() => onChange([])}
        />
      )}
    </Labelled>
  )
}
