import { useTranslation } from 'react-i18next'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Label } from '#kernel/label.ts'
import type { Trait } from '#kernel/object.ts'
import { Check } from '../../ui/Check.tsx'
import { Icon, iconNames } from '../../ui/Icon.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { FormDialog } from '../FormDialog.tsx'
import styles from './Fit.module.css'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'

type Props = { draft: ApiDraft; name: string | null; onClose: (made?: string) => void }

const traits: readonly Trait[] = ['owned', 'shared', 'timeline', 'importable', 'tagged']

/** Makes or changes an object of the administrator's own; the server gives a new one its name as a field. */
export function ObjectForm({ draft, name, onClose }: Props) {
  const { t } = useTranslation()
  const first =
    name === null
      ? { label: {}, plural: '', title: 'name', traits: ['owned', 'shared', 'timeline', 'importable'] }
      : { ...draft.document.objects[name] }
  const { item, set, errors, busy, keep } = useItem('objects', name, first, onClose)
  const chosen = (item['traits'] as readonly Trait[] | undefined) ?? []
  const label = item['label'] as Partial<Label> | undefined
  return (
    <FormDialog
      save={t('fit.keep')}
      title={name === null ? t('fit.newObject') : t('fit.editObject')}
      errors={errors}
      placed={['label', 'plural', 'key', 'icon', 'traits', 'owner', 'reviewAt', 'reason']}
      busy={busy}
      onSave={() => void keep()}
      onClose={() => onClose()}
    >
      <LabelInput
        label={t('fit.name')}
        required
        autoFocus
        value={label}
        errors={errors}
        onChange={(next) => set({ label: next, ...(name === null && { plural: next.en || next.zh }) })}
      />
      <div className={styles.pair}>
        <Labelled label={t('fit.key')} help={t('fit.keyHelp')} error={errors['key']}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              aria-describedby={describedBy}
              value={name ?? String(item['key'] ?? '')}
              disabled={name !== null}
              placeholder="vehicle"
              autoComplete="off"
              onChange={(event) => set({ key: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t('fit.plural')} error={errors['plural']}>
          {({ id }) => (
            <Input
              id={id}
              value={String(item['plural'] ?? '')}
              placeholder="Vehicles"
              onChange={(event) => set({ plural: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      <fieldset className={styles.options}>
        <legend>{t('fit.icon')}</legend>
        <div className={styles.icons}>
          {iconNames.map((icon) => (
            <button
              key={icon}
              type="button"
              aria-label={icon}
              aria-pressed={item['icon'] === icon}
              onClick={() => set({ icon })}
            >
              <Icon name={icon} />
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.options}>
        <legend>{t('fit.traits')}</legend>
        {traits.map((trait) => (
          <Check
            key={trait}
            checked={chosen.includes(trait)}
            onChange={() =>
              set({ traits: chosen.includes(trait) ? chosen.filter((one) => one !== trait) : [...chosen, trait] })
            }
          >
            {t(`fit.trait.${trait}`)}
          </Check>
        ))}
      </fieldset>
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}
