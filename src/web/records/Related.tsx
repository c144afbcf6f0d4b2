import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, MetaObject } from '#kernel/api.ts'
import { pluralOf } from '../app/navigation.ts'
import { listQuery, useMeta } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { colored } from '../fields/ToneTag.tsx'
import { formatDate, formatInstant, local, shortMoney } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { say } from '../ui/language.ts'
import { create } from './creating.ts'
import { figureTitle } from './list/figureText.ts'
import styles from './Related.module.css'

/** What belongs to a record: short lists with their totals. */
export function Related({ object, page }: { object: MetaObject; page: ApiPage }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const title = String(page.record[object.title] ?? '')
  const lists = page.related.filter((list) => meta.objects[list.object])
  const order = (list: (typeof lists)[number]) => (list.total > 0 ? 0 : 1)
  return [...lists]
    .sort((a, b) => order(a) - order(b))
    .map((list) => {
      const other = meta.objects[list.object]!
      const several = lists.filter((one) => one.object === list.object).length > 1
      return (
        <div key={`${list.object}.${list.field}`} className={styles.list} data-empty={list.total === 0 || undefined}>
          <div className={styles.head}>
            <h2>
              <Link
                to="/$object"
                params={{ object: list.object }}
                search={{ where: { [list.field]: { in: [page.record.id] } } }}
                className={styles.heading}
              >
                <Icon name={other.icon} size={15} />
                {pluralOf(other)}
                {several && <span className={styles.by}>{say(other.fields[list.field]!.label)}</span>}
              </Link>
            </h2>
            <Total list={list} whole={other.rights.whole} />
            <span
              className={`number ${styles.sum}`}
              title={figureTitle(other, list.sums[0]?.field ?? '', list.sums, t)}
            >
              {list.sums.map(shortMoney).join(' + ')}
            </span>
            {other.rights.create && !other.fields[list.field]?.system && (
              <button
                type="button"
                className={styles.add}
                aria-label={t('do.new', { what: say(other.label) })}
                title={t('do.new', { what: say(other.label) })}
                onClick={() => create(list.object, { [list.field]: { id: page.record.id, title } })}
              >
                <IconPlus size={14} />
              </button>
            )}
          </div>
          <Rows object={other} list={list} about={page.record.id} />
        </div>
      )
    })
}

type List = ApiPage['related'][number]

/** How many there are; where rights cut the figure it says so. */
function Total({ list, whole }: { list: List; whole: boolean }) {
  const { t } = useTranslation()
  if (list.all !== undefined)
    return (
      <span className={`number ${styles.total}`} title={t('related.hidden', { count: list.all - list.total })}>
        {t('related.visible', { seen: list.total, all: list.all >= 1_000 ? '1,000+' : list.all })}
      </span>
    )
  if (list.total === 0) return null
  return (
    <span className={`number ${styles.total}`} title={whole ? undefined : t('related.yours')}>
      {list.total}
    </span>
  )
}

const more = 20

/** The first of them, and as many more as are asked for, in the place where they are. */
function Rows({ object, list, about }: { object: MetaObject; list: List; about: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  const select = [...new Set([object.title, 'version', ...(object.views.list ?? [])])].filter(
    (key) => key !== list.field && object.fields[key],
  )
  const query = {
    where: { [list.field]: about },
    select,
    ...(object.fields.updatedAt && { sort: ['-updatedAt'] }),
    limit: more,
    count: 'none' as const,
  }
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    ...listQuery(object.key, query),
    enabled: asked,
  })
  const rows = (asked && data?.pages.flatMap((one) => one.data)) || list.data
  const left = list.total - list.data.length
  const goesOn = asked && data ? hasNextPage : left > 0
  useEffect(() => {
    if (!asked || !goesOn || isFetching || !end.current) return
    const seen = new IntersectionObserver(([one]) => one?.isIntersecting && void fetchNextPage())
    seen.observe(end.current)
    return () => seen.disconnect()
  }, [asked, goesOn, isFetching, fetchNextPage])
  return (
    <div className={styles.rows} data-long={asked || undefined} {...(asked && { tabIndex: 0, role: 'group' })}>
      {rows.map((record) => (
        <RelatedRow key={record.id} object={object} record={record} not={list.field} />
      ))}
      <div ref={end} />
      {goesOn && !asked && (
        <button
          type="button"
          className={styles.all}
          aria-label={`${t('related.more', { count: left })} ${pluralOf(object)}`}
          onClick={() => setAsked(true)}
        >
          {t('related.more', { count: left })}
        </button>
      )}
    </div>
  )
}

function RelatedRow({ object, record, not }: { object: MetaObject; record: ApiRecord; not: string }) {
  const { objects } = useMeta()
  const listed = (object.views.list ?? []).filter((key) => key !== not && object.fields[key] && !isEmpty(record[key]))
  const type = (key: string) => object.fields[key]!.type
  const required = (key: string) => object.fields[key]?.required === true
  const named = record[object.title] ? String(record[object.title]) : null
  // what only ties two records together is named by the other one, as is what has no name of its own
  const other = listed.find((key) => type(key) === 'relation' && (!named || (required(key) && required(not))))
  const tied = other ? ((record[other] as { title?: string | null }).title ?? null) : null
  const title = tied ?? named ?? '—'
  const filled = listed.filter((key) => key !== other && (key !== object.title || (tied && named !== tied)))
  const state = filled.find(
    (key) =>
      type(key) === 'select' ||
      (type(key) === 'relation' && colored(objects[String((object.fields[key] as { to?: string }).to)])),
  )
  const money = filled.findLast((key) => type(key) === 'money')
  const plain = filled.find((key) => ['text', 'date', 'datetime'].includes(type(key)))
  const keys = [...new Set([state, money ?? plain])].filter((key): key is string => key !== undefined)
  return (
    <a className={styles.row} href={`/${object.key}/${record.id}`} data-record={`${object.key}/${record.id}`}>
      <span className={`clip ${styles.title}`} dir="auto">
        {title}
      </span>
      <span className={styles.more}>
        {keys.map((key) => {
          const field = object.fields[key]
          if (!field) return null
          // the day is enough where there is little room
          if (field.type === 'datetime' && !('countdown' in field && field.countdown))
            return (
              <time
                key={key}
                className="clip number"
                dateTime={String(record[key])}
                title={formatInstant(String(record[key]))}
              >
                {formatDate(local(String(record[key])).day)}
              </time>
            )
          const { Cell } = viewOf(field)
          return <Cell key={key} value={record[key]} field={field} />
        })}
      </span>
    </a>
  )
}
