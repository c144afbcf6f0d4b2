import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { FormFields } from '../records/FormFields.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Sequences.module.css'

const policyObject = 'sequencePolicy'
const keys = ['perPerson', 'perDomain', 'perRecipient', 'recipientDays'] as const

/** How much may go out over all sequences. */
export function Limits({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const object = useMeta().objects[policyObject] as MetaObject
  const kept = useQuery({
    queryKey: ['list', policyObject, 'settings'],
    queryFn: async ({ signal }) => (await api.list(policyObject, { limit: 1 }, signal)).data[0] ?? null,
  }).data
  const [changed, setChanged] = useState<Values>({})
  const [errors, setErrors] = useState<Wrong>({})
  const begins = Object.fromEntries(keys.map((key) => [key, kept?.[key] ?? object.fields[key]?.default ?? null]))
  const values = { ...begins, ...changed }
  const save = async () => {
    try {
      await (kept ? api.update(policyObject, kept.id, values) : api.create(policyObject, values))
      refresh(policyObject)
      toast(t('sequences.done.save'))
      onClose()
    } catch (error) {
      setErrors(wrongOf(error))
    }
  }
  return (
    <Dialog
      open
      title={t('sequences.limits')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={kept === undefined} onClick={() => void save()}>
            {t('do.save')}
          </Button>
        </>
      }
    >
      <p className={styles.hintText}>{t('sequences.limitsText')}</p>
      {errors[''] && (
        <p role="alert" className={styles.wrong}>
          {errors['']}
        </p>
      )}
      {kept !== undefined && (
        <FormFields
          fields={object.fields}
          keys={keys}
          values={values}
          errors={errors}
          onChange={(key, value) => setChanged({ ...changed, [key]: value })}
        />
      )}
    </Dialog>
  )
}
