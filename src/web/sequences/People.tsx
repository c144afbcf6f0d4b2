import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaAction, MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant } from '../ui/format.ts'
import { say, useSay } from '../ui/language.ts'
import { EnrolByView } from './EnrolByView.tsx'
import styles from './Sequences.module.css'
import { StateTag } from './StateTag.tsx'
import { titleOf } from './sequences.ts'

const filters = ['active', 'held', 'paused', 'finished', 'stopped'] as const
const shown = 100

/** Who is in a sequence: how far, what is next, and what can be done about it. */
export function People({ record }: { record: ApiRecord }) {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const object = meta.objects['enrolment'] as MetaObject
  const [status, setStatus] = useState<string>('')
  const [adding, setAdding] = useState(false)
  const people = useQuery({
    queryKey: ['list', 'enrolment', record.id, status],
    queryFn: async ({ signal }) =>
      (
        await api.list(
          'enrolment',
          {
            where: { sequence: record.id, ...(status ? { status } : {}) },
            sort: ['-createdAt'],
            limit: shown,
          },
          signal,
        )
      ).data,
  }).data
  const options = (
    object.fields['status'] as unknown as { options: { key: string; label: { en: string; zh: string } }[] }
  ).options
  return (
    <section className={styles.people}>
      <div className={styles.bar}>
        <span className={styles.filters}>
          <button type="button" aria-pressed={status === ''} onClick={() => setStatus('')}>
            {t('sequences.everybody')}
          </button>
          {filters.map((key) => (
            <button key={key} type="button" aria-pressed={status === key} onClick={() => setStatus(key)}>
              {say(options.find((one) => one.key === key)!.label)}
            </button>
          ))}
        </span>
        <span className={styles.grow} />
        {record['status'] === 'live' && (
          <Button small onClick={() => setAdding(true)}>
            {t('sequences.byFilter')}
          </Button>
        )}
      </div>
      {!people && <Bone width="60%" />}
      {people?.length === 0 && <Empty title={t('sequences.nobody')} text={t('sequences.nobodyText')} heading="h2" />}
      <ul className={styles.list}>
        {people?.map((one) => (
          <Person key={one.id} one={one} actions={object.actions} />
        ))}
      </ul>
      {adding && <EnrolByView record={record} onClose={() => setAdding(false)} />}
    </section>
  )
}

function Person({ one, actions }: { one: ApiRecord; actions: readonly MetaAction[] }) {
  const who = (one['lead'] ?? one['contact']) as { id?: string; title?: string } | null
  const about = one['lead'] ? 'lead' : 'contact'
  const status = String(one['status'])
  const act = (key: string) =>
    void api.act('enrolment', one.id, key, {}).then(() => {
      refresh('enrolment')
      void queries.invalidateQueries({ queryKey: ['list', 'enrolment'] })
    }, complain)
  return (
    <li className={styles.person}>
      {who?.id ? (
        <Link to="/$object/$id" params={{ object: about, id: who.id }} className={`clip ${styles.name}`}>
          {who.title}
        </Link>
      ) : (
        <span className={`clip ${styles.name}`}>{String(one['name'])}</span>
      )}
      <StateTag object="enrolment" field="status" value={status} />
      {one['stopReason'] ? <StateTag object="enrolment" field="stopReason" value={one['stopReason']} /> : null}
      <span className={`clip ${styles.faint} ${styles.grow}`}>{String(one['problem'] ?? '')}</span>
      <span className={`${styles.faint} ${styles.wide}`}>
        {one['nextAt']
          ? formatInstant(String(one['nextAt']))
          : one['endedAt']
            ? formatInstant(String(one['endedAt']))
            : ''}
      </span>
      <span className={`clip ${styles.faint} ${styles.owner}`}>{titleOf(one['owner'])}</span>
      <span className={styles.acts}>
        {actions
          .filter(({ key }) => mayDo(key, status))
          .map(({ key, label }) => (
            <Button key={key} small look="quiet" onClick={() => act(key)}>
              {say(label)}
            </Button>
          ))}
      </span>
    </li>
  )
}

/** As the actions say of themselves on the server. */
function mayDo(key: string, status: string): boolean {
  if (key === 'stop') return ['active', 'paused', 'held'].includes(status)
  if (key === 'pause') return status === 'active'
  if (key === 'resume') return status === 'paused' || status === 'held'
  return key === 'skip' && (status === 'active' || status === 'held')
}
