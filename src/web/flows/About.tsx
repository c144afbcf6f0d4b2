import { IconArrowBackUp, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
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
import { formatInstant } from '../ui/format.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Flows.module.css'
import { flowObject } from './flows.ts'

const keys = ['name', 'reason', 'owner', 'reviewOn', 'perMinute'] as const

/** What is settled about a flow, and its versions. */
export function About({ record, mayEdit }: { record: ApiRecord; mayEdit: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const object = useMeta().objects[flowObject] as MetaObject
  const [values, setValues] = useState<Values>(() => Object.fromEntries(keys.map((key) => [key, idOf(record[key])])))
  const [errors, setErrors] = useState<Wrong>({})
  const save = async () => {
    try {
      await api.update(flowObject, record.id, values)
      setErrors({})
      toast(t('flows.done.save'))
      refresh(flowObject)
    } catch (error) {
      setErrors(wrongOf(error))
    }
  }
  return (
    <div className={styles.about}>
      <section className={styles.form} inert={!mayEdit}>
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
            <Button
              icon={<IconTrash size={14} />}
              onClick={() =>
                void remove(flowObject, [record.id], t('state.deleted', { count: 1 })).then(() => {
                  refresh(flowObject)
                  void navigate({ to: '/settings/$page', params: { page: 'flows' } })
                }, complain)
              }
            >
              {t('do.delete')}
            </Button>
          </span>
        )}
      </section>
      <Versions record={record} mayEdit={mayEdit} />
    </div>
  )
}

function Versions({ record, mayEdit }: { record: ApiRecord; mayEdit: boolean }) {
  const { t } = useTranslation()
  const versions = useQuery({
    queryKey: ['list', 'flowVersion', record.id, record['liveNumber']],
    queryFn: async ({ signal }) =>
      (await api.list('flowVersion', { where: { flow: record.id }, sort: ['-number'], limit: 50 }, signal)).data,
  }).data
  const back = async (version: unknown) => {
    await api.act(flowObject, record.id, 'rollBack', { version })
    toast(t('flows.done.publish'))
    refresh(flowObject)
    await queries.invalidateQueries({ queryKey: ['list', flowObject] })
    // The chart begins anew with what is the draft now.
    window.location.reload()
  }
  return (
    <section>
      <h3 className={styles.heading}>{t('flows.versions')}</h3>
      {versions?.length === 0 && <p className={styles.faint}>{t('flows.noVersion')}</p>}
      <ol className={styles.versions}>
        {versions?.map((version) => (
          <li key={version.id}>
            <b className="number">v{String(version['number'])}</b>
            <span className={`clip ${styles.grow}`}>{String(version['note'] ?? '')}</span>
            <span className={styles.faint}>
              {(version['createdBy'] as { title?: string } | null)?.title} {formatInstant(String(version['createdAt']))}
            </span>
            {mayEdit && version['number'] !== record['liveNumber'] && (
              <Button
                small
                icon={<IconArrowBackUp size={13} />}
                onClick={() => void back(version['number']).catch(complain)}
              >
                {t('flows.rollBack')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : (value ?? null)
}
