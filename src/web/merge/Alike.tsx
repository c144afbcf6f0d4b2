import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, ApiRecord, MetaObject } from '#kernel/api.ts'
import type { ApiAlike } from '#kernel/api-similar.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { ActionDialog } from '../records/ActionDialog.tsx'
import { Button } from '../ui/Button.tsx'
import { say, useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Alike.module.css'
import { titleOf } from './Choosing.tsx'

const fields = { account: 'accounts', contact: 'contacts', lead: 'leads' } as const
const tones = { sure: 'red', likely: 'orange', possible: 'gray' } as const

/** On the page of a likely duplicate: its records beside each other, what speaks for it and against, and the way to merge them. */
export function Alike({ page }: { page: ApiPage }) {
  return page.record['proposal'] === 'attach' ? <Attach page={page} /> : <Merging page={page} />
}

type Reference = { readonly id?: string; readonly title?: string | null }

/** A lead beside the account and contact that it is like: it is converted into those. */
function Attach({ page }: { page: ApiPage }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [acting, setActing] = useState(false)
  const { record } = page
  const idsOf = (key: keyof typeof fields) =>
    ((record[fields[key]] ?? []) as readonly Reference[]).flatMap(({ id }) => id ?? [])
  const asked = { lead: idsOf('lead'), account: idsOf('account'), contact: idsOf('contact') }
  const { data } = useQuery({
    queryKey: ['page', 'attach', asked],
    queryFn: async ({ signal }) => {
      const others = (['account', 'contact'] as const).filter((key) => objects[key] && asked[key].length > 0)
      const [lists, { data: pairs }] = await Promise.all([
        Promise.all(
          (['lead', 'account', 'contact'] as const).map(async (key) =>
            objects[key] && asked[key].length > 0
              ? (await api.list(key, { where: { id: { in: asked[key] } }, limit: 20 }, signal)).data
              : [],
          ),
        ),
        objects['lead'] && asked.lead.length > 0 && others.length > 0
          ? ask<ApiAlike>('POST', '/api/v1/lead/alike', {
              body: { ids: asked.lead, with: others.map((object) => ({ object, ids: asked[object].slice(0, 9) })) },
              signal,
            })
          : Promise.resolve<ApiAlike>({ data: [] }),
      ])
      return { lists, pairs }
    },
  })
  if (!data || !objects['lead']) return null
  const [leads = [], accounts = [], contacts = []] = data.lists
  const open = record['status'] === 'open' || record['status'] === 'later'
  const [lead] = leads
  const convert = objects['lead'].actions.find(({ key }) => key === 'convert')
  const shown = [
    ...leads.map((one) => ({ object: objects['lead'], one })),
    ...accounts.map((one) => ({ object: objects['account'], one })),
    ...contacts.map((one) => ({ object: objects['contact'], one })),
  ].flatMap(({ object, one }) => (object ? [{ object, one }] : []))
  const titles = new Map(shown.map(({ object, one }) => [one.id, titleOf(object, one)]))
  const begin = (object: 'account' | 'contact', list: readonly ApiRecord[]) =>
    list[0] && objects[object] ? { [object]: { id: list[0].id, title: titleOf(objects[object], list[0]) } } : {}
  return (
    <section className={styles.alike} aria-label={t('merge.attach')}>
      <header>
        <h2>{t('merge.attach')}</h2>
        {open && lead && convert && (
          <Button look="primary" small onClick={() => setActing(true)}>
            {t('merge.convert')}
          </Button>
        )}
      </header>
      <div className={styles.records}>
        {shown.map(({ object, one }) => (
          <One key={one.id} object={object} record={one} named />
        ))}
      </div>
      <Pairs pairs={data.pairs} titles={shown.length > 2 ? titles : null} all={Number(record['points'])} />
      {acting && lead && convert && (
        <ActionDialog
          object={objects['lead']}
          record={lead}
          action={convert}
          begin={{ ...begin('account', accounts), ...begin('contact', contacts) }}
          onClose={() => setActing(false)}
        />
      )}
    </section>
  )
}

function Merging({ page }: { page: ApiPage }) {
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
      <Pairs all={Number(record['points'])} pairs={data.pairs} titles={data.records.length > 2 ? titles : null} />
    </section>
  )
}

type PairsProps = { pairs: ApiAlike['data']; titles: ReadonlyMap<string, string> | null; all: number }

/**
 * What speaks for two records and against it, pair by pair. `titles` where there is more than one pair to tell apart; `all` are
 * the points that they were found with: of what its reader may not see nothing is told but that there is something.
 */
function Pairs({ pairs, titles, all }: PairsProps) {
  const { t } = useTranslation()
  const [pair] = pairs
  const hidden = pairs.length === 1 && pair && pair.points < all
  return (
    <>
      <ul className={styles.pairs}>
        {pairs
          .filter(({ points }) => points > 0)
          .map(({ a, b, points, level, reasons }) => (
            <li key={`${a} ${b}`}>
              {level && <Tag tone={tones[level]}>{t(`similar.${level}`)}</Tag>}
              <span className={styles.told}>
                {titles && (
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
      {hidden && <p className={styles.why}>{t('merge.hiddenPoints')}</p>}
    </>
  )
}

function One({ object, record, named = false }: { object: MetaObject; record: ApiRecord; named?: boolean }) {
  const shown = [...new Set([...(object.views.header ?? []), ...(object.matches ?? [])])].filter(
    (key) => key !== object.title && object.fields[key] && !isEmpty(record[key]),
  )
  return (
    <article className={styles.one}>
      <a href={`/${object.key}/${record.id}`} data-record={`${object.key}/${record.id}`} className="clip">
        {named ? `${say(object.label)} · ${titleOf(object, record)}` : titleOf(object, record)}
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
