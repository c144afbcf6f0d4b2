import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiHandover, ApiHandoverPreview, ApiInventory } from '#kernel/api-handover.ts'
import { pluralOf } from '../../app/navigation.ts'
import { ApiError, ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatDate, formatInstant } from '../../ui/format.ts'
import { TextArea } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { type Choice, firstChoice, keyOf, readInventory, rulesOf } from './api.ts'
import styles from './Handover.module.css'
import { Preview } from './Preview.tsx'
import { Thing, useThingNames } from './Thing.tsx'

type Props = { personId: string; receivers: readonly string[]; lastDay: string | null }

/** What one person answers for, who gets what of it, and what that would mean. */
export function Plan({ personId, receivers, lastDay }: Props) {
  const { t } = useTranslation()
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const [note, setNote] = useState('')
  const [asking, setAsking] = useState(false)
  const nameOf = useThingNames()
  const inventory = useQuery({
    queryKey: ['inventory', personId, lastDay],
    queryFn: ({ signal }) => readInventory(personId, lastDay, signal),
    placeholderData: keepPreviousData,
  })
  const things = inventory.data?.things ?? []
  const rules = rulesOf(things, choices, receivers)
  const preview = useQuery({
    queryKey: ['handover-preview', personId, rules],
    queryFn: ({ signal }) =>
      ask<ApiHandoverPreview>('POST', `/api/v1/people/${personId}/handover/preview`, { body: { rules }, signal }),
    enabled: rules !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  if (!inventory.data) return <Bone width="60%" />
  const { person, own, keys, feeds, webhooks } = inventory.data
  const wrong = preview.error instanceof ApiError ? Object.values(preview.error.fields)[0] : undefined
  const count = rules && preview.data && !preview.isError ? preview.data.count : 0
  const go = async () => {
    try {
      await ask<ApiHandover>('POST', `/api/v1/people/${personId}/handover`, {
        body: { rules, count, note: note.trim() || null, lastDay },
      })
      setChoices({})
    } catch (error) {
      complain(error)
    }
    setAsking(false)
    await queries.invalidateQueries({ queryKey: ['handovers'] })
    await queries.invalidateQueries({ queryKey: ['inventory'] })
  }
  const ends = (['keys', 'feeds', 'webhooks'] as const).filter((kind) => inventory.data[kind].length > 0)
  if (things.length + own.length + keys.length + feeds.length + webhooks.length === 0)
    return (
      <>
        <Empty title={t('handover.nothing', { who: person.name })} text={t('handover.nothingText')} />
        <Month inventory={inventory.data} />
      </>
    )
  return (
    <section aria-label={t('handover.inventory')} className={styles.plan}>
      <div className={styles.things}>
        {things.map((thing) => (
          <Thing
            key={keyOf(thing)}
            thing={thing}
            personId={personId}
            choice={choices[keyOf(thing)] ?? firstChoice(thing)}
            onChange={(choice) => setChoices({ ...choices, [keyOf(thing)]: choice })}
          />
        ))}
        {own.map((one) => (
          <div key={one.object} className={styles.thing}>
            <span className={styles.name}>{nameOf({ ...one, field: 'owner' })}</span>
            <span className={styles.count}>{one.count}</span>
            <span className={`${styles.stages} ${styles.faint}`}>{t('handover.own')}</span>
          </div>
        ))}
        {ends.map((kind) => (
          <div key={kind} className={styles.thing}>
            <span className={styles.name}>{t(`handover.${kind}`)}</span>
            <span className={styles.count}>{inventory.data[kind].length}</span>
            <span className={`${styles.stages} ${styles.faint}`}>
              {inventory.data[kind].map(({ name }) => name).join(' · ')}
            </span>
            <span className={styles.faint}>{t('handover.ends')}</span>
          </div>
        ))}
      </div>
      <Month inventory={inventory.data} />
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {rules && preview.data && !wrong && <Preview preview={preview.data} who={person.name} />}
      {things.some(({ count }) => count > 0) && (
        <div className={styles.foot}>
          <Labelled label={t('handover.note')} help={t('handover.noteHelp')}>
            {({ id, describedBy }) => (
              <TextArea
                id={id}
                rows={3}
                maxLength={4_000}
                aria-describedby={describedBy}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Labelled>
          <Button look="primary" disabled={count === 0 || preview.isFetching} onClick={() => setAsking(true)}>
            {t('handover.go', { count })}
          </Button>
        </div>
      )}
      <Dialog
        open={asking}
        title={t('handover.confirmTitle')}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('do.cancel')}</Button>
            <Button look="primary" onClick={() => void go()}>
              {t('handover.go', { count })}
            </Button>
          </>
        }
      >
        <p>{t('handover.confirm', { count })}</p>
      </Dialog>
    </section>
  )
}

/** What she read, took out and shared in the month before her last day, and since. */
function Month({ inventory }: { inventory: ApiInventory }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const { exports, shared } = inventory
  const title = t('handover.month', { since: formatDate(inventory.since) })
  return (
    <section aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      <p className={styles.faint}>{t('handover.took', { exports: exports.length, shared })}</p>
      <p className={styles.faint}>{t('watch.read', { ...inventory.read })}</p>
      {exports.map((one) => (
        <div key={one.at} className={styles.given}>
          <span>{formatInstant(one.at)}</span>
          <span>{objects[one.object] ? pluralOf(objects[one.object]!) : one.object}</span>
          <span className={styles.faint}>{t('handover.rows', { rows: one.rows })}</span>
          {one.unusual !== null && <Tag tone="orange">{t('handover.unusual', { usual: one.unusual })}</Tag>}
        </div>
      ))}
    </section>
  )
}
