import { IconCopy, IconTrash } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { ApiError } from '../../client/fetch.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { complain, remove } from '../../client/writes.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { useDraft } from './drafts.ts'
import { Matrix } from './Matrix.tsx'
import { PreviewDialog } from './PreviewDialog.tsx'
import styles from './Roles.module.css'

type Wrong = Readonly<Record<string, string>>

/** One role: its name, its matrix, and what a change would open before it is saved. */
export function RoleEditor({ role, people, onCopy }: { role: ApiRecord; people: number; onCopy: () => void }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const free = objects.role?.rights.update ?? false
  const [draft, changed, setDraft] = useDraft(role)
  const [wrong, setWrong] = useState<Wrong>({})
  const [looking, setLooking] = useState<'save' | 'delete' | null>(null)
  const edit = (patch: Partial<typeof draft>) => {
    setWrong({})
    setDraft({ ...draft, ...patch })
  }
  const refuse = useCallback((error: ApiError) => {
    setWrong(error.fields)
    setLooking(null)
  }, [])
  const save = async () => {
    try {
      const { name, description, admin, grants } = draft
      await api.update('role', role.id, { name, description: description || null, admin, grants }, role.version)
      setDraft(null)
      setLooking(null)
      refresh('role', role.id)
      void queries.invalidateQueries({ queryKey: ['meta'] })
      toast(t('roles.saved'))
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0 && error.status === 422) refuse(error)
      else {
        setLooking(null)
        if (error instanceof ApiError && error.status === 412) refresh('role', role.id)
        complain(error)
      }
    }
  }
  const drop = async () => {
    await remove('role', [role.id], t('state.deleted', { count: 1 })).catch(complain)
    setDraft(null)
    setLooking(null)
  }
  return (
    <section className={styles.editor} aria-label={draft.name}>
      <div className={styles.head}>
        <Labelled label={t('roles.name')} required error={wrong.name}>
          {({ id, invalid }) => (
            <Input
              id={id}
              value={draft.name}
              maxLength={100}
              disabled={!free}
              aria-invalid={invalid || undefined}
              onChange={(event) => edit({ name: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t('roles.description')} error={wrong.description}>
          {({ id }) => (
            <Input
              id={id}
              value={draft.description}
              maxLength={2000}
              disabled={!free}
              onChange={(event) => edit({ description: event.target.value })}
            />
          )}
        </Labelled>
        <span className={styles.count}>{t('roles.people', { count: people })}</span>
        {free && (
          <>
            <IconButton label={t('roles.copy')} look="outline" onClick={onCopy}>
              <IconCopy size={15} />
            </IconButton>
            <IconButton label={t('do.delete')} look="outline" onClick={() => setLooking('delete')}>
              <IconTrash size={15} />
            </IconButton>
          </>
        )}
      </div>
      <Check disabled={!free} checked={draft.admin} onChange={(event) => edit({ admin: event.target.checked })}>
        {t('roles.makeAdmin')}
      </Check>
      {wrong.admin && (
        <p role="alert" className={styles.wrong}>
          {wrong.admin}
        </p>
      )}
      {draft.admin ? (
        <p className={styles.help}>{t('roles.admin')}</p>
      ) : (
        <Matrix grants={draft.grants} free={free} wrong={wrong} onChange={(grants) => edit({ grants })} />
      )}
      {changed && (
        <div className={styles.bar}>
          <span>{t('settings.unsaved')}</span>
          <Button onClick={() => setDraft(null)}>{t('do.cancel')}</Button>
          <Button look="primary" onClick={() => setLooking('save')}>
            {t('roles.check')}
          </Button>
        </div>
      )}
      {looking === 'save' && (
        <PreviewDialog
          title={t('roles.previewTitle')}
          edit={{ role: role.id, grants: draft.grants, admin: draft.admin }}
          save={t('do.save')}
          onWrong={refuse}
          onSave={save}
          onClose={() => setLooking(null)}
        />
      )}
      {looking === 'delete' && (
        <PreviewDialog
          title={t('roles.deleteTitle', { what: String(role.name) })}
          edit={{ role: role.id, deleted: true }}
          save={t('do.delete')}
          danger
          onWrong={refuse}
          onSave={drop}
          onClose={() => setLooking(null)}
        />
      )}
    </section>
  )
}
