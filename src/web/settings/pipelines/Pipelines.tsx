import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { nounOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { change, complain, remove } from '../../client/writes.ts'
import { create } from '../../records/creating.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Input } from '../../ui/Input.tsx'
import { Head } from '../Head.tsx'
import styles from './Pipelines.module.css'
import { Stages } from './Stages.tsx'
import { useUses } from './useUses.ts'

/** The ways of selling: each with its stages in their order. */
export function Pipelines() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects['pipeline']
  const [chosen, setChosen] = useState<string | null>(null)
  const list = useQuery({
    queryKey: ['list', 'pipeline', 'settings'],
    queryFn: async ({ signal }) => (await api.list('pipeline', { sort: ['-main', 'order'], limit: 100 }, signal)).data,
  })
  const uses = useUses('pipeline')
  const open = list.data?.find(({ id }) => id === chosen) ?? list.data?.[0]
  if (!object) return null
  return (
    <div className={styles.page}>
      <Head title={t('way.title')} text={t('way.text')}>
        {object.rights.create && (
          <Button icon={<IconPlus size={15} />} onClick={() => create('pipeline')}>
            {t('do.new', { what: nounOf(object) })}
          </Button>
        )}
      </Head>
      {list.isPending && <Bone width="60%" />}
      <div className={styles.ways} role="tablist" aria-label={t('way.title')}>
        {list.data?.map((one) => (
          <button
            key={one.id}
            type="button"
            role="tab"
            className={styles.way}
            aria-selected={one.id === open?.id}
            data-off={one['active'] === false || undefined}
            onClick={() => setChosen(one.id)}
          >
            {String(one['name'])}
            {uses && <span className={`number ${styles.faint}`}>{formatNumber(uses.get(one.id) ?? 0)}</span>}
          </button>
        ))}
      </div>
      {open && <Way key={open.id} way={open} used={uses?.get(open.id) ?? 0} />}
    </div>
  )
}

function Way({ way, used }: { way: ApiRecord; used: number }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects['pipeline']!
  const set = (patch: Record<string, unknown>) =>
    void change('pipeline', way, patch).then(() => refresh('pipeline'), complain)
  const name = String(way['name'])
  return (
    <section aria-label={name}>
      <div className={styles.about}>
        <Input
          key={`${way.id}${way.version}`}
          aria-label={t('way.name')}
          className={styles.wayName}
          defaultValue={name}
          maxLength={100}
          disabled={!object.rights.update}
          onBlur={({ target }) => {
            if (target.value.trim() !== name) set({ name: target.value })
          }}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <Check
          checked={way['main'] === true}
          disabled={!object.rights.update || way['main'] === true}
          onChange={() => set({ main: true })}
        >
          {t('way.main')}
        </Check>
        <Check
          checked={way['active'] !== false}
          disabled={!object.rights.update}
          onChange={({ target }) => set({ active: target.checked })}
        >
          {t('way.active')}
        </Check>
        <span className={styles.used}>{t('way.used', { count: used, number: formatNumber(used) })}</span>
        {object.rights.delete && used === 0 && (
          <Button
            small
            look="quiet"
            onClick={() => void remove('pipeline', [way.id], t('state.deleted', { count: 1 })).catch(complain)}
          >
            {t('do.delete')}
          </Button>
        )}
      </div>
      <Stages way={way.id} />
    </section>
  )
}
