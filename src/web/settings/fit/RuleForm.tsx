import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Label } from '#kernel/label.ts'
import type { Where } from '#kernel/where.ts'
import { inputStyles, TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import styles from './Fit.module.css'
import { useItem } from './item.ts'
import { KeptFields } from './KeptFields.tsx'
import { LabelInput } from './LabelInput.tsx'
import { WhereInput } from './WhereInput.tsx'

type Props = { draft: ApiDraft; object: MetaObject; name: string | null; onClose: () => void }

/** A rule that every record of an object keeps: of which records, what must hold, and what the person reads. */
export function RuleForm({ draft, object, name, onClose }: Props) {
  const { t } = useTranslation()
  const first = name === null ? { object: object.key, label: {}, message: {} } : { ...draft.document.rules[name] }
  const { item, set, errors, busy, keep } = useItem('rules', name, first, onClose)
  const byFormula = item['is'] !== undefined && item['is'] !== null
  return (
    <FormDialog
      save={t('fit.keep')}
      title={name === null ? t('fit.newRule') : t('fit.editRule')}
      errors={errors}
      placed={['label', 'when', 'must', 'is', 'message', 'field', 'owner', 'reviewAt', 'reason']}
      busy={busy}
      onSave={() => void keep()}
      onClose={onClose}
    >
      <LabelInput
        label={t('fit.ruleName')}
        required
        autoFocus
        value={item['label'] as Partial<Label>}
        errors={errors}
        onChange={(label) => set({ label })}
      />
      <WhereInput
        label={t('fit.when')}
        help={t('fit.whenHelp')}
        error={errors['when']}
        object={object}
        where={(item['when'] as Where | null | undefined) ?? {}}
        onChange={(where) => set({ when: Object.keys(where).length > 0 ? where : null })}
      />
      <Labelled label={t('fit.mustBy')}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={byFormula ? 'is' : 'must'}
            onChange={(event) => set(event.target.value === 'is' ? { is: '', must: null } : { is: null, must: {} })}
          >
            <option value="must">{t('fit.byFilter')}</option>
            <option value="is">{t('fit.byFormula')}</option>
          </select>
        )}
      </Labelled>
      {byFormula ? (
        <Labelled label={t('fit.must')} required help={t('fit.mustFormulaHelp')} error={errors['is']}>
          {({ id, describedBy }) => (
            <TextArea
              id={id}
              rows={2}
              className={styles.code}
              spellCheck={false}
              aria-describedby={describedBy}
              placeholder="{金额} > 0"
              value={String(item['is'] ?? '')}
              onChange={(event) => set({ is: event.target.value })}
            />
          )}
        </Labelled>
      ) : (
        <WhereInput
          label={t('fit.must')}
          error={errors['must']}
          object={object}
          where={(item['must'] as Where | null | undefined) ?? {}}
          onChange={(must) => set({ must })}
        />
      )}
      <LabelInput
        label={t('fit.message')}
        required
        name="message"
        value={item['message'] as Partial<Label>}
        errors={errors}
        onChange={(message) => set({ message })}
      />
      <Labelled label={t('fit.atField')} error={errors['field']}>
        {({ id }) => (
          <select
            id={id}
            className={inputStyles.input}
            value={String(item['field'] ?? '')}
            onChange={(event) => set({ field: event.target.value })}
          >
            <option value="">{t('fit.wholeRecord')}</option>
            {Object.entries(object.fields)
              .filter(([, field]) => !field.system)
              .map(([key, field]) => (
                <option key={key} value={key}>
                  {say(field.label)}
                </option>
              ))}
          </select>
        )}
      </Labelled>
      <KeptFields item={item} set={set} errors={errors} />
    </FormDialog>
  )
}
