import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { nounOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { change, complain } from '../../client/writes.ts'
import { create } from '../../records/creating.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { say } from '../../ui/toast.tsx'
import { useDragOnto } from '../../ui/useDragOnto.ts'
import { Head } from '../Head.tsx'
import { PreviewDialog } from '../roles/PreviewDialog.tsx'
import { Branches, People } from './Branch.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import styles from './Teams.module.css'
import { isBelow, organisation, refOf } from './tree.ts'

/** Somebody or a team that goes into another team; null is directly below the company. */
export type Move = { readonly object: 'team' | 'user'; readonly record: ApiRecord; readonly to: string | null }

/** The organisation: teams below one another with their people, put elsewhere by dragging, by keyboard or by a menu. */
export function Teams() {
  const { t } = useTranslation()
  const meta = useMeta()
  const { team, user } = meta.objects
  const teams = useAll('team', ['name', 'parent', 'leader', 'version'])
  const everybody = useAll('user', ['name', 'jobTitle', 'team', 'active', 'version'])
  const people = useMemo(() => everybody.rows.filter((one) => one.active !== false), [everybody.rows])
  const { branches, alone } = useMemo(() => organisation(teams.rows, people), [teams.rows, people])
  const [choosing, setChoosing] = useState<Omit<Move, 'to'> | null>(null)
  const [move, setMove] = useState<Move | null>(null)
  const [pointed, setPointed] = useState('')
  const box = useRef<HTMLDivElement>(null)

  const named = (id: string | null) => String(teams.rows.find((one) => one.id === id)?.name ?? meta.workspace.name)
  const recordOf = (item: string): Omit<Move, 'to'> | null => {
    const [object, id] = item.split(':') as ['team' | 'user', string]
    const record = (object === 'team' ? teams.rows : people).find((one) => one.id === id)
    return record ? { object, record } : null
  }
  const save = async ({ object, record, to }: Move) => {
    const key = object === 'team' ? 'parent' : 'team'
    const value = (id: string | null) => (id ? { id, title: named(id) } : null)
    const from = refOf(record, key)
    const saved = await change(object, record, { [key]: value(to) })
    refresh(object)
    const what = String(record.name)
    say(t('org.moved', { what, where: named(to) }), {
      undo: () => void change(object, saved, { [key]: value(from) }).then(() => refresh(object), complain),
    })
  }
  /** Asks before it saves what it opens and closes, where the caller may know that. */
  const ask = (wanted: Move) => {
    const { object, record, to } = wanted
    if (refOf(record, object === 'team' ? 'parent' : 'team') === to) return
    if (object === 'team' && isBelow(teams.rows, record.id, to))
      say(t('org.circle', { what: String(record.name) }), { tone: 'wrong' })
    else if (meta.user.admin) setMove(wanted)
    else void save(wanted).catch(complain)
  }
  useDragOnto(box, {
    put: (item, target) => {
      const found = recordOf(item)
      if (found) ask({ ...found, to: target || null })
    },
    point: (item, target) => {
      const what = String(recordOf(item)?.record.name ?? '')
      setPointed(target === null ? '' : t('org.onto', { what, where: named(target || null) }))
    },
  })
  if (!team || !user) return null
  const act = { onMove: setChoosing, movesTeams: team.rights.update, movesPeople: user.rights.update }
  return (
    <>
      <Head title={t('settings.teams')} text={t('org.text')}>
        {team.rights.create && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => create('team', {}, { stay: true })}>
            {t('do.new', { what: nounOf(team) })}
          </Button>
        )}
      </Head>
      {(teams.isPending || everybody.isPending) && <Bone width="60%" />}
      <div ref={box} className={styles.tree}>
        <div className={`${styles.row} ${styles.company}`} data-onto="">
          <IconBuilding size={16} stroke={1.6} />
          <span className={`clip ${styles.name}`}>{meta.workspace.name}</span>
          <span className={`number ${styles.faint}`}>{t('org.people', { count: people.length })}</span>
        </div>
        <Branches branches={branches} open={people.length <= 120} {...act} />
        {alone.length > 0 && (
          <section aria-label={t('org.noTeam')}>
            <h3 className={styles.alone}>{t('org.noTeam')}</h3>
            <People people={alone} leader={null} {...act} />
          </section>
        )}
      </div>
      <p role="status" className={styles.pointed}>
        {pointed}
      </p>
      {choosing && (
        <MoveDialog
          {...choosing}
          teams={teams.rows}
          onClose={() => setChoosing(null)}
          onChosen={(to) => {
            setChoosing(null)
            ask({ ...choosing, to })
          }}
        />
      )}
      {move && (
        <PreviewDialog
          title={t('org.moveTitle', { what: String(move.record.name), where: named(move.to) })}
          edit={
            move.object === 'team'
              ? { team: move.record.id, parent: move.to }
              : { person: move.record.id, team: move.to }
          }
          save={t('org.move')}
          onWrong={(error) => {
            setMove(null)
            complain(error)
          }}
          onSave={() => save(move).then(() => setMove(null), complain)}
          onClose={() => setMove(null)}
        />
      )}
    </>
  )
}

/** Every live record of a small object, kept in step with what others change. */
function useAll(object: string, select: readonly string[]) {
  const { data, isPending } = useQuery({
    queryKey: ['list', object, 'organisation'],
    queryFn: async ({ signal }) => {
      const pages = []
      let after: string | null = null
      do {
        const page = await api.list(
          object,
          { select, sort: ['name'], limit: 1_000, count: 'none', ...(after && { after }) },
          signal,
        )
        pages.push(page)
        after = page.next ?? null
      } while (after)
      return { pages, pageParams: pages.map(() => null) }
    },
  })
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  return { rows, isPending }
}
