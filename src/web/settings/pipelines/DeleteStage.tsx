import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { pluralOf } from '../../app/navigation.ts'
import { bulk, freeze } from '../../client/bulk.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain, remove } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatNumber } from '../../ui/format.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Pipelines.module.css'

type Props = { stage: ApiRecord; others: readonly ApiRecord[]; used: number; onClose: () => void }

/** Takes a stage away; asks first where the records in it go. */
export function DeleteStage({ stage, others, used, onClose }: Props) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const user = Object.values(objects).find((one) => (one.fields['stage'] as { to?: string })?.to === 'stage')
  const [to, setTo] = useState(others[0]?.id ?? '')
  const [busy, setBusy] = useState(false)
  const name = String(stage['name'])
  const stuck = used > 0 && others.length === 0
  const act = async () => {
    setBusy(true)
    try {
      if (used > 0 && user) {
        const where = { stage: stage.id }
        const { count, hash } = await freeze(user.key, { where })
        const work = { do: 'update', values: { stage: to } } as const
        const { refused } = await bulk(user.key, work, { where, count, hash })
        if (refused > 0) return onClose() // what came of it has been told; the stage stays with those
      }
      await remove('stage', [stage.id], t('way.deleted', { name }))
      void queries.invalidateQueries({ queryKey: ['steps'] })
    } catch (error) {
      complain(error)
    }
    onClose()
  }
  return (
    <Dialog
      open
      title={t('way.delete', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="danger" disabled={busy || stuck} onClick={() => void act()}>
            {used > 0 ? t('way.moveAndDelete') : t('do.delete')}
          </Button>
        </>
      }
    >
      {used === 0 && <p>{t('way.empty')}</p>}
      {stuck && <p role="alert">{t('way.stuck')}</p>}
      {used > 0 && !stuck && (
        <Labelled
          label={t('way.where', { count: used, number: formatNumber(used), what: user ? pluralOf(user) : '' })}
          help={t('way.whereHelp')}
        >
          {({ id, describedBy }) => (
            <select
              id={id}
              aria-describedby={describedBy}
              className={`${inputStyles.input} ${styles.where}`}
              value={to}
              onChange={({ target }) => setTo(target.value)}
            >
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  {String(one['name'])}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
    </Dialog>
  )
}
