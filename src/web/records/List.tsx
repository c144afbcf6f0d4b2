// biome-ignore-all lint/a11y/useSemanticElements: a virtual table and columns of cards have no elements of their own
// biome-ignore-all lint/correctness/noComponentHookFactories: the map of keys is no component
// biome-ignore-all lint/a11y/useKeyWithClickEvents: useGrid has the keys
// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  lazy,
  type MouseEvent,
  type ReactNode,
  Suspense,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { ListQuery, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { pluralOf } from '../app/navigation.ts'
import { change, complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Check } from '../ui/Check.tsx'
import { stopIdle, whenIdle } from '../ui/idle.ts'
import { useKeys } from '../ui/keys.ts'
import { say } from '../ui/toast.tsx'
import { doneState } from './composing.ts'
import styles from './List.module.css'
import { ListFoot } from './ListFoot.tsx'
import { measuresOf } from './list/figures.ts'
import { GroupRow, MoreRow } from './list/GroupRow.tsx'
import { Headings, type PlacedColumn } from './list/Headings.tsx'
import type { Block } from './list/paste.ts'
import { isNothing, isSelected, mark, nothing, type Selection } from './list/selection.ts'
import { useFlat, useGrouped } from './list/source.ts'
import { useGrid } from './list/useGrid.ts'
import { useSwipe } from './list/useSwipe.ts'
import { Row, type RowWords } from './Row.tsx'
import type { View, ViewSettings } from './views.ts'

const BulkBar = lazy(() => import('./BulkBar.tsx').then((m) => ({ default: m.BulkBar })))
const ListFailed = lazy(() => import('./list/ListFailed.tsx').then((m) => ({ default: m.ListFailed })))
const PasteDialog = lazy(() => import('./list/PasteDialog.tsx').then((m) => ({ default: m.PasteDialog })))

type Props = {
  object: MetaObject
  view: View
  query: ListQuery
  onSort: (sort: readonly string[]) => void
  onChange: (settings: ViewSettings) => void
  onGroup: (group: string) => void
  onWhere: (where: Where) => void
  onOpen: (id: string) => void
  onPeek: (id: string | undefined) => void
  peek: string | undefined
  /** What to say where the list has no rows. */
  empty: ReactNode
}

const phone = window.matchMedia('(width < 720px)').matches
const heights = { compact: 28, normal: 34, roomy: 44 } as const
const firstWidth = 36
const overscan = 12

/** Where each list was left, so that going back finds it there. */
const left = new Map<string, { readonly top: number; readonly active: string | null }>()

/** A list of any length: rows come page by page as they are scrolled to, only those in sight are drawn. */
export function List(props: Props) {
  const { object, view, query, onSort, onChange, onGroup, onOpen, onPeek, peek, empty } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const height = phone ? 62 : heights[view.density]
  const name = JSON.stringify([object.key, query, view.group])
  const columns = usePlaced(view)
  const keys = useMemo(() => columns.map(({ key }) => key), [columns])
  const measures = measuresOf(object, view.figures)

  const scrollRows = (rows: number) => {
    if (scroller.current) scroller.current.scrollTop += rows * height
  }
  const flat = useFlat(object, query, { enabled: view.group === null, scrollRows })
  const grouped = useGrouped(object, query, view.group, measures)
  const source = view.group === null ? flat : grouped
  // rows beyond those in sight are drawn once those are there
  const [ahead, setAhead] = useState(0)
  const virtual = useVirtualizer({
    count: source.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: ahead,
    initialOffset: left.get(name)?.top ?? 0,
    // about what will be in sight, so that rows are drawn before the place for them is measured
    initialRect: { width: 0, height: window.innerHeight - 160 },
  })
  useEffect(() => {
    if (source.pending) return
    const waiting = whenIdle(() => startTransition(() => setAhead(overscan)))
    return () => stopIdle(waiting)
  }, [source.pending])
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are placed anew
  useLayoutEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => source.show(first, last))

  const { from } = source
  const wasFrom = useRef(from)
  useLayoutEffect(() => {
    if (wasFrom.current === from || source.pending || source.stale) return
    wasFrom.current = from
    if (scroller.current) scroller.current.scrollTop = from === 'end' ? scroller.current.scrollHeight : 0
  })
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const note = () => left.set(name, { top: box.scrollTop, active: null })
    box.addEventListener('scroll', note, { passive: true })
    return () => box.removeEventListener('scroll', note)
  }, [name])
  const shownName = useRef(name)
  useEffect(() => {
    // another filter, another order: from the top again
    if (shownName.current !== name && scroller.current) scroller.current.scrollTop = left.get(name)?.top ?? 0
    shownName.current = name
  }, [name])

  const [pasted, setPasted] = useState<Block | null>(null)
  const [selection, setSelection] = useSelection(query.where)
  const lastTicked = useRef(0)
  const words = useMemo((): RowWords => {
    const [before = '', after = ''] = t('list.selectRow', { what: '\n' }).split('\n')
    return { peek: t('list.peek'), select: (title) => `${before}${title}${after}` }
  }, [t])
  const grid = useGrid({
    object,
    keys,
    source,
    scroller,
    scrollTo: (index) => virtual.scrollToIndex(index),
    onOpen,
    onMoved: (id) => peek && onPeek(id),
    onPaste: setPasted,
    pageRows: () => Math.max(Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2, 1),
  })
  useSwipe(scroller, phone)
  const here = grid.record
  const idsBetween = (a: number, b: number) => {
    const ids: string[] = []
    for (let i = Math.min(a, b); i <= Math.max(a, b); i++) {
      const item = source.at(i)
      if (item.is === 'record') ids.push(item.record.id)
    }
    return ids
  }
  useKeys({
    j: () => grid.move(1),
    k: () => grid.move(-1),
    x: () => here && setSelection(mark(selection, [here.id], !isSelected(selection, here.id))),
    o: () => here && onOpen(here.id),
    e: (event) => {
      // not also typed into the input that it opens
      event.preventDefault()
      grid.edit(here, keys[grid.active?.column ?? 0])
    },
    'mod+a': (event) => {
      if (document.activeElement !== scroller.current) return
      event.preventDefault()
      setSelection(mark(nothing, idsOf(source.rows), true))
    },
    ' ': (event) => {
      if (!here) return
      event.preventDefault()
      onPeek(peek === here.id ? undefined : here.id)
    },
    Escape: () => {
      if (peek) onPeek(undefined)
      else if (!isNothing(selection)) setSelection(nothing)
      else grid.setActive(null)
    },
  })

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element
    const cell = target.closest<HTMLElement>('[data-column]')
    const at = Number(target.closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN)
    if (Number.isNaN(at)) return
    const item = source.at(at)
    if (item.is === 'group') return source.toggle?.(item.group)
    if (item.is === 'more') return source.showMore?.(item.group)
    if (item.is !== 'record') return
    const { record } = item
    if (target.closest('[data-act="done"]')) {
      const state = doneState(object)!
      return void change(object.key, record, { [state.field]: state.done }).then(
        () =>
          say(t('state.saved'), {
            undo: () => void change(object.key, record, { [state.field]: state.open }).catch(complain),
          }),
        complain,
      )
    }
    if (target.closest('[data-peek]')) return onPeek(record.id)
    if (target.closest('[data-tick]')) {
      if (!(target instanceof HTMLInputElement)) return
      const ids = event.shiftKey ? idsBetween(lastTicked.current, at) : [record.id]
      lastTicked.current = at
      return setSelection(mark(selection, ids, target.checked))
    }
    if (!cell || target.closest('a, button, input, textarea, [data-editor]')) return
    if (phone) onOpen(record.id)
    else grid.choose(record.id, Number(cell.dataset.column), event.shiftKey)
  }
  const onDoubleClick = (event: MouseEvent) => {
    const target = event.target as Element
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset.column ?? Number.NaN)
    const at = Number(target.closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN)
    const item = source.at(at)
    if (item.is === 'record') grid.edit(item.record, keys[column])
  }
  // rows are drawn again only when what they show has changed
  const acts = useRef(grid)
  acts.current = grid
  const onSave = useCallback((...given: Parameters<typeof grid.save>) => void acts.current.save(...given), [])
  const onCancel = useCallback((...given: Parameters<typeof grid.cancel>) => acts.current.cancel(...given), [])

  if (source.error)
    return (
      <Suspense>
        <ListFailed error={source.error} onWhere={props.onWhere} onRetry={source.retry} />
      </Suspense>
    )
  if (!source.pending && source.count === 0) return <>{empty}</>
  const layout = {
    '--columns': `${firstWidth}px ${columns.map((c) => `${c.width}px`).join(' ')} minmax(40px, 1fr)`,
    '--width': `${firstWidth + columns.reduce((sum, c) => sum + c.width, 0) + 40}px`,
    '--row': `${height}px`,
  } as CSSProperties
  const all = source.rows.length > 0 && source.rows.every((row) => isSelected(selection, row.id))
  const { range } = grid
  const many = range && (range.bottom > range.top || range.right > range.left)
  return (
    <div className={styles.list} style={layout}>
      <div
        ref={scroller}
        role="grid"
        aria-label={t('list.rows', { what: pluralOf(object) })}
        aria-rowcount={source.total?.exact ? source.total.value + 1 : -1}
        aria-multiselectable="true"
        aria-activedescendant={grid.here >= 0 ? `cell-${grid.here}-${grid.active?.column ?? 0}` : undefined}
        tabIndex={0}
        className={styles.scroller}
        data-stale={source.stale || undefined}
        {...grid.handlers}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        <div role="rowgroup" className={styles.head}>
          <Headings object={object} view={view} columns={columns} onSort={onSort} onChange={onChange} onGroup={onGroup}>
            <Check
              aria-label={t('list.selectAll')}
              checked={all}
              onChange={() => setSelection(all ? nothing : mark(nothing, idsOf(source.rows), true))}
            />
          </Headings>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const item = source.at(index)
            if (item.is === 'waiting') return <Waiting key={`waiting ${key}`} top={start} columns={columns} />
            if (item.is === 'group')
              return (
                <GroupRow
                  key={`group ${item.group.id}`}
                  object={object}
                  view={view}
                  group={item.group}
                  open={item.open}
                  index={index}
                  top={start}
                />
              )
            if (item.is === 'more')
              return <MoreRow key={`more ${item.group.id}`} left={item.left} index={index} top={start} />
            const { record } = item
            const inRange = many && index >= range.top && index <= range.bottom
            return (
              <Row
                key={record.id}
                object={object}
                record={record}
                columns={columns}
                pinned={view.pinned}
                index={index}
                card={phone}
                words={words}
                top={start}
                selected={isSelected(selection, record.id)}
                peeked={peek === record.id}
                active={grid.active?.id === record.id ? grid.active.column : -1}
                asRow={grid.mode === 'row'}
                marked={inRange ? `${range.left}-${range.right}` : ''}
                editing={grid.editing?.id === record.id ? grid.editing : null}
                onSave={onSave}
                onCancel={onCancel}
              />
            )
          })}
          {source.pending &&
            Array.from({ length: 14 }, (_, i) => <Waiting key={`${i + 1}`} top={i * height} columns={columns} />)}
        </div>
      </div>
      {!isNothing(selection) && (
        <Suspense>
          <BulkBar
            object={object}
            selection={selection}
            where={query.where ?? {}}
            total={source.total}
            columns={keys}
            onSelect={setSelection}
            onDone={() => setSelection(nothing)}
          />
        </Suspense>
      )}
      <ListFoot
        object={object}
        view={view}
        where={query.where}
        source={source}
        measures={measures}
        range={grid.range}
      />
      {pasted && (
        <Suspense>
          <PasteDialog
            object={object}
            block={pasted}
            onWrite={grid.writeBlock}
            onUndo={grid.undo}
            onClose={() => {
              setPasted(null)
              scroller.current?.focus({ preventScroll: true })
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

/** A selection ends with the filter under which it was made: what is no longer shown is never written. */
function useSelection(where: Where | undefined): [Selection, (next: Selection) => void] {
  const under = JSON.stringify(where ?? {})
  const [kept, keep] = useState({ under, selection: nothing })
  return [kept.under === under ? kept.selection : nothing, (selection) => keep({ under, selection })]
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id)

/** The columns with the place at which the pinned ones stay. */
function usePlaced({ columns, pinned }: View): readonly PlacedColumn[] {
  const said = JSON.stringify([columns, pinned])
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what they say, not by which object says it
  return useMemo(() => {
    let at = firstWidth
    return columns.map((column, i): PlacedColumn => {
      const place = i < pinned ? at : null
      at += column.width
      return { ...column, left: place }
    })
  }, [said])
}

/** The shape of a row that is on its way. */
function Waiting({ top, columns }: { top: number; columns: readonly PlacedColumn[] }) {
  return (
    <div className={styles.row} style={{ transform: `translateY(${top}px)` }} aria-hidden="true">
      <span className={`${styles.cell} ${styles.tick}`} />
      {columns.map((column, i) => (
        <span key={column.key} className={`${styles.cell} ${column.end ? styles.end : ''}`}>
          <Bone width={column.width * (0.35 + ((i * 7) % 4) * 0.1)} />
        </span>
      ))}
    </div>
  )
}
