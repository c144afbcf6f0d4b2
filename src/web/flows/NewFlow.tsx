import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { beginningsFor } from './beginnings.ts'
import styles from './Flows.module.css'
import { flowObject } from './flows.ts'
import { MakeDialog } from './MakeDialog.tsx'

/** Asks what a new flow is called and what it begins with. */
export function NewFlow({ onMade, onClose }: { onMade: (id: string) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const beginnings = beginningsFor(useMeta(), t)
  const [values, setValues] = useState({ name: '' })
  const [chosen, setChosen] = useState('blank')
  const nameOf = (key: (typeof beginnings)[number]['key']) => t(`flows.begins.${key}.name`)
  return (
    <MakeDialog
      title={t('flows.new')}
      texts={[{ key: 'name', label: t('flows.name'), placeholder: t('flows.nameHint') }]}
      values={values}
      onChange={setValues}
      make={() => {
        const draft = beginnings.find(({ key }) => key === chosen)?.definition
        return api.create(flowObject, { ...values, draft })
      }}
      onMade={({ id }) => onMade(id)}
      onClose={onClose}
    >
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
                const named = beginnings.some((one) => values.name === nameOf(one.key))
                if (key !== 'blank' && (values.name === '' || named)) setValues({ name: nameOf(key) })
              }}
            />
            <b>{nameOf(key)}</b>
            <span>{t(`flows.begins.${key}.text`)}</span>
          </label>
        ))}
      </fieldset>
    </MakeDialog>
  )
}
