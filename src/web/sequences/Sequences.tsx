import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Head } from '../settings/Head.tsx'
import settings from '../settings/Settings.module.css'
import { Bone } from '../ui/Bone.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatNumber } from '../ui/format.ts'
import { useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import { Limits } from './Limits.tsx'
import { SequencePage } from './SequencePage.tsx'
import styles from './Sequences.module.css'
import { StateTag } from './StateTag.tsx'
import { sequenceObject, sequencesQuery, titleOf, usesQuery } from './sequences.ts'

/** The sequences of the company, or one of them. */
export function Sequences() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const sequences = useQuery(sequencesQuery)
  if (!sequences.data) return <Bone width="60%" />
  const one = sequences.data.find(({ id }) => id === item)
  return one ? <SequencePage key={one.id} record={one} /> : <List sequences={sequences.data} />
}

function List({ sequences }: { sequences: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const [limits, setLimits] = useState(false)
  const uses = useQuery(usesQuery).data
  const meta = useMeta()
  const mayCreate = meta.objects[sequenceObject]?.rights.create === true
  const make = async () => {
    const taken = new Set(sequences.map(({ name }) => name))
    let name = t('sequences.starter')
    for (let n = 2; taken.has(name); n++) name = `${t('sequences.starter')} ${n}`
    const { id } = await api.create(sequenceObject, { name, draft: [] })
    refresh(sequenceObject)
    await navigate({ to: '/settings/$page/$item', params: { page: 'sequences', item: id } })
  }
  return (
    <>
      <Head title={t('sequences.title')} text={t('sequences.text')}>
        <span className={styles.acts}>
          {meta.user.admin && <Button onClick={() => setLimits(true)}>{t('sequences.manageLimits')}</Button>}
          {mayCreate && (
            <Button look="primary" icon={<IconPlus size={15} />} onClick={() => void make().catch(complain)}>
              {t('sequences.new')}
            </Button>
          )}
        </span>
      </Head>
      {sequences.length === 0 ? (
        <Empty title={t('sequences.none')} text={t('sequences.noneText')} />
      ) : (
        <div className={settings.rows}>
          {sequences.map((one) => (
            <Row key={one.id} sequence={one} use={uses?.get(one.id)} />
          ))}
        </div>
      )}
      {limits && <Limits onClose={() => setLimits(false)} />}
    </>
  )
}

function Row({ sequence, use }: { sequence: ApiRecord; use: { active: number; held: number } | undefined }) {
  const { t } = useTranslation()
  const { active = 0, held = 0 } = use ?? {}
  return (
    <Link
      to="/settings/$page/$item"
      params={{ page: 'sequences', item: sequence.id }}
      className={`${settings.row} ${styles.row}`}
    >
      <span className={`clip ${settings.grow}`}>
        <span className={settings.strong}>{String(sequence['name'])}</span>
        <span className={styles.faint}>{String(sequence['reason'] ?? '')}</span>
      </span>
      {held > 0 && <Tag tone="red">{t('sequences.heldCount', { count: held, number: formatNumber(held) })}</Tag>}
      <span className={`number ${styles.faint} ${styles.wide}`}>
        {active > 0 ? t('sequences.people', { count: active, number: formatNumber(active) }) : ''}
      </span>
      <span className={`clip ${styles.faint} ${styles.owner}`}>{titleOf(sequence['owner'])}</span>
      <StateTag object={sequenceObject} field="status" value={sequence['status']} />
    </Link>
  )
}
