import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { JsonField } from '#kernel/fields/json.ts'
import type { Where } from '#kernel/where.ts'
import { useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Input, inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import { FollowUp } from './FollowUp.tsx'
import { Checks, useForm } from './form.tsx'
import styles from './Recycling.module.css'
import { Simulation } from './Simulation.tsx'

type Condition = { readonly sign: string; readonly days: number; readonly working: boolean }

/** A rule, and beside it what it would do. */
export function RuleForm({ record, onClose }: { record: ApiRecord | null; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const rule = meta.objects['recyclingRule'] as MetaObject
  const { values, set, errors, busy, save } = useForm(rule, record, onClose)
  const key = String(values['object'] ?? '')
  const of = meta.objects[key]
  const activity = meta.objects['activity']
  const signs = (rule.fields['conditions'] as JsonField).choices?.[key] ?? []
  const exemptions = (rule.fields['exempt'] as JsonField).choices?.[key] ?? []
  const conditions = (values['conditions'] ?? []) as readonly Condition[]
  const exempt = (values['exempt'] ?? []) as readonly string[]
  // a second condition is about something else than the first
  const unused = signs.find(({ key }) => conditions.every(({ sign }) => sign !== key))?.key
  const setAt = (i: number, more: Partial<Condition>) =>
    set(
      'conditions',
      conditions.map((one, at) => (at === i ? { ...one, ...more } : one)),
    )
  const form = (
    <div className={styles.set}>
      <FormFields
        fields={rule.fields}
        keys={['name', ...(record ? [] : ['object']), 'pool']}
        values={values}
        errors={errors}
        onChange={set}
      />
      {of && (
        <>
          <FormFields fields={rule.fields} keys={['match']} values={values} errors={errors} onChange={set} />
          {conditions.map((condition, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may say the same
            <div key={i} className={styles.condition}>
              <select
                className={inputStyles.input}
                aria-label={t('recycle.condition')}
                value={condition.sign}
                onChange={(event) => setAt(i, { sign: event.target.value })}
              >
                {signs.map((sign) => (
                  <option key={sign.key} value={sign.key}>
                    {say(sign.label)}
                  </option>
                ))}
              </select>
              <Input
                aria-label={t('recycle.days')}
                inputMode="numeric"
                end
                value={String(condition.days || '')}
                onChange={(event) => setAt(i, { days: Number(event.target.value.replace(/\D/g, '')) })}
              />
              <select
                className={inputStyles.input}
                aria-label={t('recycle.working')}
                value={condition.working ? 'working' : 'all'}
                onChange={(event) => setAt(i, { working: event.target.value === 'working' })}
              >
                <option value="all">{t('recycle.calendarDays')}</option>
                <option value="working">{t('recycle.working')}</option>
              </select>
              <IconButton
                small
                label={t('do.remove')}
                onClick={() =>
                  set(
                    'conditions',
                    conditions.filter((_, at) => at !== i),
                  )
                }
              >
                <IconX size={14} />
              </IconButton>
            </div>
          ))}
          {errors['conditions'] && (
            <p role="alert" className={styles.wrong}>
              {errors['conditions']}
            </p>
          )}
          <div>
            <Button
              small
              icon={<IconPlus size={14} />}
              onClick={() =>
                set('conditions', [...conditions, { sign: unused ?? signs[0]?.key ?? '', days: 30, working: false }])
              }
            >
              {t('recycle.addCondition')}
            </Button>
          </div>
          <WhereInput
            label={t('recycle.which')}
            error={errors['where']}
            object={of}
            where={(values['where'] ?? {}) as Where}
            onChange={(where) => set('where', Object.keys(where).length > 0 ? where : null)}
          />
          <Checks
            label={t('recycle.exempt')}
            options={exemptions}
            chosen={exempt}
            error={errors['exempt']}
            onChange={(keys) => set('exempt', keys.length > 0 ? keys : null)}
          />
          {exempt.includes('tagged') && (
            <FormFields fields={rule.fields} keys={['exemptTags']} values={values} errors={errors} onChange={set} />
          )}
          {activity && (
            <FollowUp
              label={say(rule.fields['followUp']!.label)}
              activity={activity}
              where={(values['followUp'] ?? null) as Where | null}
              onChange={(where) => set('followUp', where)}
              mailLabel={say(rule.fields['mailCounts']!.label)}
              mailCounts={values['mailCounts'] !== false}
              onMailCounts={(counts) => set('mailCounts', counts)}
              error={errors['followUp']}
            />
          )}
          <FormFields fields={rule.fields} keys={['startsOn']} values={values} errors={errors} onChange={set} />
        </>
      )}
    </div>
  )
  return (
    <FormDialog
      title={record ? String(record['name']) : t('recycle.newRule')}
      errors={errors}
      placed={Object.keys(rule.fields)}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
      aside={record ? undefined : t('recycle.saveFirst')}
    >
      {record ? (
        <div className={styles.beside}>
          {form}
          <Simulation rule={record} values={values} />
        </div>
      ) : (
        form
      )}
    </FormDialog>
  )
}
