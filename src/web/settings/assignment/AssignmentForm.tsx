import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { MultiSelectField } from '#kernel/fields/multiSelect.ts'
import type { Where } from '#kernel/where.ts'
import { useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { Check } from '../../ui/Check.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import { Checks, useForm } from '../pools/form.tsx'
import styles from './Assignment.module.css'

/** A rule of assignment: which records, to whom, how among them, and until when they answer. */
export function AssignmentForm({ record, onClose }: { record: ApiRecord | null; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const rule = meta.objects['assignmentRule'] as MetaObject
  const { values, set, errors, busy, save } = useForm(rule, record, onClose)
  const of = meta.objects[String(values['object'] ?? '')]
  const people = values['to'] !== 'pool'
  const skills = (meta.objects['user']?.fields['skills'] as MultiSelectField | undefined)?.options ?? []
  const fields = (...keys: readonly string[]) => (
    <FormFields fields={rule.fields} keys={keys} values={values} errors={errors} onChange={set} />
  )
  return (
    <FormDialog
      title={record ? String(record['name']) : t('assign.new')}
      errors={errors}
      placed={Object.keys(rule.fields)}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
    >
      {fields('name', ...(record ? [] : ['object']))}
      {of && (
        <WhereInput
          label={say(rule.fields['where']!.label)}
          help={t('assign.whereHelp')}
          error={errors['where']}
          object={of}
          where={(values['where'] ?? {}) as Where}
          onChange={(where) => set('where', Object.keys(where).length > 0 ? where : null)}
        />
      )}
      <div className={styles.pair}>
        {fields('hours')}
        {fields('to')}
      </div>
      {!people && fields('pool')}
      {people && (
        <>
          {fields('people', 'teams')}
          <div className={styles.pair}>
            {fields('way')}
            {fields('perDay')}
          </div>
          <Checks
            label={say(rule.fields['skills']!.label)}
            options={skills}
            chosen={(values['skills'] ?? []) as string[]}
            error={errors['skills']}
            onChange={(keys) => set('skills', keys.length > 0 ? keys : null)}
          />
          <fieldset className={styles.set}>
            <legend>{t('assign.clock')}</legend>
            <div className={styles.pair}>
              {fields('respondHours')}
              {fields('counts')}
              {fields('missed')}
              {fields('missedPool')}
            </div>
          </fieldset>
        </>
      )}
      <Check checked={values['active'] === true} onChange={(event) => set('active', event.target.checked)}>
        {say(rule.fields['active']!.label)}
      </Check>
    </FormDialog>
  )
}
