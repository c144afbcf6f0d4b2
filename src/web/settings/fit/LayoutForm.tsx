import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { CustomLayout } from '#kernel/configuration.ts'
import type { Label } from '#kernel/label.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { FieldsInput } from './FieldsInput.tsx'
import styles from './Fit.module.css'
import { FitForm } from './FitForm.tsx'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'
import { RolesInput } from './RolesInput.tsx'

type Props = { draft: ApiDraft; object: MetaObject; name: string | null; onClose: () => void }
type Groups = NonNullable<CustomLayout['page']>

const parts = ['list', 'create', 'header'] as const

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
  const groups = (item['page'] as Groups | undefined) ?? []
  const putGroup = (i: number, patch: Partial<Groups[number]>) =>
    set({ page: groups.map((one, j) => (j === i ? { ...one, ...patch } : one)) })
  return (
    <FitForm
      title={name === null ? t('fit.newLayout') : t('fit.editLayout')}
      errors={errors}
      placed={['label', ...parts, 'page', 'owner', 'reviewAt', 'reason']}
      busy={busy}
      onKeep={() => void keep()}
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
      <div className={styles.columns}>
        {parts.map((part) => (
          <FieldsInput
            key={part}
            label={t(`fit.parts.${part}`)}
            object={object}
            keys={(item[part] as readonly string[] | undefined) ?? []}
            error={errors[part]}
            onChange={(keys) => set({ [part]: keys })}
          />
        ))}
      </div>
      <h3 className={styles.sub}>{t('fit.parts.page')}</h3>
      <div className={styles.columns}>
        {groups.map((group, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no key but their place
          <div key={i} className={styles.group}>
            <Input
              aria-label={t('fit.groupName')}
              value={group.label.zh}
              onChange={(event) =>
                putGroup(i, {
                  label: {
                    zh: event.target.value,
                    en: group.label.en === group.label.zh ? event.target.value : group.label.en,
                  },
                })
              }
            />
            <FieldsInput
              label={group.label.zh}
              object={object}
              keys={group.fields}
              onChange={(fields) =>
                fields.length === 0 ? set({ page: groups.filter((_, j) => j !== i) }) : putGroup(i, { fields })
              }
            />
          </div>
        ))}
      </div>
      <Button
        small
        look="quiet"
        icon={<IconPlus size={14} />}
        onClick={() =>
          set({ page: [...groups, { label: { zh: t('fit.newGroup'), en: t('fit.newGroup') }, fields: [] }] })
        }
      >
        {t('fit.addGroup')}
      </Button>
      <KeptFields item={item} set={set} errors={errors} />
    </FitForm>
  )
}
