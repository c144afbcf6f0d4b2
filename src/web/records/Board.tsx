// biome-ignore-all lint/a11y/useSemanticElements: a virtual table and columns of cards have no elements of their own
// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { changeShown, type ListPages, queries, useMeta } from '../client/queries.ts'
import { face } from '../fields/RelationPick.tsx'
import { say as read } from '../ui/language.ts'
import { say } from '../ui/toast.tsx'
import styles from './Board.module.css'
import { BoardColumn } from './BoardColumn.tsx'
import { readSums } from './ListFoot.tsx'
import { useMove } from './moving.tsx'
import { type Step, stepKey, trackOf, useSteps } from './steps.ts'
import { both } from './views.ts'

type Props = {
  object: MetaObject
  board: { readonly by: string; readonly sum?: string; readonly card?: readonly string[] }
  where: Where
  onPeek: (id: string) => void
}

/** Records in columns by a choice or a stage; each column loads its own pages, counts and sums itself. */
export function Board({ object, board, where, onPeek }: Props) {
  const { t } = useTranslation()
  const { by, sum } = board
  const { objects } = useMeta()
  const track = trackOf(object, by, objects)
  const [tracks, onTrack, setTrack] = useTracks(track?.to)
  const { steps, pending } = useSteps(object, by, onTrack)
  const again = () => {
    void queries.invalidateQueries({ queryKey: ['list', object.key, { board: by }] })
    void queries.invalidateQueries({ queryKey: ['group', object.key] })
  }
  const { move, dialog } = useMove(object, by, again)
  const scroller = useRef<HTMLDivElement>(null)
  const scope = both(where, track && onTrack ? { [track.field]: onTrack } : null)
  const totals = useTotals(object, by, sum, scope)

  const go = (record: ApiRecord, to: Step, told?: () => void) => {
    if (stepKey(record[by]) === to.key) return
    putInto(object.key, record, by, to)
    void move(record, to).then((moved) => (moved ? told?.() : again()))
  }
  const latest = useRef({ go, steps, by })
  latest.current = { go, steps, by }
  useEffect(
    () =>
      monitorForElements({
        onDrop({ source, location }) {
          const key = location.current.dropTargets[0]?.data.step
          const record = source.data.record as ApiRecord | undefined
          const step = latest.current.steps.find((one) => one.key === key)
          if (record && step) latest.current.go(record, step)
        },
      }),
    [],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const card = (event.target as Element).closest<HTMLElement>('[data-card]')
    if (!card || !['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)) return
    event.preventDefault()
    const column = card.closest<HTMLElement>('[data-step]')
    const at = steps.findIndex((step) => step.key === column?.dataset.step)
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    const to = steps[at + sideways]
    if (event.shiftKey && sideways !== 0 && to) {
      const record = findRecord(object.key, card.dataset.card ?? '')
      if (!record) return
      go(record, to, () => say(t('board.moved', { where: to.label })))
      const { id } = record
      setTimeout(() => scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"]`)?.focus(), 60)
      return
    }
    if (sideways === 0) {
      const next = event.key === 'ArrowDown' ? card.nextElementSibling : card.previousElementSibling
      if (next instanceof HTMLElement && next.dataset.card) next.focus()
    } else if (to) scroller.current?.querySelector<HTMLElement>(`[data-step="${to.key}"] [data-card]`)?.focus()
  }
  return (
    <>
      {tracks.length > 1 && (
        <div
          className={styles.tracks}
          role="group"
          aria-label={track ? (objects[track.to] ? read(objects[track.to]!.label) : '') : ''}
        >
          {tracks.map((one) => (
            <button key={one.id} type="button" aria-pressed={one.id === onTrack} onClick={() => setTrack(one.id)}>
              {face('', String(one[objects[track!.to]!.title] ?? ''))}
            </button>
          ))}
        </div>
      )}
      <div
        ref={scroller}
        className={styles.board}
        role="group"
        aria-label={t('board.board', { what: pluralOf(object) })}
        onKeyDown={onKeyDown}
      >
        {pending &&
          Array.from({ length: 5 }, (_, i) => <div key={`${i + 1}`} className={styles.column} aria-hidden="true" />)}
        {steps.map((step) => (
          <BoardColumn
            key={step.key}
            object={object}
            by={by}
            step={step}
            card={board.card ?? [object.title]}
            where={scope}
            total={totals.get(step.key)}
            onOpen={onPeek}
          />
        ))}
      </div>
      {dialog}
    </>
  )
}

/** The pipelines that a board may show, and the one it shows. */
function useTracks(to: string | undefined): [readonly ApiRecord[], string | null, (id: string) => void] {
  const object = useMeta().objects[to ?? '']
  const [chosen, setChosen] = useState<string | null>(null)
  const { data = [] } = useQuery({
    queryKey: ['tracks', to],
    queryFn: async ({ signal }) => (await api.list(to!, { sort: object?.views.sort ?? [], limit: 20 }, signal)).data,
    enabled: Boolean(to && object),
    staleTime: 300_000,
  })
  const live = data.filter((one) => one.active !== false)
  const main = live.find((one) => one.main === true) ?? live[0]
  return [live, chosen ?? main?.id ?? null, setChosen]
}

type Total = { readonly count: number; readonly sums: ReturnType<typeof readSums> }

function useTotals(object: MetaObject, by: string, sum: string | undefined, where: Where): ReadonlyMap<string, Total> {
  const { data } = useQuery({
    queryKey: ['group', object.key, by, sum, where],
    queryFn: ({ signal }) =>
      api.group(object.key, { by: [by], measures: ['count', ...(sum ? [`sum:${sum}`] : [])], where }, signal),
    placeholderData: (before) => before,
  })
  return new Map(
    (data?.data ?? []).map((group) => [
      stepKey(group.by[0]) ?? '',
      { count: Number(group.measures[0] ?? 0), sums: readSums(group.measures[1]) },
    ]),
  )
}

/** Takes a card out of its column and puts it on top of another, before the server has answered. */
function putInto(object: string, record: ApiRecord, by: string, to: Step): void {
  const moved = { ...record, [by]: to.value }
  changeShown(object, record.id, () => moved as ApiRecord)
  for (const [key, pages] of queries.getQueriesData<ListPages>({ queryKey: ['list', object, { board: by }] })) {
    if (!pages) continue
    const step = (key[2] as { step: string }).step
    const without = pages.pages.map((page) => ({ ...page, data: page.data.filter((row) => row.id !== record.id) }))
    const [first, ...rest] = without
    const next = step === to.key && first ? [{ ...first, data: [moved as ApiRecord, ...first.data] }, ...rest] : without
    queries.setQueryData(key, { ...pages, pages: next })
  }
}

function findRecord(object: string, id: string): ApiRecord | undefined {
  for (const [, pages] of queries.getQueriesData<ListPages>({ queryKey: ['list', object] }))
    for (const page of pages?.pages ?? []) {
      const found = page.data.find((row) => row.id === id)
      if (found) return found
    }
  return undefined
}
