import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { configuration } from './api.ts'
import { reread } from './draft.ts'
import styles from './Fit.module.css'
import { PlanDialog } from './PlanDialog.tsx'

/** Says that there is something unpublished, and leads to publishing it. */
export function DraftBar({ draft, text }: { draft: ApiDraft; text: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const plan = useQuery({
    queryKey: ['configuration', 'plan', null, draft.revision],
    queryFn: ({ signal }) => configuration.plan(null, signal),
    enabled: draft.revision > 0,
  }).data
  if (draft.revision === 0 || !plan || plan.changes.length === 0) return null
  return (
    <div className={styles.draft} role="status">
      <span className={styles.grow}>
        <b>{t('fit.changes', { count: plan.changes.length })}</b> {text}
      </span>
      <Button onClick={() => void configuration.discard().then(reread, complain)}>{t('fit.discard')}</Button>
      <Button look="primary" onClick={() => setOpen(true)}>
        {t('fit.review')}
      </Button>
      {open && <PlanDialog version={null} onClose={() => setOpen(false)} />}
    </div>
  )
}
