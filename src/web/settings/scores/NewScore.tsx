import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Label } from '#kernel/label.ts'
import { pluralOf } from '../../app/navigation.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { useItem } from '../fit/item.ts'
import { LabelInput } from '../fit/LabelInput.tsx'

/** A further score of an object, a field of the administrator's own. */
export function NewScore({
  objects,
  onClose,
}: {
  objects: readonly MetaObject[]
  onClose: (made: string | null) => void
}) {
  const { t } = useTranslation()
  const offered = objects.filter((object) => !object.nested && object.traits.includes('owned'))
  const first = { object: offered[0]?.key ?? '', type: 'score', index: true, label: {} }
  const { item, set, errors, busy, keep } = useItem('fields', null, first, onClose)
  return (
    <FormDialog
      save={t('fit.keep')}
      title={t('scores.new')}
      errors={errors}
      placed={['label', 'object']}
      busy={busy}
      onSave={() => void keep()}
      onClose={() => onClose(null)}
    >
      <Labelled label={t('scores.of')} required error={errors['object']}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={String(item['object'])}
            onChange={(event) => set({ object: event.target.value })}
          >
            {offered.map((object) => (
              <option key={object.key} value={object.key}>
                {pluralOf(object)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <LabelInput
        label={t('fit.name')}
        required
        autoFocus
        value={item['label'] as Partial<Label>}
        errors={errors}
        onChange={(label) => set({ label })}
      />
    </FormDialog>
  )
}
