import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import { customTypes } from '#kernel/configuration.ts'
import type { Label } from '#kernel/label.ts'
import type { Where } from '#kernel/where.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input, inputStyles, TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import styles from './Fit.module.css'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'
import { TypeOptions, typesWithoutRequired } from './TypeOptions.tsx'
import { UsedIn } from './UsedIn.tsx'
import { WhereInput } from './WhereInput.tsx'

type Props = {
  draft: ApiDraft
  object: MetaObject
  name: string | null
  onClose: () => void
  /** Goes on with another new field. */
  onNext: () => void
}

/** Makes or changes a field of the administrator's own. Its type is chosen once. */
export function FieldForm({ draft, object, name, onClose, onNext }: Props) {
  const { t } = useTranslation()
  const afterwards = useRef(onClose)
  const path = name === null ? null : `${object.key}.${name}`
  const first = path === null ? { object: object.key, type: 'text', label: {} } : { ...draft.document.fields[path] }
  const { item, set, errors, busy, keep } = useItem('fields', path, first, () => afterwards.current())
  const keepThen = (next: () => void) => {
    afterwards.current = next
    void keep()
  }
  const type = String(item['type'])
  const computed = typesWithoutRequired.has(type)
  return (
    <FormDialog
      save={t('fit.keep')}
      title={name === null ? t('fit.newField') : t('fit.editField')}
      errors={errors}
      placed={[
        'label',
        'key',
        'type',
        'help',
        'owner',
        'reviewAt',
        'reason',
        'options',
        'to',
        'inverse',
        'is',
        'result',
        'over',
        'through',
        'compute',
        'of',
        'where',
      ]}
      busy={busy}
      onSave={() => keepThen(onClose)}
      onClose={onClose}
      aside={
        name === null && (
          <Button disabled={busy} onClick={() => keepThen(onNext)}>
            {t('fit.keepNext')}
          </Button>
        )
      }
    >
      {path !== null && <UsedIn section="fields" name={path} />}
      <LabelInput
        label={t('fit.name')}
        required
        autoFocus
        value={item['label'] as Partial<Label>}
        errors={errors}
        onChange={(label) => set({ label })}
      />
      <div className={styles.pair}>
        <Labelled label={t('fit.type')} error={errors['type']}>
          {({ id }) => (
            <select
              id={id}
              className={inputStyles.input}
              value={type}
              disabled={name !== null}
              onChange={(event) => set({ type: event.target.value })}
            >
              {customTypes.map((one) => (
                <option key={one} value={one}>
                  {t(`fit.types.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={t('fit.key')} help={t('fit.keyHelp')} error={errors['key']}>
          {({ id, describedBy }) => (
            <Input
              id={id}
              value={name ?? String(item['key'] ?? '')}
              disabled={name !== null}
              aria-describedby={describedBy}
              autoComplete="off"
              onChange={(event) => set({ key: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      <TypeOptions draft={draft} object={object} item={item} set={set} errors={errors} made={name !== null} />
      {!computed && (
        <div className={styles.checks}>
          <Check
            checked={item['required'] === true}
            onChange={(event) => set({ required: event.target.checked || null })}
          >
            {t('fit.required')}
          </Check>
          <Check checked={item['index'] === true} onChange={(event) => set({ index: event.target.checked || null })}>
            {t('fit.index')}
          </Check>
          <Check checked={item['unique'] === true} onChange={(event) => set({ unique: event.target.checked || null })}>
            {t('fit.unique')}
          </Check>
          <Check
            checked={item['sensitive'] === true}
            onChange={(event) => set({ sensitive: event.target.checked || null })}
          >
            {t('fit.sensitive')}
          </Check>
          <Check
            checked={item['personal'] === true}
            onChange={(event) => set({ personal: event.target.checked || null })}
          >
            {t('persons.field')}
          </Check>
        </div>
      )}
      <Labelled label={t('fit.help')} error={errors['help']}>
        {({ id }) => (
          <TextArea
            id={id}
            rows={2}
            value={(item['help'] as Partial<Label> | undefined)?.zh ?? ''}
            onChange={(event) => set({ help: { ...(item['help'] as Partial<Label>), zh: event.target.value } })}
          />
        )}
      </Labelled>
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}

type ConditionProps = { draft: ApiDraft; object: MetaObject; name: string; onClose: () => void }

/** When a field is required, and when it is shown at all. */
export function ConditionForm({ draft, object, name, onClose }: ConditionProps) {
  const { t } = useTranslation()
  const path = `${object.key}.${name}`
  const there = draft.document.conditions[path]
  const first = there ? { ...there } : { object: object.key, field: name }
  const { item, set, errors, busy, keep } = useItem('conditions', there ? path : null, first, onClose)
  return (
    <FormDialog
      save={t('fit.keep')}
      title={t('fit.conditionsOf', { what: object.fields[name] ? say(object.fields[name].label) : name })}
      errors={errors}
      placed={['requiredWhen', 'visibleWhen']}
      busy={busy}
      onSave={() => void keep()}
      onClose={onClose}
    >
      {(['visibleWhen', 'requiredWhen'] as const).map((which) => (
        <WhereInput
          key={which}
          label={t(`fit.${which}`)}
          help={t(which === 'visibleWhen' ? 'fit.visibleHelp' : 'fit.requiredHelp')}
          error={errors[which]}
          object={object}
          where={(item[which] as Where | null | undefined) ?? {}}
          onChange={(where) => set({ [which]: Object.keys(where).length > 0 ? where : null })}
        />
      ))}
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}
