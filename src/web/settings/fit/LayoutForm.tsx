import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Label } from '#kernel/label.ts'
import { FormDialog } from '../FormDialog.tsx'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'
import { LayoutParts } from './LayoutParts.tsx'
import { RolesInput } from './RolesInput.tsx'

type Props = { draft: ApiDraft; object: MetaObject; name: string | null; onClose: () => void }

/** How records of an object look: the columns of the list, the quick form, the head and the groups of the page. */
export function LayoutForm({ draft, object, name, onClose }: Props) {
  const { t } = useTranslation()
  const first =
    name === null
      ? {
          object: object.key,
          label: {},
          list: object.views.list ?? [],
          create: object.views.create ?? [],
          header: object.views.header ?? [],
          page: object.views.page ?? [],
        }
      : { ...draft.document.layouts[name] }
  const { item, set, errors, busy, keep } = useItem('layouts', name, first, onClose)
  return (
    <FormDialog
      save={t('fit.keep')}
      title={name === null ? t('fit.newLayout') : t('fit.editLayout')}
      errors={errors}
      placed={['label', 'list', 'create', 'header', 'page', 'owner', 'reviewAt', 'reason']}
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
      <LayoutParts object={object} item={item} set={set} errors={errors} />
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}
