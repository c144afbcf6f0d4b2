import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { ApiError } from '../client/fetch.ts'
import { queries } from '../client/queries.ts'
import { CannotSee } from '../mentions/CannotSee.tsx'
import { MentionArea } from '../mentions/MentionArea.tsx'
import { Button } from '../ui/Button.tsx'
import { Keys } from '../ui/Keys.tsx'
import { keep, kept } from '../ui/store.ts'
import styles from './Composer.module.css'

type Props = {
  object: MetaObject
  record: ApiRecord
  label?: string
  /** What is changed; a new comment keeps its draft instead. */
  text?: string
  /** She has just asked for it. */
  asked?: boolean
  onSave: (text: string) => Promise<unknown>
  onDone?: () => void
}

/** Where a comment is written; what is typed survives a reload until it is saved. */
export function CommentBox({ object, record, label, text: first, asked, onSave, onDone }: Props) {
  const { t } = useTranslation()
  const draft = `comment.${record.id}`
  const kind = onDone ? null : draft
  const [text, setText] = useState(() => first ?? (kind ? kept(kind, '') : ''))
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const change = (next: string) => {
    setText(next)
    if (kind) keep(kind, next || null)
  }
  const save = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    setWrong(undefined)
    try {
      await onSave(text)
      change('')
      onDone?.()
      void queries.invalidateQueries({ queryKey: ['page', object.key, record.id] })
    } catch (error) {
      setWrong(
        error instanceof ApiError ? Object.values(error.fields).join(' ') || error.message : (error as Error).message,
      )
    }
    setBusy(false)
  }
  const words = label ?? t('comments.write')
  return (
    <>
      <MentionArea
        className={styles.text}
        rows={1}
        value={text}
        aria-label={words}
        placeholder={words}
        autoFocus={asked || onDone !== undefined}
        onChange={change}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void save()
          if (event.key === 'Escape') onDone?.()
        }}
      />
      <CannotSee object={object} record={record} text={text} />
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {(text !== '' || onDone) && (
        <div className={styles.foot}>
          <span style={{ marginInlineStart: 'auto' }} />
          {onDone && (
            <Button small look="quiet" onClick={onDone}>
              {t('do.cancel')}
            </Button>
          )}
          <Button small look="primary" disabled={busy || text.trim() === ''} onClick={() => void save()}>
            {t('do.save')} <Keys of="mod+enter" />
          </Button>
        </div>
      )}
    </>
  )
}
