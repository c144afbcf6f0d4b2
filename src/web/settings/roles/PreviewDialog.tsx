import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRightsChange, ApiRightsPreview } from '#kernel/api-access.ts'
import { ApiError, ask } from '../../client/fetch.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import styles from './Roles.module.css'

/** What a change of rights opens and closes, before it is saved. Closes by itself where the server finds it wrong. */
export function PreviewDialog({
  title,
  edit,
  save,
  danger,
  onWrong,
  onSave,
  onClose,
}: {
  title: string
  edit: object
  save: string
  danger?: boolean
  onWrong: (error: ApiError) => void
  onSave: () => Promise<void>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [saving, setSaving] = useState(false)
  const preview = useQuery({
    queryKey: ['rights-preview', edit],
    queryFn: ({ signal }) => ask<ApiRightsPreview>('POST', '/api/v1/access/preview', { body: edit, signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  const { error } = preview
  useEffect(() => {
    if (error instanceof ApiError && error.status === 422) onWrong(error)
  }, [error, onWrong])
  const go = () => {
    setSaving(true)
    void onSave().finally(() => setSaving(false))
  }
  const { changes = [], people = 0 } = preview.data ?? {}
  return (
    <Dialog
      open
      wide
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look={danger ? 'danger' : 'primary'} disabled={!preview.data || saving} onClick={go}>
            {save}
          </Button>
        </>
      }
    >
      <p className={styles.help}>{t('roles.previewText')}</p>
      {preview.isPending && <Bone width="70%" />}
      {error && !(error instanceof ApiError && error.status === 422) && <p role="alert">{error.message}</p>}
      {preview.data && changes.length === 0 && <p>{t('roles.nobody')}</p>}
      <Part words={t('roles.opens')} changes={changes.filter((one) => one.opens)} opens />
      <Part words={t('roles.closes')} changes={changes.filter((one) => !one.opens)} />
      {changes.length > 0 && <p className={styles.help}>{t('roles.affected', { count: people })}</p>}
    </Dialog>
  )
}

function Part({ words, changes, opens }: { words: string; changes: readonly ApiRightsChange[]; opens?: boolean }) {
  if (changes.length === 0) return null
  return (
    <section className={styles.part} data-opens={opens || undefined} aria-label={words}>
      <h3>
        {opens ? <IconLockOpen size={15} /> : <IconLock size={15} />}
        {words}
      </h3>
      <ul>
        {changes.map((change) => (
          <li key={change.words}>
            {change.words}
            <span className={styles.names}>
              {change.names.join('、')}
              {change.people > change.names.length && ' …'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
