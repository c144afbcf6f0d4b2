import { IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import { api } from '../client/api.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain, remove } from '../client/writes.ts'
import { FormFields } from '../records/FormFields.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Signals.module.css'
import { signalObject } from './signals.ts'

const keys = ['reason', 'owner'] as const

/** What is settled about a signal. */
export function About({ record, mayEdit }: { record: ApiRecord; mayEdit: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const object = useMeta().objects[signalObject] as MetaObject
  const owner = record['owner'] as { id?: string } | null
  const [values, setValues] = useState<Values>({ reason: record['reason'] ?? null, owner: owner?.id ?? null })
  const [errors, setErrors] = useState<Wrong>({})
  const save = async () => {
    try {
      await api.update(signalObject, record.id, values)
      setErrors({})
      toast(t('signals.done.save'))
      refresh(signalObject)
      await queries.invalidateQueries({ queryKey: ['list', signalObject] })
    } catch (error) {
      setErrors(wrongOf(error))
    }
  }
  const away = () =>
    remove(signalObject, [record.id], t('state.deleted', { count: 1 })).then(() => {
      refresh(signalObject)
      void navigate({ to: '/settings/$page', params: { page: 'signals' } })
    }, complain)
  return (
    <section className={styles.about} inert={!mayEdit}>
      <FormFields
        fields={object.fields}
        keys={keys}
        values={values}
        errors={errors}
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      {errors[''] && (
        <p role="alert" className={styles.wrong}>
          {errors['']}
        </p>
      )}
      {mayEdit && (
        <span className={styles.acts}>
          <Button look="primary" onClick={() => void save()}>
            {t('do.save')}
          </Button>
          <Button icon={<IconTrash size={14} />} onClick={() => void away()}>
            {t('do.delete')}
          </Button>
        </span>
      )}
    </section>
  )
}
