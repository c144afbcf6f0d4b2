import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import { Checks, useForm } from './form.tsx'
import styles from './Recycling.module.css'

const members = ['people', 'teams', 'roles', 'managers'] as const
const limits = [
  'claimsPerDay',
  'claimsPerPeriod',
  'periodDays',
  'minutesBetween',
  'coolOffDays',
  'inflowHours',
  'looksPerDay',
  'opensPerDay',
  'protectDays',
  'newProtectDays',
] as const

/** A pool: what belongs in it, who may see and claim, what is covered from them, and the limits. */
export function PoolForm({ record, onClose }: { record: ApiRecord | null; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const pool = meta.objects['pool'] as MetaObject
  const { values, set, errors, busy, save } = useForm(pool, record, onClose)
  const of = meta.objects[String(values['object'] ?? '')]
  const fields = (keys: readonly string[]) => (
    <FormFields fields={pool.fields} keys={keys} values={values} errors={errors} onChange={set} />
  )
  const coverable = of
    ? Object.entries(of.fields)
        .filter(([key, field]) => key !== of.title && !field.system && !uncoverable.has(field.type) && !own.has(key))
        .map(([key, { label }]) => ({ key, label }))
    : []
  return (
    <FormDialog
      title={record ? String(record['name']) : t('recycle.newPool')}
      errors={errors}
      placed={Object.keys(pool.fields)}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
    >
      {fields(['name', ...(record ? [] : ['object']), 'description'])}
      {of && (
        <WhereInput
          label={t('recycle.belongs')}
          error={errors['where']}
          object={of}
          where={(values['where'] ?? {}) as Where}
          onChange={(where) => set('where', Object.keys(where).length > 0 ? where : null)}
        />
      )}
      <fieldset className={styles.set}>
        <legend className={styles.legend}>{t('recycle.members')}</legend>
        {fields(members)}
      </fieldset>
      {of &&
        (['maskedFields', 'hiddenFields'] as const).map((key) => (
          <Checks
            key={key}
            label={say(pool.fields[key]!.label)}
            options={coverable}
            chosen={(values[key] ?? []) as string[]}
            error={errors[key]}
            onChange={(keys) => set(key, keys.length > 0 ? keys : null)}
          />
        ))}
      <fieldset className={styles.set}>
        <legend className={styles.legend}>{t('recycle.limits')}</legend>
        <div className={styles.pair}>
          {limits.map((key) => (
            <div key={key}>{fields([key])}</div>
          ))}
        </div>
      </fieldset>
    </FormDialog>
  )
}

const uncoverable = new Set(['formula', 'rollup', 'deadline', 'files', 'relations'])
const own = new Set(['owner', 'pool'])
