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
import { Check } from '../ui/Check.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Sequences.module.css'
import { idOf, sequenceObject } from './sequences.ts'

const keys = ['name', 'reason', 'about', 'owner', 'stopOn', 'working'] as const
type Day = readonly [string, string] | null
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const office: Day = ['09:00', '18:00']
const plain: readonly Day[] = [office, office, office, office, office, null, null]

/** What is settled about a sequence: for whom, when things go out, what ends it. */
export function SequenceSettings({ record, mayEdit }: { record: ApiRecord; mayEdit: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const object = useMeta().objects[sequenceObject] as MetaObject
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(keys.map((key) => [key, key === 'owner' ? idOf(record[key]) : (record[key] ?? null)])),
  )
  const [windows, setWindows] = useState<readonly Day[]>(() => (record['windows'] as readonly Day[] | null) ?? plain)
  const [errors, setErrors] = useState<Wrong>({})
  const [retiring, setRetiring] = useState(false)
  const again = () => {
    refresh(sequenceObject)
    void queries.invalidateQueries({ queryKey: ['list', sequenceObject] })
  }
  const save = async () => {
    try {
      const { about, ...rest } = values
      await api.update(sequenceObject, record.id, { ...rest, ...(about === record['about'] ? {} : { about }), windows })
      setErrors({})
      toast(t('sequences.done.save'))
      again()
    } catch (error) {
      setErrors(wrongOf(error))
    }
  }
  const retire = async () => {
    setRetiring(false)
    try {
      await api.act(sequenceObject, record.id, 'retire', {})
      toast(t('sequences.done.retire'))
      again()
    } catch (error) {
      complain(error)
    }
  }
  const status = String(record['status'])
  return (
    <section className={styles.settings} inert={!mayEdit}>
      <FormFields
        fields={object.fields}
        keys={keys}
        values={values}
        errors={errors}
        onChange={(key, value) => setValues({ ...values, [key]: value })}
      />
      <fieldset className={styles.hours}>
        <legend>{t('sequences.hours')}</legend>
        <p className={styles.faint}>{t('sequences.hoursText')}</p>
        {windows.map((day, i) => (
          <Hours
            // biome-ignore lint/suspicious/noArrayIndexKey: the weekday is its place
            key={i}
            label={t(`sequences.days.${weekdays[i]!}`)}
            day={day}
            onChange={(next) => setWindows(windows.with(i, next))}
          />
        ))}
        {errors['windows'] && (
          <p role="alert" className={styles.wrong}>
            {errors['windows']}
          </p>
        )}
      </fieldset>
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
          {status === 'live' || status === 'paused' ? (
            <Button onClick={() => setRetiring(true)}>{t('sequences.retire')}</Button>
          ) : (
            <Button
              icon={<IconTrash size={14} />}
              onClick={() =>
                void remove(sequenceObject, [record.id], t('state.deleted', { count: 1 })).then(() => {
                  again()
                  void navigate({ to: '/settings/$page', params: { page: 'sequences' } })
                }, complain)
              }
            >
              {t('do.delete')}
            </Button>
          )}
        </span>
      )}
      {retiring && (
        <Dialog
          open
          title={t('sequences.retire')}
          onClose={() => setRetiring(false)}
          footer={
            <>
              <Button onClick={() => setRetiring(false)}>{t('do.cancel')}</Button>
              <Button look="primary" onClick={() => void retire()}>
                {t('sequences.retire')}
              </Button>
            </>
          }
        >
          <p>{t('sequences.retireAsk')}</p>
        </Dialog>
      )}
    </section>
  )
}

function Hours({ label, day, onChange }: { label: string; day: Day; onChange: (day: Day) => void }) {
  const { t } = useTranslation()
  const [from, to] = day ?? ['09:00', '18:00']
  return (
    <div className={styles.day}>
      <Check checked={day !== null} onChange={({ target }) => onChange(target.checked ? office : null)}>
        {label}
      </Check>
      {day ? (
        <span className={styles.span}>
          <input
            type="time"
            aria-label={`${label} ${t('sequences.from')}`}
            value={from}
            onChange={({ target }) => onChange([target.value, to])}
          />
          –
          <input
            type="time"
            aria-label={`${label} ${t('sequences.to')}`}
            value={to}
            onChange={({ target }) => onChange([from, target.value])}
          />
        </span>
      ) : (
        <span className={styles.faint}>{t('sequences.nothing')}</span>
      )}
    </div>
  )
}
