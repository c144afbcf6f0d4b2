import { IconCheck, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
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
  return (
    <a href={call.href} tabIndex={-1} className={styles.act} data-act="call" aria-label={`${t('reach.call')} ${title}`}>
      <IconPhone size={18} stroke={1.8} />
    </a>
  )
}
