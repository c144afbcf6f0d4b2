import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pluralOf } from '../app/navigation.ts'
import { ask } from '../client/fetch.ts'
import { metaQuery, queries, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { say as toast } from '../ui/toast.tsx'
import { Head } from './Head.tsx'
import styles from './Settings.module.css'

type ApiSample = {
  readonly state: 'none' | 'loading' | 'there'
  readonly records: Readonly<Record<string, number>>
  readonly changedSince: number
}

/** The demo company: filled in to look around, taken out again without touching what is the company's own. */
export function Sample() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const [busy, setBusy] = useState(false)
  const sample = useQuery({
    queryKey: ['sample'],
    queryFn: ({ signal }) => ask<ApiSample>('GET', '/api/v1/sample', { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'loading' ? 2_000 : false),
    staleTime: 0,
  })
  const act = async (method: 'POST' | 'DELETE') => {
    setBusy(true)
    try {
      await ask(method, '/api/v1/sample', method === 'POST' ? { body: {} } : {})
      if (method === 'DELETE') toast(t('sample.removed'))
      await queries.fetchQuery({ ...metaQuery, staleTime: 0 })
      await queries.invalidateQueries()
    } catch (error) {
      complain(error)
    }
    setBusy(false)
  }
  const { data } = sample
  return (
    <>
      <Head title={t('sample.title')} text={t('sample.text')}>
        {data?.state === 'there' && (
          <Button look="danger" disabled={busy} onClick={() => void act('DELETE')}>
            {busy ? t('sample.removing') : t('sample.remove')}
          </Button>
        )}
        {data?.state === 'none' && (
          <Button look="primary" disabled={busy} onClick={() => void act('POST')}>
            {t('sample.load')}
          </Button>
        )}
      </Head>
      {sample.isPending && <Bone width="50%" />}
      {data?.state === 'loading' && <p className={styles.faint}>{t('sample.loading')}</p>}
      {data?.state === 'there' && (
        <>
          <div className={styles.rows}>
            {Object.entries(data.records)
              .filter(([key, count]) => objects[key] && count > 0)
              .map(([key, count]) => (
                <div key={key} className={styles.row}>
                  <span className={styles.grow}>{pluralOf(objects[key]!)}</span>
                  <span className="number">{formatNumber(count)}</span>
                </div>
              ))}
          </div>
          {data.changedSince > 0 && (
            <p className={styles.faint}>{t('sample.changed', { count: formatNumber(data.changedSince) })}</p>
          )}
        </>
      )}
    </>
  )
}
