import { IconCornerUpLeft, IconLock, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage } from '#kernel/api.ts'
import { useMeta } from '../client/queries.ts'
import { Button } from '../ui/Button.tsx'
import styles from './Mail.module.css'
import { mailObject } from './mail.ts'
import { Opened } from './Opened.tsx'
import { Writer } from './Writer.tsx'

/** A mail as its writer laid it out, in a frame that can do nothing, and the way to answer it. */
export function Letter({ page: { record } }: { page: ApiPage }) {
  const { t } = useTranslation()
  const object = useMeta().objects[mailObject]!
  const [pictures, setPictures] = useState(false)
  const [writing, setWriting] = useState(false)
  const came = Array.isArray(record['source']) && record['source'].length > 0
  const open = record['openThread'] === true
  const gone = !['draft', 'held', 'queued'].includes(String(record['status']))
  return (
    <section className={styles.letter} aria-label={t('mail.letter')}>
      <div className={styles.bar}>
        {gone && object.rights.create && (
          <Button small icon={<IconCornerUpLeft size={14} />} onClick={() => setWriting(true)}>
            {t('mail.reply')}
          </Button>
        )}
        {came && !pictures && (
          <Button small title={t('mail.picturesText')} onClick={() => setPictures(true)}>
            {t('mail.pictures')}
          </Button>
        )}
        {Number(record['opens'] ?? 0) > 0 && <Opened className={styles.seen} record={record} />}
        <span className={styles.seen}>
          {open ? <IconUsersGroup size={14} /> : <IconLock size={14} />}
          {t(open ? 'mail.openly' : 'mail.yours')}
        </span>
      </div>
      {came ? (
        <iframe
          className={styles.frame}
          data-short={isShort(String(record['body'] ?? '')) || undefined}
          title={t('mail.letter')}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          src={`/api/v1/mail/${record.id}/body${pictures ? '?images=1' : ''}`}
        />
      ) : (
        <p className={styles.words}>{String(record['body'] ?? '')}</p>
      )}
      {writing && <Writer object={object} record={record} answers={record} onClose={() => setWriting(false)} />}
    </section>
  )
}

/** A few lines need no tall frame. */
function isShort(words: string): boolean {
  return words.length < 240 && words.split('\n').length < 8
}
