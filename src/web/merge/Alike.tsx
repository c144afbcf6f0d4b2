import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, MetaObject } from '#kernel/api.ts'
import type { ApiAlike } from '#kernel/api-similar.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { Button } from '../ui/Button.tsx'
import { say, useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Alike.module.css'
import { titleOf } from './Choosing.tsx'

const fields = { account: 'accounts', contact: 'contacts', lead: 'leads' } as const
const tones = { sure: 'red', likely: 'orange', possible: 'gray' } as const

/** On the page of a likely duplicate: its records beside each other, what speaks for it and against, and the way to merge them. */
export function Alike({ page }: { page: ApiPage }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const { record } = page
  const key = String(record['object']) as keyof typeof fields
  const object = useMeta().objects[key]
  const named = (record[fields[key]] ?? []) as readonly { id?: string }[]
  const ids = named.flatMap(({ id }) => id ?? [])
  const { data } = useQuery({
    queryKey: ['page', 'alike', key, ids],
    queryFn: async ({ signal }) => {
      const [list, alike] = await Promise.all([
        api.list(key, { where: { id: { in: ids } }, limit: 20 }, signal),
        ids.length > 1
          ? ask<ApiAlike>('POST', `/api/v1/${key}/alike`, { body: { ids }, signal })
          : Promise.resolve<ApiAlike>({ data: [] }),
      ])
      return { records: list.data, pairs: alike.data }
    },
    enabled: object !== undefined && ids.length > 0,
  })
  if (!object || !data) return null
  const open = record['status'] === 'open' || record['status'] === 'later'
  const titles = new Map(data.records.map((one) => [one.id, titleOf(object, one)]))
  return (
    <section className={styles.alike} aria-label={t('merge.alike')}>
      <header>
        <h2>{t('merge.alike')}</h2>
        {open && object.rights.merge && data.records.length > 1 && (
          <Button
            look="primary"
            small
            onClick={() =>
              void navigate({
                to: '/$object/merge',
                params: { object: key },
                search: { ids: data.records.map(({ id }) => id).join(','), compare: true, queue: true },
              })
            }
          >
            {t('merge.compare')}
          </Button>
        )}
      </header>
      <div className={styles.records}>
        {data.records.map((one) => (
          <One key={one.id} object={object} record={one} />
        ))}
      </div>
      {data.records.length < ids.length && <p className={styles.why}>{t('merge.unseenSome')}</p>}
      <ul className={styles.pairs}>
        {data.pairs
          .filter(({ points }) => points > 0)
          .map(({ a, b, points, level, reasons }) => (
            <li key={`${a} ${b}`}>
              {level && <Tag tone={tones[level]}>{t(`similar.${level}`)}</Tag>}
              <span className={styles.told}>
                {data.records.length > 2 && (
                  <span className={styles.names}>
                    {titles.get(a)} · {titles.get(b)}
                  </span>
                )}
                <span className={styles.why}>
                  {reasons.map((reason) => `${reason.text} ${signed(reason.points)}`).join(' · ')}
                </span>
              </span>
              <span className={`number ${styles.points}`}>{points}</span>
            </li>
          ))}
      </ul>
    </section>
  )
}

function One({ object, record }: { object: MetaObject; record: ApiRecord }) {
  const shown = [...new Set([...(object.views.header ?? []), ...(object.matches ?? [])])].filter(
    (key) => key !== object.title && object.fields[key] && !isEmpty(record[key]),
  )
  return (
    <article className={styles.one}>
      <a href={`/${object.key}/${record.id}`} data-record={`${object.key}/${record.id}`} className="clip">
        {titleOf(object, record)}
      </a>
      <dl>
        {shown.slice(0, 7).map((key) => {
          const field = object.fields[key]!
          const { Cell } = viewOf(field)
          return (
            <div key={key}>
              <dt>{say(field.label)}</dt>
              <dd>
                <Cell value={record[key]} field={field} />
              </dd>
            </div>
          )
        })}
      </dl>
    </article>
  )
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : `−${-points}`
}
