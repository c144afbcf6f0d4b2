import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApiFlowTest } from '#kernel/api-flows.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import styles from './Flows.module.css'
import { flowApi, kindsQuery } from './flows.ts'
import { StepRows } from './StepRows.tsx'

/** Tries the draft on a record: what each step would do. Nothing of it is kept. */
export function TestDialog({
  record,
  flow,
  onClose,
}: {
  record: ApiRecord
  flow: FlowDefinition
  onClose: () => void
}) {
  const { t } = useTranslation()
  const kinds = useQuery(kindsQuery).data ?? []
  const object = flow.trigger && 'object' in flow.trigger ? flow.trigger.object : null
  const [chosen, setChosen] = useState<(Reference & { id: string }) | null>(null)
  const [came, setCame] = useState<ApiFlowTest | null>(null)
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setWrong({})
    setCame(null)
    try {
      setCame(await flowApi.test(record.id, chosen?.id ?? null))
    } catch (error) {
      setWrong(wrongOf(error))
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      wide
      title={t('flows.test')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.close')}</Button>
          <Button look="primary" disabled={busy || (object !== null && !chosen)} onClick={() => void run()}>
            {t('flows.try')}
          </Button>
        </>
      }
    >
      <p className={styles.faint}>{t('flows.testText')}</p>
      {object && (
        <Labelled label={t('flows.record')}>
          {({ id }) => (
            <RelationPick
              id={id}
              to={object}
              chosen={chosen ? [chosen] : []}
              onPick={setChosen}
              onClear={() => setChosen(null)}
            />
          )}
        </Labelled>
      )}
      {Object.entries(wrong).map(([path, words]) => (
        <p key={path} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
      {came && !came.matches && <p className={styles.propose}>{t('flows.noMatch')}</p>}
      {came && <StepRows steps={came.steps} kinds={kinds} />}
    </Dialog>
  )
}
