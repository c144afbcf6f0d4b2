import { Link } from '@tanstack/react-router'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { ApiTodayList } from '#kernel/api-today.ts'
import { useMeta } from '../../client/queries.ts'
import { isEmpty } from '../../fields/empty.ts'
import { colored } from '../../fields/ToneTag.tsx'
import { formatDate, local, today } from '../../ui/format.ts'
import { say, useSay } from '../../ui/language.ts'
import styles from '../Today.module.css'
import { needListWords } from '../words/words.ts'
import { Assign, Decide, Done, Later, Plan } from './RowActs.tsx'

/** Records that wait, a few of them, with their number and the way to all. */
export function ListSection({ list }: { list: ApiTodayList }) {
  const { t } = useTranslation()
  useSay()
  const object = useMeta().objects[list.object]
  if (!object) return null
  const { value, exact } = list.total
  const search = { where: list.where }
  return (
    <section className={styles.section} aria-label={say(list.label)}>
      <h2 className={styles.title} data-late={list.late || undefined} title={list.help && say(list.help)}>
        <Link to="/$object" params={{ object: list.object }} search={search}>
          {say(list.label)} <span className="number">{countWords(value, exact)}</span>
        </Link>
      </h2>
      <ul>
        {list.data.map((record) => (
          <Row key={record.id} list={list} object={object} record={record} />
        ))}
      </ul>
      {value > list.data.length && (
        <Link to="/$object" params={{ object: list.object }} search={search} className={styles.all}>
          {t('page.seeAll', { count: countWords(value, exact) as never })}
        </Link>
      )}
    </section>
  )
}

/** `12`, `1,000+`. */
export function countWords(value: number, exact = value < 1_000): string {
  return `${value.toLocaleString('en-US')}${exact ? '' : '+'}`
}

function Row({ list, object, record }: { list: ApiTodayList; object: MetaObject; record: ApiRecord }) {
  const { objects } = useMeta()
  const filled = list.show.filter((key) => object.fields[key] && !isEmpty(record[key]))
  const type = (key: string) => object.fields[key]!.type
  // one of the records that it is about, and when, which stands at the end
  const tag = (key: string) => colored(objects[String((object.fields[key] as { to?: string }).to)])
  const about = filled.find((key) => type(key) === 'relation' && !tag(key))
  const when = filled.findLast((key) => type(key) === 'datetime' || type(key) === 'date')
  const rest = filled.filter((key) => key !== about && key !== when && (type(key) !== 'relation' || tag(key)))
  const title = String(record[object.title] ?? '') || '—'
  return (
    <li className={styles.row} data-row={record.id}>
      {list.acts?.done && <Done object={object} record={record} action={list.acts.done} undo={list.acts.undo} />}
      <a
        className={`clip ${styles.name}`}
        dir="auto"
        href={`/${object.key}/${record.id}`}
        data-record={`${object.key}/${record.id}`}
      >
        {title}
      </a>
      <span className={styles.facts}>
        <span className={styles.about}>{about && <Value object={object} name={about} record={record} />}</span>
        {rest.map((key) => (
          <Value key={key} object={object} name={key} record={record} />
        ))}
        {when && (
          <span className={`number ${styles.when}`} data-late={list.late} title={say(object.fields[when]!.label)}>
            {whenWords(String(record[when]))}
          </span>
        )}
      </span>
      <span className={styles.acts}>
        {list.acts?.yes && <Decide object={object} record={record} actions={[list.acts.yes, list.acts.no]} />}
        {list.acts?.later && <Later object={object} record={record} action={list.acts.later} />}
        {list.add && <Plan add={list.add} record={record} title={title} />}
        {list.assign && <Assign object={object} record={record} />}
      </span>
    </li>
  )
}

function whenWords(value: string): string {
  if (value.length === 10) return formatDate(value)
  const { day, time } = local(value)
  return day === today() ? time : formatDate(day)
}

/** Drawn as in a list. */
function Value({ object, name, record }: { object: MetaObject; name: string; record: ApiRecord }) {
  const field = object.fields[name]
  const value = record[name]
  if (!field || isEmpty(value)) return null
  return (
    <span className={styles.value} data-long={isLong(field.type) || undefined} title={say(field.label)}>
      <FieldValue field={field} value={value} />
    </span>
  )
}

/** What gives way where a row is narrow: words that somebody wrote. */
function isLong(type: string): boolean {
  return type === 'text' || type === 'longText'
}

// begun beside the request, not after its answer
const drawing = import('../../fields/FieldValue.tsx')
const FieldValue = lazy(async () => {
  // days and hours that are left have their words beside those of lists
  const [{ FieldValue }] = await Promise.all([drawing, needListWords()])
  return { default: FieldValue }
})
