import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaAction, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { ActionDialog } from '../records/ActionDialog.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { addDays, formatDate, formatInstant, formatNumber, today } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { say, useSay } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import styles from './Pools.module.css'
import { quotaQuery } from './quota.ts'

type Ref = { readonly id: string; readonly title: string | null }

/** My pools with the claims left, what is about to go back, who asks for more time, and what went lately. */
export function Pools() {
  const { t } = useTranslation()
  useSay()
  const { objects, user } = useMeta()
  const list = useQuery({
    queryKey: ['list', 'pool', 'all'],
    queryFn: async ({ signal }) => (await api.list('pool', { sort: ['object', 'name'], limit: 200 }, signal)).data,
  })
  const quotas = useQueries({ queries: (list.data ?? []).map((pool) => quotaQuery(pool.id)) })
  const leads = (pool: ApiRecord) => user.admin || ((pool['managers'] ?? []) as Ref[]).some(({ id }) => id === user.id)
  const known = quotas.every(({ data }) => data !== undefined)
  const mine = (list.data ?? []).filter((pool, i) => quotas[i]?.data || leads(pool))
  const manages = mine.some(leads)
  const kinds = [...new Set(mine.map((pool) => String(pool['object'])))].flatMap((key) => objects[key] ?? [])
  return (
    <div className={styles.screen}>
      <div className={styles.name}>
        <h1 className={styles.title}>{t('pools.title')}</h1>
        <HelpMark to="pools" />
      </div>
      <p className={styles.text}>{t('pools.text')}</p>
      {(list.isPending || !known) && <Bone width="60%" />}
      {list.isError && <p role="alert">{t('pools.loadFailed')}</p>}
      {list.data && known && mine.length === 0 && <Empty title={t('pools.none')} text={t('pools.noneText')} />}
      {known && mine.length > 0 && (
        <>
          <section className={styles.section}>
            <h2>{t('pools.mine')}</h2>
            <div className={styles.rows}>
              {mine.map((pool) => (
                <PoolRow key={pool.id} pool={pool} leads={leads(pool)} />
              ))}
            </div>
          </section>
          <section className={styles.section}>
            <h2>{t(manages ? 'pools.falls' : 'pools.mineFalls')}</h2>
            <div className={styles.rows}>
              {kinds.map((object) => (
                <Falls key={object.key} object={object} own={!manages} />
              ))}
            </div>
          </section>
          {manages && objects['extensionRequest'] && <Requests object={objects['extensionRequest']} />}
          {objects['recycling'] && <Batches pools={mine} />}
        </>
      )}
    </div>
  )
}

function PoolRow({ pool, leads }: { pool: ApiRecord; leads: boolean }) {
  const { t } = useTranslation()
  const { objects, user } = useMeta()
  const [acting, setActing] = useState<MetaAction | null>(null)
  const key = String(pool['object'])
  const object = objects[key]
  const settings = objects['pool']
  const quota = useQuery(quotaQuery(pool.id)).data
  const waiting = useCount(key, { pool: pool.id })
  const ways = settings?.actions.filter(({ key }) => key === 'distribute' || key === 'distributeByRules') ?? []
  const told = (result: unknown) => {
    const { assigned = 0, left = 0 } = (result ?? {}) as { assigned?: number; left?: number }
    toast(
      [t('pools.given', { count: assigned }), left > 0 ? t('pools.notGiven', { count: left }) : '']
        .filter(Boolean)
        .join(' · '),
    )
  }
  if (!object) return null
  const covered = [pool['maskedFields'], pool['hiddenFields']].flatMap((keys) => (keys ?? []) as string[])
  return (
    <div className={styles.row}>
      <span className={styles.name}>
        <Icon name={object.icon} />
        <Link
          to="/$object"
          params={{ object: key }}
          search={{ where: { pool: pool.id }, columns: waitingColumns(object, leads ? [] : covered) }}
          className="clip"
        >
          {String(pool['name'])}
        </Link>
        {leads && !user.admin && <span className={styles.faint}>{t('pools.manage')}</span>}
      </span>
      <span className="number">
        {waiting === undefined ? '…' : formatNumber(waiting)} <span className={styles.faint}>{t('pools.waiting')}</span>
      </span>
      <span className={styles.faint}>
        {quota && (quota.left === null ? t('pools.unlimited') : t('pools.leftToday', { count: quota.left }))}
        {quota?.nextAt && ` · ${t('pools.nextAt', { at: formatInstant(quota.nextAt) })}`}
      </span>
      <span className={styles.acts}>
        {leads &&
          ways.map((action) => (
            <Button key={action.key} small onClick={() => setActing(action)}>
              {say(action.label)}
            </Button>
          ))}
      </span>
      {acting && settings && (
        <ActionDialog
          object={settings}
          record={pool}
          action={acting}
          about={String(pool['name'])}
          onDone={told}
          onClose={() => {
            setActing(null)
            refresh(key)
          }}
        />
      )}
    </div>
  )
}

/** What tells whether a record that waits is worth the claim; what is covered from her would stand there empty. */
function waitingColumns(object: MetaObject, covered: readonly string[]): readonly string[] {
  const shown = usual(object).filter((key) => !covered.includes(key))
  return [...shown.slice(0, 4), 'heldSince', 'previousOwner', 'returnCount', ...shown.slice(4)]
}

/** What somebody needs who keeps records from going to their pool. */
function fallingColumns(object: MetaObject, own: boolean): readonly string[] {
  return ['recyclesOn', 'recycleRule', ...(own ? [] : ['owner']), 'lastFollowUpAt', 'nextFollowUpAt', ...usual(object)]
}

/** Columns of its lists that say nothing of who has a record, and until when. */
function usual(object: MetaObject): readonly string[] {
  const ofHolder = new Set([object.title, 'owner', 'pool', 'recyclesOn', 'recycleRule', 'nextFollowUpAt', 'respondBy'])
  return (object.views.list ?? []).filter((key) => !ofHolder.has(key))
}

function Falls({ object, own }: { object: MetaObject; own: boolean }) {
  const { t } = useTranslation()
  const day = today()
  const whose: Where = own ? { owner: { is: 'me' } } : {}
  const spans: readonly (readonly [string, Where])[] = [
    [t('pools.tonight'), { recyclesOn: { lte: day } }],
    [t('pools.tomorrow'), { recyclesOn: addDays(day, 1) }],
    [t('pools.week'), { recyclesOn: { lte: addDays(day, 6) } }],
  ]
  return (
    <div className={styles.figures}>
      <span className={styles.name}>
        <Icon name={object.icon} />
        {pluralOf(object)}
      </span>
      {spans.map(([words, where]) => (
        <Figure key={words} object={object} own={own} words={words} where={{ ...whose, ...where }} />
      ))}
    </div>
  )
}

function Figure({ object, own, words, where }: { object: MetaObject; own: boolean; words: string; where: Where }) {
  const count = useCount(object.key, where)
  return (
    <Link
      to="/$object"
      params={{ object: object.key }}
      search={{ where, sort: ['recyclesOn'], columns: [...new Set(fallingColumns(object, own))] }}
      className={styles.figure}
    >
      <strong className="number">{count === undefined ? '…' : formatNumber(count)}</strong>
      <span className={styles.faint}>{words}</span>
    </Link>
  )
}

/** Who asks her for more time, to be answered here. */
function Requests({ object }: { object: MetaObject }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const [acting, setActing] = useState<{ request: ApiRecord; action: MetaAction } | null>(null)
  const where: Where = { status: 'pending', ...(user.admin ? {} : { decider: { is: 'me' as const } }) }
  const list = useQuery({
    queryKey: ['list', 'extensionRequest', 'waiting', where],
    queryFn: async ({ signal }) =>
      (await api.list('extensionRequest', { where, sort: ['createdAt'], limit: 50 }, signal)).data,
  }).data
  if (!list || list.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{t('pools.requests')}</h2>
      <div className={styles.rows}>
        {list.map((request) => (
          <div key={request.id} className={styles.row}>
            <span className={styles.name}>
              <Link
                to="/$object/$id"
                params={{ object: String(request['object']), id: String(request['record']) }}
                className="clip"
              >
                {String(request['recordName'] ?? '')}
              </Link>
              <span className={styles.faint}>{(request['owner'] as Ref | null)?.title}</span>
            </span>
            <span className="number">{formatDate(String(request['until']))}</span>
            <span className={`clip ${styles.faint}`}>{String(request['reason'] ?? '')}</span>
            <span className={styles.acts}>
              {object.actions.map((action) => (
                <Button key={action.key} small onClick={() => setActing({ request, action })}>
                  {say(action.label)}
                </Button>
              ))}
            </span>
          </div>
        ))}
      </div>
      {acting && (
        <ActionDialog
          object={object}
          record={acting.request}
          action={acting.action}
          about={String(acting.request['recordName'] ?? '')}
          onClose={() => setActing(null)}
        />
      )}
    </section>
  )
}

function Batches({ pools }: { pools: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const ids = pools.map(({ id }) => id)
  const list = useQuery({
    queryKey: ['list', 'recycling', 'lately', ids],
    queryFn: async ({ signal }) =>
      (await api.list('recycling', { where: { pool: { in: ids } }, sort: ['-day'], limit: 12 }, signal)).data,
  }).data
  const undo = (batch: ApiRecord) =>
    void api.act('recycling', batch.id, 'undo', {}).then(({ result }) => {
      const { undone = 0, kept = 0 } = (result ?? {}) as { undone?: number; kept?: number }
      toast(
        [t('pools.takenBack', { count: undone }), kept > 0 ? t('pools.kept', { count: kept }) : '']
          .filter(Boolean)
          .join(' · '),
      )
      refresh('recycling')
      refresh(String(batch['object']))
    }, complain)
  const since = new Date(Date.now() - 72 * 3_600_000).toISOString()
  return (
    <section className={styles.section}>
      <h2>{t('pools.batches')}</h2>
      {list?.length === 0 && <p className={styles.nothing}>{t('pools.noBatches')}</p>}
      <div className={list?.length ? styles.rows : undefined}>
        {list?.map((batch) => {
          const object = objects[String(batch['object'])]
          const rule = batch['rule'] as Ref | null
          const pool = batch['pool'] as Ref | null
          return (
            <div key={batch.id} className={styles.row}>
              <span className={styles.name}>
                <Icon name={object?.icon} />
                <span className="clip">{rule?.title}</span>
                <span className={styles.faint}>{formatDate(String(batch['day']))}</span>
              </span>
              <span className="number">{formatNumber(Number(batch['count'] ?? 0))}</span>
              <span className={`clip ${styles.faint}`}>→ {pool?.title}</span>
              <span className={styles.acts}>
                {batch['status'] === 'undone' ? (
                  <span className={styles.faint}>{t('pools.undone')}</span>
                ) : (
                  String(batch['createdAt']) > since && (
                    <Button small onClick={() => undo(batch)}>
                      {t('pools.takeBack')}
                    </Button>
                  )
                )}
              </span>
            </div>
          )
        })}
      </div>
    </section>
  )
}

function useCount(object: string, where: Where): number | undefined {
  return useQuery({
    queryKey: ['group', object, 'count', where],
    queryFn: async ({ signal }) =>
      Number((await api.group(object, { by: [], measures: ['count'], where }, signal)).data[0]?.measures[0] ?? 0),
  }).data
}
