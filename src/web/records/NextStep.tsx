import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiPage } from '#kernel/api.ts'
import { useMeta } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { formatDate, formatInstant } from '../ui/format.ts'
import { doneState, dueOf, isLate } from './composing.ts'
import styles from './NextStep.module.css'

/** What is to be done next about a record: the first of its open tasks, calls, visits; it is ticked off right here. */
export function NextStep({ page }: { page: ApiPage }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const open = page.timeline.data.flatMap(({ record, object: key }) => {
    const object = objects[key]
    const state = object && doneState(object)
    return record && state && record[state.field] === state.open
      ? [{ due: dueOf(object, record), record, object, state }]
      : []
  })
  // what nobody has given a day comes last
  const next = open.sort((a, b) => ((a.due ?? '~') < (b.due ?? '~') ? -1 : 1))[0]
  if (!next) return null
  const { due, record, object, state } = next
  return (
    <div className={styles.next}>
      <span className={styles.label}>{t('nextStep')}</span>
      {object.rights.update && (
        <button
          type="button"
          className={styles.tick}
          aria-label={t('log.markDone')}
          title={t('log.markDone')}
          onClick={() => void change(object.key, record, { [state.field]: state.done }).catch(complain)}
        >
          <IconCheck size={11} stroke={3} />
        </button>
      )}
      <a
        className={`clip ${styles.subject}`}
        href={`/${object.key}/${record.id}`}
        data-record={`${object.key}/${record.id}`}
      >
        {String(record[object.title] ?? '')}
      </a>
      {due && (
        <time className="number" dateTime={due} data-late={isLate(due) || undefined}>
          {due.length === 10 ? formatDate(due) : formatInstant(due)}
        </time>
      )}
    </div>
  )
}
