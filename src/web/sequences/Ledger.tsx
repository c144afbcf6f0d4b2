import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Choice as Select } from '../flows/Choice.tsx'
import { kindsQuery } from '../flows/flows.ts'
import { Head } from '../settings/Head.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant, formatNumber } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { say, useSay } from '../ui/language.ts'
import styles from './Sequences.module.css'
import { StateTag } from './StateTag.tsx'
import { idOf, sequencesQuery, titleOf } from './sequences.ts'

const open = ['planned', 'paused', 'held', 'underway']
const which = {
  late: { where: { status: { in: open }, promisedFor: { lt: 'today' } }, sort: ['promisedFor'] },
  soon: { where: { status: { in: open }, promisedFor: { within: { next: 7, unit: 'day' } } }, sort: ['promisedFor'] },
  kept: { where: { status: { in: ['sent', 'done'] } }, sort: ['-at'] },
  all: { where: {}, sort: ['-promisedFor'] },
} as const satisfies Record<string, { where: Where; sort: readonly string[] }>
type Which = keyof typeof which

const select = [
  'name',
  'kind',
  'status',
  'promisedFor',
  'at',
  'lead',
  'contact',
  'owner',
  'sequence',
  'problem',
  'waits',
  'replied',
]

/** What sequences have promised to whom by when, what went, and what is late. */
export function Ledger() {
  const { t } = useTranslation()
  useSay()
  const [shown, setShown] = useState<Which>('late')
  const [owner, setOwner] = useState('')
  const [sequence, setSequence] = useState('')
  const stateLabel = useMeta().objects['sequencePromise']?.fields['status']?.label
  const sequences = useQuery(sequencesQuery).data ?? []
  const kinds = useQuery(kindsQuery).data ?? []
  const late = useQuery({
    queryKey: ['list', 'sequencePromise', 'late'],
    queryFn: async ({ signal }) =>
      (await api.group('sequencePromise', { where: which.late.where, by: ['owner'], limit: 200 }, signal)).data,
  }).data
  const owners = useQuery({
    queryKey: ['list', 'sequencePromise', 'owners'],
    queryFn: async ({ signal }) => (await api.group('sequencePromise', { by: ['owner'], limit: 200 }, signal)).data,
  }).data
  const { where, sort } = which[shown]
  const pages = useInfiniteQuery({
    queryKey: ['list', 'sequencePromise', shown, owner, sequence],
    queryFn: ({ pageParam, signal }) =>
      api.list(
        'sequencePromise',
        {
          where: { ...where, ...(owner ? { owner } : {}), ...(sequence ? { sequence } : {}) },
          sort,
          select,
          limit: 50,
          ...(pageParam ? { after: pageParam } : {}),
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const rows = pages.data?.pages.flatMap(({ data }) => data)
  const lateAll = (late ?? []).reduce((sum, { measures }) => sum + Number(measures[0]), 0)
  return (
    <>
      <Head title={t('sequences.ledger')} text={t('sequences.ledgerText')} />
      <div className={styles.ledgerBar}>
        <span className={styles.filters}>
          {(Object.keys(which) as Which[]).map((key) => (
            <button key={key} type="button" aria-pressed={shown === key} onClick={() => setShown(key)}>
              {t(`sequences.which.${key}`)}
              {key === 'late' && lateAll > 0 && <b className="number">{formatNumber(lateAll)}</b>}
            </button>
          ))}
        </span>
        <Select label={t('sequences.person')} value={owner} onChange={setOwner}>
          <option value="">{t('sequences.everyone')}</option>
          {owners?.map(({ by: [one] }) =>
            idOf(one) ? (
              <option key={idOf(one)} value={idOf(one) as string}>
                {titleOf(one)}
                {lateOf(late, idOf(one))}
              </option>
            ) : null,
          )}
        </Select>
        <Select label={t('sequences.sequence')} value={sequence} onChange={setSequence}>
          <option value="">{t('sequences.anySequence')}</option>
          {sequences.map((one) => (
            <option key={one.id} value={one.id}>
              {String(one['name'])}
            </option>
          ))}
        </Select>
      </div>
      {!rows && <Bone width="60%" />}
      {rows?.length === 0 && (
        <Empty
          title={t('sequences.noPromise')}
          text={t(`sequences.noPromiseText.${shown === 'late' ? 'late' : 'other'}`)}
        />
      )}
      {rows && rows.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.ledger}>
            <thead>
              <tr>
                {(['byWhen', 'what', 'toWhom', 'person', 'sequence', 'keptAt'] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(`sequences.${key}`)}
                  </th>
                ))}
                <th scope="col">{stateLabel && say(stateLabel)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <Promised key={one.id} one={one} icon={kinds.find(({ key }) => key === one['kind'])?.icon} />
              ))}
            </tbody>
          </table>
          {pages.hasNextPage && (
            <Button small onClick={() => void pages.fetchNextPage()}>
              {t('sequences.more')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function lateOf(
  late: readonly { by: readonly unknown[]; measures: readonly unknown[] }[] | undefined,
  id: string | null,
) {
  const found = late?.find(({ by: [one] }) => idOf(one) === id)
  return found ? ` (${String(found.measures[0])})` : ''
}

function Promised({ one, icon }: { one: ApiRecord; icon: string | undefined }) {
  const who = (one['lead'] ?? one['contact']) as { id?: string; title?: string } | null
  const isLate =
    open.includes(String(one['status'])) && Date.parse(String(one['promisedFor'])) < Date.now() - 86_400_000
  return (
    <tr>
      <td className={`number ${isLate ? styles.late : ''}`}>{formatInstant(String(one['promisedFor']))}</td>
      <td>
        <span className={styles.what}>
          {icon && <Icon name={icon} size={14} />}
          <span className="clip" title={String(one['problem'] ?? '')}>
            {String(one['name'])}
          </span>
        </span>
      </td>
      <td>
        {who?.id && (
          <Link to="/$object/$id" params={{ object: one['lead'] ? 'lead' : 'contact', id: who.id }}>
            {who.title}
          </Link>
        )}
      </td>
      <td>{titleOf(one['owner'])}</td>
      <td className="clip">{titleOf(one['sequence'])}</td>
      <td className="number">{one['at'] ? formatInstant(String(one['at'])) : ''}</td>
      <td>
        <StateTag object="sequencePromise" field="status" value={one['status']} />
      </td>
    </tr>
  )
}
