import { IconCheck, IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { say } from '../../ui/toast.tsx'
import { doneState } from '../composing.ts'
import styles from '../List.module.css'
import { waysTo } from '../reaching.ts'

/** What a card of a phone is swiped to: it is done, else its customer is called. The button does the same. */
export function CardActs({ object, record }: { object: MetaObject; record: ApiRecord }) {
  const { t } = useTranslation()
  const title = String(record[object.title] ?? '')
  const state = doneState(object)
  const call = waysTo(object, record).find(({ is }) => is === 'call')
  if (state && object.rights.update && record[state.field] === state.open)
    return (
      <button
        type="button"
        tabIndex={-1}
        className={styles.act}
        data-act="done"
        aria-label={`${t('reach.done')} ${title}`}
      >
        <IconCheck size={18} stroke={1.8} />
      </button>
    )
  if (!call) return null
  const { not } = call
  if (not)
    return (
      <button
        type="button"
        tabIndex={-1}
        className={styles.act}
        data-act="call"
        data-not
        aria-label={`${t('reach.call')} ${title} · ${not}`}
        title={not}
        onClick={() => say(t('reach.not', { why: not }), { tone: 'wrong' })}
      >
        <IconPhoneOff size={18} stroke={1.8} />
      </button>
    )
  return (
    <a href={call.href} tabIndex={-1} className={styles.act} data-act="call" aria-label={`${t('reach.call')} ${title}`}>
      <IconPhone size={18} stroke={1.8} />
    </a>
  )
}
