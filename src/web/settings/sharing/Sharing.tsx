import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSharingPolicy } from '#kernel/api-settings.ts'
import type { SharingLevel } from '#kernel/company-settings.ts'
import { Failed } from '../../app/Failed.tsx'
import { nounOf, pluralOf } from '../../app/navigation.ts'
import { ask } from '../../client/fetch.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import { changeSettings } from '../company/settings.ts'
import { Head } from '../Head.tsx'
import styles from './Sharing.module.css'

type Hanging = ApiSharingPolicy['data'][number]
const levels = ['none', 'read', 'update'] as const

/** What is open with a record that is shared, relation by relation; kept at once, and taken back with one click. */
export function Sharing() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const policy = useQuery({
    queryKey: ['settings', 'sharing'],
    queryFn: ({ signal }) => ask<ApiSharingPolicy>('GET', '/api/v1/settings/sharing', { signal }),
  })
  const [busy, setBusy] = useState('')
  const set = async (one: Hanging, level: SharingLevel, undo?: SharingLevel) => {
    const key = keyOf(one)
    setBusy(key)
    try {
      await changeSettings({ sharing: { [key]: level } })
      await queries.invalidateQueries({ queryKey: ['settings', 'sharing'] })
      void queries.invalidateQueries({ queryKey: ['shares'] })
      toast(t('state.saved'), undo ? { undo: () => void set(one, undo) } : {})
    } catch (error) {
      complain(error)
    }
    setBusy('')
  }
  const known = (policy.data?.data ?? []).filter(
    ({ object, relation, to }) => objects[object]?.fields[relation] && objects[to],
  )
  return (
    <div className={styles.page}>
      <Head title={t('sharing.title')} text={t('sharing.text')} />
      {policy.isPending && <Bone width="60%" />}
      {policy.isError && <Failed error={policy.error} reset={() => void policy.refetch()} />}
      {policy.isSuccess && known.length === 0 && <Empty title={t('sharing.empty')} />}
      {[...Map.groupBy(known, ({ to }) => to)].map(([to, list]) => (
        <Section key={to} title={t('sharing.under', { to: nounOf(objects[to]!) })}>
          <ul>
            {list.map((one) => {
              const object = objects[one.object]!
              const relation = say(object.fields[one.relation]!.label)
              return (
                <li key={keyOf(one)} className={styles.row}>
                  <span className={styles.what}>{t('sharing.what', { object: pluralOf(object), relation })}</span>
                  <select
                    className={`${inputStyles.input} ${styles.level}`}
                    aria-label={t('sharing.levelOf', { object: pluralOf(object), to: relation })}
                    value={one.level}
                    disabled={busy === keyOf(one)}
                    onChange={({ target }) => void set(one, target.value as SharingLevel, one.level)}
                  >
                    {levels.map((level) => (
                      <option key={level} value={level}>
                        {t(`sharing.${level}`)}
                      </option>
                    ))}
                  </select>
                </li>
              )
            })}
          </ul>
        </Section>
      ))}
    </div>
  )
}

function keyOf({ object, relation }: Hanging): string {
  return `${object}.${relation}`
}
