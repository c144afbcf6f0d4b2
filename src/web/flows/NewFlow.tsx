import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { FormDialog } from '../settings/FormDialog.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { beginningsFor } from './beginnings.ts'
import styles from './Flows.module.css'
import { flowObject } from './flows.ts'

/** Asks what a new flow is called and what it begins with; it is there once she says so, and not before. */
export function NewFlow({ onMade, onClose }: { onMade: (id: string) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const beginnings = beginningsFor(useMeta(), t)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('blank')
  const [errors, setErrors] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const draft = beginnings.find(({ key }) => key === chosen)?.definition
      onMade((await api.create(flowObject, { name, draft })).id)
    } catch (error) {
      setErrors(wrongOf(error))
      setBusy(false)
    }
  }
  return (
    <FormDialog
      title={t('flows.new')}
      errors={errors}
      placed={['name']}
      busy={busy}
      save={t('do.create')}
      onSave={() => void save()}
      onClose={onClose}
    >
      <Labelled label={t('flows.name')} error={errors['name']} required>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            value={name}
            maxLength={80}
            placeholder={t('flows.nameHint')}
            data-autofocus
            autoComplete="off"
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Labelled>
      <fieldset className={styles.beginnings}>
        <legend>{t('flows.begin')}</legend>
        {beginnings.map(({ key }) => (
          <label key={key} className={styles.beginning}>
            <input
              type="radio"
              name="beginning"
              checked={chosen === key}
              onChange={() => {
                setChosen(key)
                const named = beginnings.some((one) => name === t(`flows.begins.${one.key}.name`))
                if (key !== 'blank' && (name === '' || named)) setName(t(`flows.begins.${key}.name`))
              }}
            />
            <b>{t(`flows.begins.${key}.name`)}</b>
            <span>{t(`flows.begins.${key}.text`)}</span>
          </label>
        ))}
      </fieldset>
    </FormDialog>
  )
}
