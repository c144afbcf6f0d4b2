import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiQualityDetail } from '#kernel/api-quality.ts'
import { isAskable } from '#kernel/quality/standard.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../../client/api.ts'
import { queries } from '../../client/queries.ts'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say } from '../../ui/language.ts'
import { FormDialog } from '../FormDialog.tsx'
import { WhereInput } from '../fit/WhereInput.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Quality.module.css'

type Props = { object: MetaObject; standard: ApiQualityDetail['standard']; onClose: () => void }

/** Which fields should be filled, and for how long a record counts as fresh. */
export function StandardDialog({ object, standard, onClose }: Props) {
  const { t } = useTranslation()
  const [fields, setFields] = useState<ReadonlySet<string>>(new Set(standard.fields))
  const [ages, setAges] = useState<Where>(standard.ages ?? {})
  const [days, setDays] = useState(String(standard.freshDays))
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const askable = Object.entries(object.fields).filter(([, field]) => isAskable(field))
  const save = async () => {
    setBusy(true)
    const values = {
      fields: askable.flatMap(([key]) => (fields.has(key) ? [key] : [])),
      freshDays: days,
      ages: Object.keys(ages).length > 0 ? ages : null,
    }
    try {
      const { data } = await api.list('qualityStandard', { where: { object: object.key }, limit: 1 })
      const known = data[0]
      await (known
        ? api.update('qualityStandard', known.id, values, known.version)
        : api.create('qualityStandard', { object: object.key, ...values }))
      void queries.invalidateQueries({ queryKey: ['quality'] })
      onClose()
    } catch (error) {
      setBusy(false)
      setWrong(wrongOf(error))
    }
  }
  return (
    <FormDialog
      title={t('quality.standard')}
      errors={wrong}
      placed={['freshDays']}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
    >
      <p className={styles.intro}>{t('quality.standardText')}</p>
      <fieldset className={styles.checks}>
        <legend>{t('quality.fields')}</legend>
        {askable.map(([key, field]) => (
          <Check
            key={key}
            checked={fields.has(key)}
            onChange={({ target }) => {
              const next = new Set(fields)
              if (target.checked) next.add(key)
              else next.delete(key)
              setFields(next)
            }}
          >
            {say(field.label)}
          </Check>
        ))}
      </fieldset>
      <WhereInput object={object} label={t('quality.ages')} where={ages} onChange={setAges} />
      <Labelled label={t('quality.freshDays')} error={wrong['freshDays']}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            inputMode="numeric"
            value={days}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={({ target }) => setDays(target.value)}
          />
        )}
      </Labelled>
    </FormDialog>
  )
}
