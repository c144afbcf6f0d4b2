import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Option } from '#kernel/fields/select.ts'
import type { Label } from '#kernel/label.ts'
import { ApiError } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { FormDialog } from '../FormDialog.tsx'
import { dropItem, keepItem } from './draft.ts'
import styles from './Fit.module.css'
import { LabelInput, labelOf } from './LabelInput.tsx'
import { OptionsInput } from './OptionsInput.tsx'

type Props = { draft: ApiDraft; object: MetaObject; name: string; onClose: () => void }

/** Other words for a field that is built in, and more choices where it has some. */
export function WordsForm({ draft, object, name, onClose }: Props) {
  const { t } = useTranslation()
  const path = `${object.key}.${name}`
  const { document } = draft
  const built = useMeta().objects[object.key]?.fields[name]
  const [label, setLabel] = useState<Partial<Label>>(document.labels[path]?.label ?? built?.label ?? {})
  const [options, setOptions] = useState<readonly Option[]>(document.choices[path]?.options ?? [])
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const chooses = built?.type === 'select' || built?.type === 'multiSelect'
  const keep = async () => {
    setBusy(true)
    try {
      const words = labelOf(label)
      const there = document.labels[path]
      const same = JSON.stringify(words) === JSON.stringify(there?.label ?? built?.label)
      if (words && !same)
        await keepItem(
          'labels',
          there ? path : null,
          there ? { label: words } : { object: object.key, field: name, label: words },
        )
      const added = document.choices[path]
      if (chooses && JSON.stringify(options) !== JSON.stringify(added?.options ?? [])) {
        if (options.length === 0) await dropItem('choices', path)
        else
          await keepItem(
            'choices',
            added ? path : null,
            added ? { options } : { object: object.key, field: name, options },
          )
      }
      onClose()
    } catch (error) {
      const wrong = error instanceof ApiError ? error.fields : {}
      setErrors(Object.keys(wrong).length > 0 ? wrong : { '': error instanceof Error ? error.message : String(error) })
      setBusy(false)
    }
  }
  return (
    <FormDialog
      save={t('fit.keep')}
      title={t('fit.words')}
      errors={errors}
      placed={['label', 'options']}
      busy={busy}
      onSave={() => void keep()}
      onClose={onClose}
    >
      <LabelInput label={t('fit.name')} required autoFocus value={label} errors={errors} onChange={setLabel} />
      {chooses && (
        <>
          <p className={styles.faint}>{t('fit.moreChoices')}</p>
          <OptionsInput options={options} errors={errors} onChange={setOptions} prefix="x" />
        </>
      )}
    </FormDialog>
  )
}
