import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { ApiShare, ApiShares } from '#kernel/api-access.ts'
import { nounsOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { face } from '../fields/face.tsx'
import { RelationPick } from '../fields/RelationPick.tsx'
import { IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant, instant, today } from '../ui/format.ts'
import { Input, inputStyles } from '../ui/Input.tsx'
import { say } from '../ui/language.ts'
import styles from './ShareDialog.module.css'

type Level = ApiShare['level']

/** Opens one record to people and teams, beyond what their roles reach. */
export function ShareDialog({
  object,
  record,
  onClose,
}: {
  object: MetaObject
  record: ApiRecord
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [level, setLevel] = useState<Level>('read')
  const path = `/api/v1/${object.key}/${record.id}/shares`
  const key = ['shares', object.key, record.id]
  const shares = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const found = await ask<ApiShares>('GET', path, { signal })
      const [direct, inherited] = await Promise.all([withNames(found.data), withNames(found.inherited)])
      return { direct, inherited, opens: found.opens }
    },
  })
  const again = () => queries.invalidateQueries({ queryKey: key })
  const [until, setUntil] = useState('')
  const endId = useId()
  // Without a day it lasts as long as one's own reach does; the day itself counts.
  const give = (granteeId: string, wanted: Level, last?: string | null) =>
    void ask('POST', path, { body: { granteeId, level: wanted, ...(last !== undefined && { until: last }) } }).then(
      again,
      complain,
    )
  const end = until === '' ? undefined : instant(until, '23:59')
  const take = (granteeId: string) => void ask('DELETE', `${path}/${granteeId}`).then(again, complain)
  return (
    <Dialog
      open
      title={t('share.title', { what: String(record[object.title] ?? say(object.label)) })}
      onClose={onClose}
    >
      <div className={styles.add}>
        {(['user', 'team'] as const)
          .filter((to) => objects[to])
          .map((to) => (
            <RelationPick
              key={to}
              to={to}
              label={say(objects[to]!.label)}
              placeholder={say(objects[to]!.label)}
              chosen={[]}
              onPick={(picked) => give(picked.id, level, end)}
            />
          ))}
        <Levels label={t('share.level')} value={level} onChange={setLevel} />
        <label className={styles.end} htmlFor={endId}>
          {t('seen.until')}
          <Input
            id={endId}
            type="date"
            min={today()}
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </label>
      </div>
      {shares.data && <Opens opens={shares.data.opens} />}
      {shares.data?.direct.length === 0 && shares.data.inherited.length === 0 && (
        <Empty title={t('share.nobody')} text={t('share.nobodyText')} />
      )}
      <ul>
        {shares.data?.direct.map((share) => (
          <li key={share.granteeId} className={styles.row}>
            <span className={styles.name}>{face(share.to, share.name)}</span>
            {share.until && (
              <span className={styles.until}>{t('seen.untilText', { when: formatInstant(share.until) })}</span>
            )}
            <Levels
              label={`${share.name}: ${t('share.level')}`}
              value={share.level}
              onChange={(wanted) => give(share.granteeId, wanted, share.until ?? undefined)}
            />
            <IconButton small label={`${t('do.remove')} ${share.name}`} onClick={() => take(share.granteeId)}>
              <IconX size={14} />
            </IconButton>
          </li>
        ))}
        {shares.data?.inherited.map((share) => (
          <li key={`${share.granteeId} ${share.from.id}`} className={styles.row}>
            <span className={styles.name}>{face(share.to, share.name)}</span>
            <span className={styles.until}>
              {t(`share.${share.level}`)}
              {share.until && ` · ${t('seen.untilText', { when: formatInstant(share.until) })}`}
            </span>
            <a className={`clip ${styles.from}`} href={`/${share.from.object}/${share.from.id}`}>
              {t('opened.comesWith', { what: share.from.title })}
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

/** Which records are open with this one, as the company has settled. */
function Opens({ opens }: { opens: ApiShares['opens'] }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const named = (level: Level) =>
    opens
      .filter((one) => one.level === level && objects[one.object])
      .map((one) => nounsOf(objects[one.object]!))
      .join(t('opened.comma'))
  return (['update', 'read'] as const).map((level) => {
    const what = named(level)
    return what === '' ? null : (
      <p key={level} className={styles.opens}>
        {t(`opened.${level}`, { what })}
      </p>
    )
  })
}

function Levels({ label, value, onChange }: { label: string; value: Level; onChange: (level: Level) => void }) {
  const { t } = useTranslation()
  return (
    <select
      className={`${inputStyles.input} ${styles.level}`}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as Level)}
    >
      <option value="read">{t('share.read')}</option>
      <option value="update">{t('share.update')}</option>
    </select>
  )
}

/** A grantee is a person or a team; whichever has that id. */
async function withNames<S extends ApiShare>(shares: readonly S[]) {
  const ids = shares.map((share) => share.granteeId)
  if (ids.length === 0) return []
  const where = { id: { in: ids } }
  const [people, teams] = await Promise.all(
    (['user', 'team'] as const).map((object) => api.list(object, { where, select: ['name'], limit: 200 })),
  )
  const name = (id: string, list: typeof people) => list?.data.find((row) => row.id === id)?.name
  return shares.map((share) => {
    const person = name(share.granteeId, people)
    return { ...share, to: person ? 'user' : 'team', name: String(person ?? name(share.granteeId, teams) ?? '—') }
  })
}
