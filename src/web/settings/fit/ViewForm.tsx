import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Label } from '#kernel/label.ts'
import type { Where } from '#kernel/where.ts'
import { sortable } from '../../records/views.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import { FieldsInput } from './FieldsInput.tsx'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'
import { RolesInput } from './RolesInput.tsx'
import { WhereInput } from './WhereInput.tsx'

type Props = { draft: ApiDraft; object: MetaObject; name: string | null; onClose: () => void }

/** A list that everybody, or some roles, find ready as a tab. */
export function ViewForm({ draft, object, name, onClose }: Props) {
  const { t } = useTranslation()
  const first =
    name === null
      ? { object: object.key, label: {}, columns: object.views.list ?? [] }
      : { ...draft.document.views[name] }
  const { item, set, errors, busy, keep } = useItem('views', name, first, onClose)
  const [sort = ''] = (item['sort'] as readonly string[] | undefined) ?? []
  return (
    <FormDialog
      save={t('fit.keep')}
      title={name === null ? t('fit.newView') : t('fit.editView')}
      errors={errors}
      placed={['label', 'where', 'columns', 'sort', 'owner', 'reviewAt', 'reason']}
      busy={busy}
      onSave={() => void keep()}
      onClose={onClose}
    >
      <LabelInput
        label={t('fit.name')}
        required
        autoFocus
        value={item['label'] as Partial<Label>}
        errors={errors}
        onChange={(label) => set({ label })}
      />
      <RolesInput roles={(item['roles'] as readonly string[] | undefined) ?? []} onChange={(roles) => set({ roles })} />
      <WhereInput
        label={t('fit.filter')}
        error={errors['where']}
        object={object}
        where={(item['where'] as Where | null | undefined) ?? {}}
        onChange={(where) => set({ where: Object.keys(where).length > 0 ? where : null })}
      />
      <FieldsInput
        label={t('fit.parts.list')}
        object={object}
        keys={(item['columns'] as readonly string[] | undefined) ?? []}
        error={errors['columns']}
        onChange={(columns) => set({ columns })}
      />
      <Labelled label={t('fit.sort')} error={errors['sort']}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={sort}
            onChange={(event) => set({ sort: event.target.value ? [event.target.value] : null })}
          >
            <option value="">{t('fit.usual')}</option>
            {Object.entries(object.fields)
              .filter(([key]) => sortable(object, key))
              .flatMap(([key, field]) => [
                <option key={key} value={key}>
                  {say(field.label)} ↑
                </option>,
                <option key={`-${key}`} value={`-${key}`}>
                  {say(field.label)} ↓
                </option>,
              ])}
          </select>
        )}
      </Labelled>
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}
