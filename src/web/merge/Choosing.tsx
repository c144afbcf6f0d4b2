import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { mostMerged } from '#kernel/api-merge.ts'
import type { ApiSimilar } from '#kernel/api-similar.ts'
import { api } from '../client/api.ts'
import { ask } from '../client/fetch.ts'
import { RelationPick } from '../fields/RelationPick.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Merge.module.css'

type Props = {
  object: MetaObject
  ids: readonly string[]
  onChange: (ids: readonly string[]) => void
  onNext: () => void
}

const tones = { sure: 'red', likely: 'orange', possible: 'gray' } as const

/** Which records are to become one: those that look like the first are offered, others are found by name. */
export function Choosing({ object, ids, onChange, onNext }: Props) {
  const { t } = useTranslation()
  const first = ids[0]
  const { data: chosen = [] } = useQuery({
    queryKey: ['merging', object.key, ids],
    queryFn: async ({ signal }) =>
      (await api.list(object.key, { where: { id: { in: ids } }, limit: mostMerged }, signal)).data,
    enabled: ids.length > 0,
  })
  const { data: alike } = useQuery({
    queryKey: ['alike', object.key, first],
    queryFn: async ({ signal }) => alikeOf(object, await api.get(object.key, first!), signal),
    enabled: first !== undefined && Boolean(object.matches?.length),
    retry: false,
  })
  const offered = (alike ?? []).filter((one) => one.id && one.object === object.key && !ids.includes(one.id))
  const rows = ids.flatMap((id) => chosen.find((row) => row.id === id) ?? [])
  const add = (id: string) => !ids.includes(id) && ids.length < mostMerged && onChange([...ids, id])
  return (
    <div className={styles.choosing}>
      <h2>{t('merge.choose')}</h2>
      <p className={styles.text}>{t('merge.chooseText')}</p>
      <ul className={styles.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <a href={`/${object.key}/${row.id}`} data-record={`${object.key}/${row.id}`} className="clip">
              {titleOf(object, row)}
            </a>
            <IconButton
              small
              label={t('merge.drop', { what: titleOf(object, row) })}
              onClick={() => onChange(ids.filter((id) => id !== row.id))}
            >
              <IconX size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <RelationPick
        to={object.key}
        label={t('merge.find')}
        placeholder={t('merge.find')}
        chosen={[]}
        onPick={({ id }) => add(id)}
      />
      {alike && (
        <section aria-label={t('merge.alike')} className={styles.alike}>
          <h3>{t('merge.alike')}</h3>
          {offered.length === 0 && <p className={styles.text}>{t('merge.noneAlike')}</p>}
          <ul className={styles.list}>
            {offered.map((one) => (
              <li key={one.id}>
                <Tag tone={tones[one.level]}>{t(`similar.${one.level}`)}</Tag>
                <span className={styles.found}>
                  <a href={`/${one.object}/${one.id}`} target="_blank" rel="noreferrer" className="clip">
                    {one.title || say(object.label)}
                  </a>
                  <span className={styles.why}>{one.reasons.map(({ text }) => text).join(' · ')}</span>
                </span>
                <Button small onClick={() => add(one.id!)}>
                  {t('merge.add')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className={styles.go}>
        <Button look="primary" disabled={ids.length < 2} onClick={onNext}>
          {t('merge.next')}
        </Button>
        {ids.length < 2 && <span className={styles.text}>{t('merge.few')}</span>}
      </div>
    </div>
  )
}

async function alikeOf(object: MetaObject, record: ApiRecord, signal: AbortSignal): Promise<ApiSimilar['data']> {
  const values = Object.fromEntries(
    (object.matches ?? []).flatMap((key) =>
      record[key] === null || record[key] === undefined ? [] : [[key, record[key]]],
    ),
  )
  return (await ask<ApiSimilar>('POST', `/api/v1/${object.key}/similar`, { body: { values, id: record.id }, signal }))
    .data
}

export function titleOf(object: MetaObject, record: ApiRecord): string {
  return String(record[object.title] ?? '') || '—'
}
