import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { FieldValue } from '../../fields/FieldValue.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatDate, formatNumber } from '../../ui/format.ts'
import styles from './Quality.module.css'

const shown = 20
type Ref = { readonly title?: string | null }

/** What was given to people to mend, and how much of it is left. */
export function Tasks() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const { data = [] } = useQuery({
    queryKey: ['list', 'cleaningTask', 'latest'],
    queryFn: async ({ signal }) =>
      (await api.list('cleaningTask', { sort: ['-createdAt'], limit: shown }, signal)).data,
    enabled: Boolean(objects['cleaningTask']),
  })
  const left = useQueries({
    queries: data.map((one) => ({
      queryKey: ['list', String(one['object']), 'left', one.id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const query = { where: one['where'] as Where, limit: 1, count: 'exact' as const, select: ['id'] }
        return (await api.list(String(one['object']), query, signal)).total?.value ?? null
      },
      retry: false,
    })),
  })
  if (data.length === 0) return null
  return (
    <section className={styles.section}>
      <h3>{t('quality.tasks')}</h3>
      <ul className={styles.list}>
        {data.map((one, i) => {
          const rest = left[i]?.data
          return (
            <li key={one.id} className={styles.waiting}>
              <Link
                to="/$object"
                params={{ object: String(one['object']) }}
                search={{ where: one['where'] as Where }}
                className={`clip ${styles.link} ${styles.strong}`}
              >
                {String(one['name'])}
              </Link>
              <span className={`clip ${styles.faint}`}>{(one['owner'] as Ref | null)?.title}</span>
              <span className={styles.faint}>{one['due'] ? formatDate(String(one['due'])) : ''}</span>
              <span className={styles.figure}>
                {rest === undefined || rest === null
                  ? ''
                  : rest === 0
                    ? t('quality.doneAll')
                    : t('quality.left', {
                        left: formatNumber(rest),
                        count: formatNumber(Number(one['count'] ?? rest)),
                      })}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Batches that were set aside, and the way back. */
export function Batches() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects['quarantine']
  const { data = [] } = useQuery({
    queryKey: ['list', 'quarantine', 'latest'],
    queryFn: async ({ signal }) => (await api.list('quarantine', { sort: ['-createdAt'], limit: shown }, signal)).data,
    enabled: Boolean(object),
    // what is under way is looked at again
    refetchInterval: ({ state }) => (state.data?.some(underWay) ? 2_000 : false),
  })
  const status = object?.fields['status']
  const release = object?.actions.find(({ key }) => key === 'release')
  if (data.length === 0 || !status) return null
  const free = (one: ApiRecord) =>
    void api.act('quarantine', one.id, 'release', {}).then(() => refresh('quarantine'), complain)
  return (
    <section className={styles.section}>
      <h3>{t('quality.batches')}</h3>
      <ul className={styles.list}>
        {data.map((one) => {
          const of = objects[String(one['object'])]
          return (
            <li key={one.id} className={styles.waiting}>
              <span className="clip">
                <a className={`${styles.link} ${styles.strong}`} href={`/quarantine/${one.id}`}>
                  {String(one['name'])}
                </a>{' '}
                <span className={styles.faint}>{String(one['reason'])}</span>
              </span>
              <span className={`clip ${styles.faint}`}>
                {t('quality.ofObject', {
                  what: of ? pluralOf(of) : String(one['object']),
                  number: formatNumber(Number(one['count'] ?? 0)),
                })}
              </span>
              <FieldValue field={status} value={one['status']} />
              <span className={styles.acts}>
                {one['status'] === 'aside' && release && (
                  <Button small onClick={() => free(one)}>
                    {t('quality.release')}
                  </Button>
                )}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function underWay(one: ApiRecord): boolean {
  return one['status'] === 'setting' || one['status'] === 'releasing'
}
