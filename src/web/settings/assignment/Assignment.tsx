import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import { nounOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { change, complain, remove } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { say, useSay } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import styles from './Assignment.module.css'
import { AssignmentForm } from './AssignmentForm.tsx'

/** The rules by which new records find their owner, in their order, and what each gave lately. */
export function Assignment() {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const object = meta.objects['assignmentRule']
  const [open, setOpen] = useState<{ record: ApiRecord | null } | null>(null)
  const rules = useQuery({
    queryKey: ['list', 'assignmentRule', 'settings'],
    queryFn: async ({ signal }) =>
      (await api.list('assignmentRule', { sort: ['object', 'order', 'createdAt'], limit: 200 }, signal)).data,
  }).data
  const given = useGiven()
  const put = (record: ApiRecord, values: object) =>
    change('assignmentRule', record, { ...values }).then(() => refresh('assignmentRule'), complain)
  /** Changes places with the rule above or below of the same object. */
  const move = async (list: readonly ApiRecord[], i: number, by: -1 | 1) => {
    const next = [...list]
    next.splice(i + by, 0, ...next.splice(i, 1))
    for (const [at, rule] of next.entries())
      if (rule['order'] !== (at + 1) * 10) await put(rule, { order: (at + 1) * 10 })
  }
  const ways = object?.fields['way'] as SelectField | undefined
  const about = (rule: ApiRecord) => {
    if (rule['to'] === 'pool') return (rule['pool'] as { title?: string } | null)?.title ?? ''
    const way = ways?.options.find(({ key }) => key === rule['way'])
    return [titles(rule), way && say(way.label)].filter(Boolean).join(' · ')
  }
  const groups = Object.entries(Object.groupBy(rules ?? [], (rule) => String(rule['object'])))
  return (
    <>
      <Head title={t('assign.title')} text={t('assign.text')}>
        {object?.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setOpen({ record: null })}>
            {t('assign.new')}
          </Button>
        )}
      </Head>
      {!rules && <Bone width="50%" />}
      {rules?.length === 0 && <p className={styles.faint}>{t('assign.none')}</p>}
      {groups.map(([key, list = []]) => (
        <section key={key} className={styles.section}>
          <h3>{meta.objects[key] ? nounOf(meta.objects[key]) : key}</h3>
          <ol className={styles.rows}>
            {list.map((rule, i) => (
              <li key={rule.id} className={styles.row} data-off={rule['active'] !== true || undefined}>
                <span className={`number ${styles.faint}`}>{i + 1}</span>
                <button type="button" className={styles.name} onClick={() => setOpen({ record: rule })}>
                  {String(rule['name'])}
                </button>
                <span className={`clip ${styles.faint}`}>{about(rule)}</span>
                <span className={`number ${styles.faint}`}>
                  {given?.get(rule.id) ? t('assign.given', { count: given.get(rule.id) }) : ''}
                </span>
                <span className={styles.acts}>
                  <IconButton
                    small
                    disabled={i === 0}
                    label={`${t('assign.up')} ${String(rule['name'])}`}
                    onClick={() => void move(list, i, -1)}
                  >
                    <IconArrowUp size={14} />
                  </IconButton>
                  <IconButton
                    small
                    disabled={i === list.length - 1}
                    label={`${t('assign.down')} ${String(rule['name'])}`}
                    onClick={() => void move(list, i, 1)}
                  >
                    <IconArrowDown size={14} />
                  </IconButton>
                  <Button small onClick={() => void put(rule, { active: rule['active'] !== true })}>
                    {t(rule['active'] === true ? 'recycle.switchOff' : 'recycle.switchOn')}
                  </Button>
                  <IconButton
                    small
                    label={`${t('do.delete')} ${String(rule['name'])}`}
                    onClick={() =>
                      void remove('assignmentRule', [rule.id], t('state.deleted', { count: 1 })).then(
                        () => refresh('assignmentRule'),
                        complain,
                      )
                    }
                  >
                    <IconTrash size={15} />
                  </IconButton>
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {open && (
        <AssignmentForm
          record={open.record}
          onClose={() => {
            refresh('assignmentRule')
            setOpen(null)
          }}
        />
      )}
    </>
  )
}

function titles(rule: ApiRecord): string {
  return ['teams', 'people']
    .flatMap((key) => (rule[key] ?? []) as { title?: string | null }[])
    .flatMap(({ title }) => title ?? [])
    .join('、')
}

/** How many records each rule gave within a week. */
function useGiven(): ReadonlyMap<string, number> | undefined {
  return useQuery({
    queryKey: ['group', 'assignment', 'settings'],
    queryFn: async ({ signal }) => {
      const { data } = await api.group(
        'assignment',
        { by: ['rule'], measures: ['count'], where: { at: { within: { last: 7, unit: 'day' } } } },
        signal,
      )
      return new Map(data.map(({ by, measures }) => [(by[0] as { id?: string } | null)?.id ?? '', Number(measures[0])]))
    },
  }).data
}
