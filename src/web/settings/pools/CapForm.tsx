import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import { useForm } from './form.tsx'

/** How many records somebody may hold. */
export function CapForm({ record, onClose }: { record: ApiRecord | null; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const cap = meta.objects['holdingCap'] as MetaObject
  const { values, set, errors, busy, save } = useForm(cap, record, onClose)
  const of = meta.objects[String(values['object'] ?? '')]
  return (
    <FormDialog
      title={record ? String(record['name']) : t('recycle.newCap')}
      errors={errors}
      placed={Object.keys(cap.fields)}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormFields
        fields={cap.fields}
        keys={['name', ...(record ? [] : ['object']), 'counts', 'most', 'people', 'teams', 'roles']}
        values={values}
        errors={errors}
        onChange={set}
      />
      {of && (
        <WhereInput
          label={t('recycle.counts')}
          error={errors['where']}
          object={of}
          where={(values['where'] ?? {}) as Where}
          onChange={(where) => set('where', Object.keys(where).length > 0 ? where : null)}
        />
      )}
    </FormDialog>
  )
}
