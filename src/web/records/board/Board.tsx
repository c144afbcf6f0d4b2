// biome-ignore-all lint/a11y/useSemanticElements: columns of cards have no elements of their own
// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { nounsOf, pluralOf } from '../../app/navigation.ts'
import { api } from '../../client/api.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { face } from '../../fields/face.tsx'
import { useIdle } from '../../ui/idle.ts'
import { say } from '../../ui/language.ts'
import { writable } from '../columnsOf.ts'
import { create } from '../creating.ts'
import { ListFailed } from '../list/ListFailed.tsx'
import { useMove } from '../moving.tsx'
import { type Step, without } from '../steps.ts'
import type { BoardSettings } from '../views.ts'
import styles from './Board.module.css'
import { BoardColumn } from './BoardColumn.tsx'
import { boardAsk, boardQuery, findCard, loadMore, placeCard, stepOf, useBoard } from './source.ts'
import { useCardDrag } from './useCardDrag.ts'

type Props = {
  object: MetaObject
  board: BoardSettings
  where: Where
  onPeek: (id: string) => void
  onChange: (board: BoardSettings) => void
  onWhere: (where: Where) => void
}

/** Records in columns by a choice, a step or a person: one request brings all columns, each goes on by itself. */
export function Board({ object, board, where, onPeek, onChange, onWhere }: Props) {
  const { t } = useTranslation()
  const hint = useId()
  const { objects } = useMeta()
  const { by, sum, tone, card = [] } = board
  const field = object.fields[by]
  const [track, setTrack] = useState<string | undefined>()
  const ask = boardAsk(object, board, where, track)
  const { key, data, error, stale, refetch } = useBoard(object, ask)
  const totals = useTotals(object, board, where, useIdle(data !== undefined))
  const scroller = useRef<HTMLDivElement>(null)
  const focused = useRef<string | null>(null)
  const free = writable(object, by)
  const columns = useMemo(
    () => data?.columns.map((column) => ({ column, step: stepOf(object, by, column, objects, t) })) ?? [],
    [data, object, by, objects, t],
  )
  const { move, dialog } = useMove(object, by, {
    place: (record, step) => placeCard(key, by, record, step),
    onMoved: refetch,
  })
  const go = async (id: string, to: Step) => {
    const found = findCard(key, id)
    if (found && (found.key ?? without) !== to.key) await move(found.record, to)
  }
  useCardDrag(scroller, free && !stale, (id, stepKey) => {
    const to = columns.find(({ step }) => step.key === stepKey)?.step
    if (to) void go(id, to)
  })
  // where a card went by keyboard, the focus goes with it
  useEffect(() => {
    if (!focused.current) return
    cardOf(focused.current)?.focus()
    focused.current = null
  })
  const cardOf = (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"]`)
  const onKeyDown = (event: KeyboardEvent) => {
    const card = (event.target as Element).closest<HTMLElement>('[data-card]')
    if (!card || !['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)) return
    event.preventDefault()
    const open = columns.filter(({ step }) => !board.collapsed?.includes(step.key))
    const at = open.findIndex(({ step }) => step.key === card.closest<HTMLElement>('[data-step]')?.dataset.step)
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    const to = open[at + sideways]?.step
    if (sideways === 0) {
      const next = event.key === 'ArrowDown' ? card.nextElementSibling : card.previousElementSibling
      if (next instanceof HTMLElement && next.dataset.card) next.focus()
    } else if (event.shiftKey && to && free) {
      const id = card.dataset.card ?? ''
      focused.current = id
      // one that was refused is drawn anew where it was
      void go(id, to).then(() => {
        if (document.activeElement === cardOf(id)) focused.current = id
      })
    } else if (to) scroller.current?.querySelector<HTMLElement>(`[data-step="${to.key}"] [data-card]`)?.focus()
  }
  if (error) return <ListFailed error={error} onWhere={onWhere} onRetry={refetch} />
  const all = data?.columns.every((column) => column.data.length === 0)
  return (
    <>
      <div className={styles.tools} hidden={(data?.tracks.length ?? 0) < 2 && free && !data?.more}>
        {data && data.tracks.length > 1 && (
          <span className={styles.tracks} role="group" aria-label={t('board.tracks')}>
            {data.tracks.map((one) => (
              <button key={one.id} type="button" aria-pressed={one.id === data.track} onClick={() => setTrack(one.id)}>
                {face('', titleOf(one))}
              </button>
            ))}
          </span>
        )}
        {!free && field && <span>{t('board.fixed', { what: say(field.label) })}</span>}
        {data && data.more > 0 && <span>{t('board.cut', { count: data.more })}</span>}
      </div>
      <p id={hint} className="unseen">
        {t(free ? 'board.card' : 'board.look')}
      </p>
      <div
        ref={scroller}
        className={styles.board}
        role="group"
        aria-label={t('board.board', { what: pluralOf(object) })}
        aria-busy={!data || stale}
        onKeyDown={onKeyDown}
      >
        {!data &&
          Array.from({ length: 5 }, (_, i) => <div key={`${i + 1}`} className={styles.column} aria-hidden="true" />)}
        {columns.map(({ column, step }) => (
          <BoardColumn
            key={step.key}
            object={object}
            step={step}
            rows={column.data}
            more={column.next !== null}
            card={card}
            tone={tone ?? null}
            sum={sum ?? null}
            hint={hint}
            total={totals?.get(step.key)}
            words={all ? t('board.none', { what: nounsOf(object) }) : t(free ? 'board.empty' : 'board.emptyFixed')}
            collapsed={board.collapsed?.includes(step.key) ?? false}
            onCollapse={() => onChange({ ...board, collapsed: toggled(board.collapsed, step.key) })}
            onAdd={
              object.rights.create && free ? () => create(object.key, { [by]: step.value }, { stay: true }) : undefined
            }
            onMore={() => loadMore(object, key, ask, step.key)}
            onOpen={onPeek}
          />
        ))}
      </div>
      {dialog}
    </>
  )

  function titleOf(record: ApiRecord): string {
    const to = field && 'to' in field ? objects[String(field.to)] : undefined
    const way = to && Object.values(to.fields).find((one) => one.type === 'relation' && one.required)
    const title = way && 'to' in way ? objects[String(way.to)]?.title : undefined
    return String(record[title ?? 'name'] ?? '')
  }
}

/** Asks for a board before it is drawn. */
export async function expectBoard(object: MetaObject, board: BoardSettings, where: Where): Promise<void> {
  const cards = boardQuery(object, boardAsk(object, board, where))
  if (!queries.getQueryData(cards.queryKey)) await queries.prefetchQuery(cards)
}

function toggled(keys: readonly string[] = [], key: string): readonly string[] {
  return keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]
}

type Total = { readonly count: number; readonly sum: unknown }

/** How many and how much each column holds: all columns by one request. */
function totalsQuery(object: MetaObject, { by, sum }: BoardSettings, where: Where) {
  return queryOptions({
    queryKey: ['group', object.key, 'board', by, sum, where],
    queryFn: ({ signal }) =>
      api.group(
        object.key,
        { by: [by], measures: ['count', ...(sum ? [`sum:${sum}`] : [])], convert: true, where },
        signal,
      ),
  })
}

/** Asked for once the cards are there: sums over a million records are not to be in their way. */
function useTotals(object: MetaObject, board: BoardSettings, where: Where, enabled: boolean) {
  const { data } = useQuery({ ...totalsQuery(object, board, where), placeholderData: keepPreviousData, enabled })
  return useMemo(
    () =>
      data &&
      new Map(
        data.data.map(({ by: [value], measures }): [string, Total] => [
          keyOf(value),
          { count: Number(measures[0] ?? 0), sum: measures[1] },
        ]),
      ),
    [data],
  )
}

function keyOf(value: unknown): string {
  if (value === null || value === undefined) return without
  return typeof value === 'object' ? String((value as { id?: string }).id ?? 'hidden') : String(value)
}
