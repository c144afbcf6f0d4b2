import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiToday, ApiTodayChanged } from '#kernel/api-today.ts'
import { useMeta } from '../../client/queries.ts'
import { isEmpty } from '../../fields/empty.ts'
import { Told } from '../../records/Entry.tsx'
import { wayOf, whoDid } from '../../records/who.ts'
import { formatAgo, formatInstant } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { say } from '../../ui/language.ts'
import styles from '../Today.module.css'

type Event = ApiTodayChanged['events'][number]
const shownFields = 3

/** What others did to her records while she was away, record by record. */
export function Changed({ since, changed }: { since: string; changed: ApiToday['changed'] }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  return (
    <section className={styles.section} aria-label={t('today.since')}>
      <h2 className={styles.title}>
        {t('today.since')} <span>{formatInstant(since)}</span>
      </h2>
      <ul>
        {changed.data.map((record) => {
          const object = objects[record.object]
          if (!object) return null
          return (
            <li key={record.id} className={styles.news}>
              <span className={styles.icon}>
                <Icon name={object.icon} size={15} />
              </span>
              <div className={styles.told}>
                <a
                  className={`clip ${styles.name}`}
                  dir="auto"
                  href={`/${record.object}/${record.id}`}
                  data-record={`${record.object}/${record.id}`}
                >
                  {record.title ?? '—'}
                </a>
                {record.events.slice(0, 2).map((event) => (
                  <Line key={event.id} object={object} event={event} />
                ))}
                {record.events.length > 2 && (
                  <span className={styles.line}>{t('today.more', { count: record.events.length - 2 })}</span>
                )}
              </div>
              <time className={styles.ago} dateTime={record.events[0]?.at}>
                {formatAgo(record.events[0]!.at)}
              </time>
            </li>
          )
        })}
      </ul>
      {changed.more && <p className={styles.none}>{t('today.moreRecords')}</p>}
    </section>
  )
}

/** `王工 阶段 → 报价`, `导入 创建了这条记录`. */
function Line({ object, event }: { object: MetaObject; event: Event }) {
  const { t } = useTranslation()
  const fields = Object.entries(event.changes).filter(([key]) => object.fields[key] && !house.has(key))
  const plain = ['created', 'deleted', 'restored', 'putBack'].includes(event.kind)
  const emitted = !plain && event.kind !== 'updated'
  return (
    <span className={styles.line}>
      {whoDid(event, t)}
      {plain && ` ${t(`log.${event.kind}` as 'log.created')}`}
      {emitted && ` ${optionWords(object, event.kind)}`}
      {event.kind === 'updated' &&
        fields.slice(0, shownFields).map(([key, [, to]]) => (
          <span key={key} className={styles.field}>
            {say(object.fields[key]!.label)} →{' '}
            {isEmpty(to) ? t('field.empty') : <Told field={object.fields[key]!} value={to} />}
          </span>
        ))}
      {event.kind === 'updated' && fields.length > shownFields && ` +${fields.length - shownFields}`}
      {wayOf(event, t)}
    </span>
  )
}

/** What the engine keeps for itself is no news. */
const house = new Set(['version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy', 'stageSince'])

/** A kind of event by the words of the state of that name, such as won. */
function optionWords(object: MetaObject, kind: string): string {
  for (const field of Object.values(object.fields)) {
    const options = (field as { options?: readonly { key: string; label: { en: string; zh: string } }[] }).options
    const found = options?.find(({ key }) => key === kind)
    if (found) return say(found.label)
  }
  return kind
}
