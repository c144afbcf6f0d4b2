import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { change, complain, remove } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { formatDate } from '../../ui/format.ts'
import { say, useSay } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import { CapForm } from './CapForm.tsx'
import { PoolForm } from './PoolForm.tsx'
import styles from './Recycling.module.css'
import { RuleForm } from './RuleForm.tsx'

type Kind = 'pool' | 'recyclingRule' | 'holdingCap'

/** Pools, the rules by which records go into them, and how many a person may hold. */
export function Recycling() {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const [open, setOpen] = useState<{ kind: Kind; record: ApiRecord | null } | null>(null)
  const pools = useRecords('pool')
  const rules = useRecords('recyclingRule')
  const caps = useRecords('holdingCap')
  const nounOf = (record: ApiRecord) => {
    const field = meta.objects['pool']?.fields['object'] as SelectField | undefined
    const option = field?.options.find(({ key }) => key === record['object'])
    return option ? say(option.label) : String(record['object'])
  }
  const drop = (kind: Kind, record: ApiRecord) =>
    void remove(kind, [record.id], t('state.deleted', { count: 1 })).then(() => refresh(kind), complain)
  const done = () => {
    if (open) refresh(open.kind)
    setOpen(null)
  }
  const section = (kind: Kind, list: readonly ApiRecord[] | undefined, about: (record: ApiRecord) => string) => {
    const words = sections[kind]
    const blocked = kind === 'recyclingRule' && pools?.length === 0
    return (
      <section className={styles.section}>
        <div className={styles.top}>
          <h3>{t(words.title)}</h3>
          {meta.objects[kind]?.rights.create && (
            <Button
              small
              disabled={blocked}
              icon={<IconPlus size={14} />}
              onClick={() => setOpen({ kind, record: null })}
            >
              {t(words.add)}
            </Button>
          )}
        </div>
        {!list && <Bone width="50%" />}
        {list?.length === 0 && <p className={styles.faint}>{t(blocked ? 'recycle.noPools' : words.none)}</p>}
        <ul className={styles.rows}>
          {list?.map((record) => (
            <li key={record.id} className={styles.row}>
              <button type="button" className={styles.name} onClick={() => setOpen({ kind, record })}>
                {String(record['name'])}
              </button>
              <span className={styles.faint}>{nounOf(record)}</span>
              <span className={`clip ${styles.faint}`}>{about(record)}</span>
              {kind === 'recyclingRule' && (
                <Button
                  small
                  disabled={!meta.objects[kind]?.rights.update}
                  onClick={() =>
                    void change(kind, record, { active: record['active'] !== true }).then(() => refresh(kind), complain)
                  }
                >
                  {t(record['active'] === true ? 'recycle.switchOff' : 'recycle.switchOn')}
                </Button>
              )}
              {meta.objects[kind]?.rights.delete && (
                <IconButton
                  small
                  label={`${t('do.delete')} ${String(record['name'])}`}
                  onClick={() => drop(kind, record)}
                >
                  <IconTrash size={15} />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      </section>
    )
  }
  return (
    <>
      <Head title={t('recycle.title')} text={t('recycle.text')} />
      {section('pool', pools, (pool) => titles(pool, ['teams', 'people', 'roles']))}
      {section('recyclingRule', rules, (rule) =>
        [
          `→ ${(rule['pool'] as { title?: string } | null)?.title ?? ''}`,
          rule['active'] === true
            ? `${t('recycle.on')}${rule['startsOn'] ? ` · ${t('recycle.from', { day: formatDate(String(rule['startsOn'])) })}` : ''}`
            : t('recycle.off'),
        ].join(' · '),
      )}
      {section('holdingCap', caps, (cap) =>
        [t('recycle.mostOf', { most: cap['most'] }), titles(cap, ['teams', 'people', 'roles'])]
          .filter(Boolean)
          .join(' · '),
      )}
      {open?.kind === 'pool' && <PoolForm record={open.record} onClose={done} />}
      {open?.kind === 'holdingCap' && <CapForm record={open.record} onClose={done} />}
      {open?.kind === 'recyclingRule' && <RuleForm record={open.record} onClose={done} />}
    </>
  )
}

const sections = {
  pool: { title: 'recycle.pools', add: 'recycle.newPool', none: 'pools.none' },
  recyclingRule: { title: 'recycle.rules', add: 'recycle.newRule', none: 'recycle.noRules' },
  holdingCap: { title: 'recycle.caps', add: 'recycle.newCap', none: 'recycle.noCaps' },
} as const

function titles(record: ApiRecord, keys: readonly string[]): string {
  return keys
    .flatMap((key) => (record[key] ?? []) as { title?: string | null }[])
    .flatMap(({ title }) => title ?? [])
    .join('、')
}

function useRecords(object: Kind): readonly ApiRecord[] | undefined {
  return useQuery({
    queryKey: ['list', object, 'settings'],
    queryFn: async ({ signal }) => (await api.list(object, { sort: ['name'], limit: 500 }, signal)).data,
  }).data
}
