// biome-ignore-all lint/suspicious/noArrayIndexKey: steps have no name but their number
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiApprovalAsk } from '#kernel/api-approvals.ts'
import { ApiError } from '../client/fetch.ts'
import { randomId } from '../client/ids.ts'
import { creating } from '../records/creating.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextArea } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { say as toast } from '../ui/toast.tsx'
import styles from './Approvals.module.css'
import { approvalApi, previewQuery, refreshApprovals } from './approvals.ts'
import { asking } from './asking.ts'

/** What was refused because it needs approval is asked for: who decides, and a reason for them. */
export function AskDialog({ wish }: { wish: ApiApprovalAsk }) {
  const { t } = useTranslation()
  const [id] = useState(randomId)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const preview = useQuery(previewQuery(wish))
  const close = () => asking.set(null)
  const send = async () => {
    setBusy(true)
    try {
      refreshApprovals(await approvalApi.ask({ ...wish, id, reason }))
      close()
      if (wish.change.do === 'create') creating.set(null)
      toast(t('approvals.sent'))
    } catch (thrown) {
      setBusy(false)
      setError(thrown instanceof ApiError ? Object.values(thrown.fields).join(' ') || thrown.message : String(thrown))
    }
  }
  const wrong = error ?? (preview.error instanceof Error ? preview.error.message : undefined)
  return (
    <Dialog
      open
      title={t('approvals.ask')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy || !preview.data} onClick={() => void send()}>
            {t('approvals.submit')}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{t('approvals.askText')}</p>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {preview.isPending && <Bone width="60%" />}
      {preview.data && (
        <ol className={styles.way}>
          {preview.data.steps.map((step, i) => (
            <li key={`${i + 1}`}>
              {step.people.map(({ name }) => name).join(t('approvals.and'))}
              {step.people.length > 1 && <span className={styles.faint}>{t(`approvals.mode.${step.mode}`)}</span>}
            </li>
          ))}
        </ol>
      )}
      <Labelled label={t('approvals.reason')}>
        {({ id: at }) => (
          <TextArea
            id={at}
            rows={3}
            maxLength={2_000}
            autoFocus
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Labelled>
    </Dialog>
  )
}
