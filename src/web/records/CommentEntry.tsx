import { IconMessage } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject, TimelineEntry } from '#kernel/api.ts'
import type { ApiComment } from '#kernel/api-notifications.ts'
import { comments } from '../client/notices.ts'
import { queries } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { MentionText } from '../mentions/MentionText.tsx'
import { formatInstant } from '../ui/format.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Comment.module.css'
import { CommentBox } from './CommentBox.tsx'
import lines from './Timeline.module.css'

type Props = { object: MetaObject; record: ApiRecord; entry: TimelineEntry; comment: ApiComment; time: string }

/** What somebody said about the record: its author may change and delete it, anybody may answer. */
export function CommentEntry({ object, record, entry, comment, time }: Props) {
  const { t } = useTranslation()
  const [doing, setDoing] = useState<'reply' | 'edit' | null>(null)
  const [before, setBefore] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: ['page', object.key, record.id] })
  const remove = async () => {
    await comments.remove(object.key, record.id, comment.id)
    const undo = () => void comments.restore(object.key, record.id, comment.id).then(again, complain)
    toast(t('comments.deletedNow'), { undo })
    await again()
  }
  return (
    <li className={`${lines['entry']} ${styles.comment}`}>
      <span className={lines['mark']}>
        <IconMessage size={14} stroke={1.6} />
      </span>
      <div className={lines['line']}>
        <span className={lines['who']}>{comment.by.name}</span>
        {comment.editedAt && (
          <button type="button" className={styles.edited} aria-expanded={before} onClick={() => setBefore(!before)}>
            {t('comments.edited')}
          </button>
        )}
      </div>
      <time className={`number ${lines['time']}`} dateTime={entry.at} title={formatInstant(entry.at)}>
        {time}
      </time>
      {comment.replyTo && (
        <p className={`clip ${styles.quote}`}>
          {comment.replyTo.name}：{comment.replyTo.text ?? t('comments.deleted')}
        </p>
      )}
      {doing === 'edit' ? (
        <div className={styles.box}>
          <CommentBox
            object={object}
            record={record}
            text={comment.text ?? ''}
            onSave={(text) => comments.edit(object.key, record.id, comment.id, text)}
            onDone={() => setDoing(null)}
          />
        </div>
      ) : (
        <p className={lines['body']}>
          {comment.text === null ? (
            <span className={styles.gone}>{t('comments.deleted')}</span>
          ) : (
            <MentionText text={comment.text} />
          )}
        </p>
      )}
      {before && (
        <ul className={styles.before} aria-label={t('comments.before')}>
          {comment.before.map((one) => (
            <li key={one.at}>
              <MentionText text={one.text} />
            </li>
          ))}
        </ul>
      )}
      {comment.text !== null && doing === null && (
        <div className={styles.doings}>
          <button type="button" onClick={() => setDoing('reply')}>
            {t('comments.reply')}
          </button>
          {comment.rights.update && (
            <button type="button" onClick={() => setDoing('edit')}>
              {t('do.edit')}
            </button>
          )}
          {comment.rights.delete && (
            <button type="button" onClick={() => void remove().catch(complain)}>
              {t('do.delete')}
            </button>
          )}
        </div>
      )}
      {doing === 'reply' && (
        <div className={styles.box}>
          <CommentBox
            object={object}
            record={record}
            label={t('comments.replyTo', { name: comment.by.name })}
            onSave={(text) => comments.add(object.key, record.id, text, comment.id)}
            onDone={() => setDoing(null)}
          />
        </div>
      )}
    </li>
  )
}
