import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { Values } from '#kernel/object.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../../client/api.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { FormFields } from '../../records/FormFields.tsx'
import { addDays, formatNumber, today } from '../../ui/format.ts'
import { say as toast } from '../../ui/toast.tsx'
import { FormDialog } from '../FormDialog.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import styles from './Quality.module.css'

type Props = { object: MetaObject; name: string; where: Where; count: number; onClose: () => void }

const asked = ['name', 'owner', 'due']

/** Gives records that are to be mended to somebody, until a day. */
export function TaskDialog({ object, name, where, count, onClose }: Props) {
  const { t } = useTranslation()
  const { objects, user } = useMeta()
  const task = objects['cleaningTask']
  const [values, setValues] = useState<Values>({
    name,
    owner: { id: user.id, title: user.name },
    due: addDays(today(), 7),
  })
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  if (!task) return null
  const save = async () => {
    setBusy(true)
    try {
      const made = await api.create('cleaningTask', { ...values, object: object.key, where, count })
      refresh('cleaningTask')
      void queries.invalidateQueries({ queryKey: ['views'] })
      const who = (made['owner'] as { title?: string } | null)?.title ?? ''
      toast(t('quality.given', { who }))
      onClose()
    } catch (error) {
      setBusy(false)
      setWrong(wrongOf(error))
    }
  }
  return (
    <FormDialog
      title={t('quality.taskTitle')}
      errors={wrong}
      placed={asked}
      busy={busy}
      save={t('quality.task')}
      onSave={() => void save()}
      onClose={onClose}
    >
      <p className={styles.intro}>{t('quality.taskText', { count, number: formatNumber(count) })}</p>
      <FormFields
        fields={task.fields}
        keys={asked}
        values={values}
        errors={wrong}
        onChange={(key, value) => setValues((now) => ({ ...now, [key]: value }))}
      />
    </FormDialog>
  )
}
