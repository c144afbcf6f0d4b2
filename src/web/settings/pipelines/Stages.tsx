import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { toneOf } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { useDragList } from '../../ui/useDragList.ts'
import { DeleteStage } from './DeleteStage.tsx'
import styles from './Pipelines.module.css'
import { StageRow } from './StageRow.tsx'
import { useUses } from './useUses.ts'

/** The stages of a pipeline in their order, and what it looks like. */
export function Stages({ way }: { way: string }) {
  const { t } = useTranslation()
  const object = useMeta().objects['stage']
  const [deleting, setDeleting] = useState<ApiRecord | null>(null)
  const key = ['list', 'stage', 'settings', way]
  const { data: stages = [] } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await api.list('stage', { where: { pipeline: way }, sort: ['order'], limit: 200 }, signal)).data,
  })
  const uses = useUses('stage', { pipeline: way })
  const box = useRef<HTMLDivElement>(null)
  /** Orders are written one after the other, and only the last one is read again: an older answer never shows in between. */
  const turn = useRef<{ last: number; written: Promise<unknown> }>({ last: 0, written: Promise.resolve() })
  const reorder = async (next: readonly ApiRecord[], undo?: readonly ApiRecord[]) => {
    const mine = ++turn.current.last
    void queries.cancelQueries({ queryKey: key })
    queries.setQueryData(key, next)
    try {
      const update = next.map(({ id }, i) => ({ id, order: i + 1 }))
      const written = turn.current.written.catch(() => null).then(() => api.batch('stage', { update }))
      turn.current.written = written
      await written
      if (mine === turn.current.last) refresh('stage')
      void queries.invalidateQueries({ queryKey: ['steps'] })
      if (undo) toast(t('way.ordered'), { undo: () => void reorder(undo) })
    } catch (error) {
      refresh('stage')
      complain(error)
    }
  }
  useDragList(box, (id, _list, index) => {
    const moved = stages.find((stage) => stage.id === id)
    if (!moved || !object?.rights.update) return
    const next = stages.filter((stage) => stage !== moved)
    next.splice(index, 0, moved)
    if (next.some((stage, i) => stage !== stages[i])) void reorder(next, stages)
  })
  const add = async () => {
    const before = stages.findIndex((stage) => stage['kind'] !== 'open')
    const at = before < 0 ? stages.length : before
    const last = stages[at - 1]
    try {
      const made = await api.create('stage', {
        pipeline: way,
        name: t('way.newName'),
        order: at + 1,
        probability: last?.['probability'] ?? 10,
        color: 'gray',
      })
      await reorder([...stages.slice(0, at), made, ...stages.slice(at)])
    } catch (error) {
      complain(error)
    }
  }
  if (!object) return null
  return (
    <>
      <h3 className={styles.heading}>{t('way.preview')}</h3>
      <ol className={styles.path}>
        {stages.map((stage) => (
          <li key={stage.id} data-tone={toneOf(String(stage['color'] ?? 'gray'))} className={styles.step}>
            <span className="clip">{String(stage['name'])}</span>
            <span className="number">{String(stage['probability'] ?? 0)}%</span>
          </li>
        ))}
      </ol>
      <h3 className={styles.heading}>{t('way.stages')}</h3>
      <p className={styles.faint}>{t('drag.how')}</p>
      <div ref={box}>
        <ol className={styles.stages} data-list={way}>
          {stages.map((stage) => (
            <StageRow
              key={stage.id}
              stage={stage}
              used={uses?.get(stage.id) ?? 0}
              onDelete={() => setDeleting(stage)}
            />
          ))}
        </ol>
      </div>
      {object.rights.create && (
        <Button small look="quiet" icon={<IconPlus size={14} />} onClick={() => void add()}>
          {t('way.add')}
        </Button>
      )}
      {deleting && (
        <DeleteStage
          stage={deleting}
          others={stages.filter((one) => one !== deleting && one['kind'] === deleting['kind'])}
          used={uses?.get(deleting.id) ?? 0}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  )
}
