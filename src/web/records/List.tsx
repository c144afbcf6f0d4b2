// biome-ignore-all lint/a11y/useSemanticElements: a virtual table and columns of cards have no elements of their own
// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
// biome-ignore-all lint/correctness/noComponentHookFactories: the map of keys is no component
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, ListQuery, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { Failed } from '../app/Failed.tsx'
import { pluralOf } from '../app/navigation.ts'
import { ApiError } from '../client/fetch.ts'
import { listQuery } from '../client/queries.ts'
import { change, complain } from '../client/writes.ts'
import { Bone } from '../ui/Bone.tsx'
import { Check } from '../ui/Check.tsx'
import { isTyping, useKeys } from '../ui/keys.ts'
import { say } from '../ui/language.ts'
import { BulkBar } from './BulkBar.tsx'
import { writable } from './columnsOf.ts'
import styles from './List.module.css'
import { ListFoot } from './ListFoot.tsx'
import { isNothing, isSelected, mark, nothing, type Selection } from './list/selection.ts'
import { type Editing, Row } from './Row.tsx'
import { type Column, sortable } from './views.ts'

type Props = {
  object: MetaObject
  columns: readonly Column[]
  query: ListQuery
  onSort: (sort: readonly string[]) => void
  onWidths: (widths: Readonly<Record<string, number>>) => void
  onOpen: (id: string) => void
  onPeek: (id: string | undefined) => void
  peek: string | undefined
  /** What to say where the list has no rows. */
  empty: React.ReactNode
}

const phone = window.matchMedia('(width < 720px)').matches
const rowHeight = phone ? 62 : 34
const firstWidth = 36

/** A list of any length: rows come page by page as they are scrolled to, only those in sight are drawn. */
export function List(props: Props) {
  const { object, columns, query, onSort, onWidths, onOpen, onPeek, peek, empty } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useInfiniteQuery(listQuery(object.key, query))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const total = list.data?.pages[0]?.total
  const [active, setActive] = useState<{ row: number; column: number } | null>(null)
  const [editing, setEditing] = useState<Editing | null>(null)
  const lastSelected = useRef(0)
  const [selection, setSelection] = useSelection(query.where)

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const count = rows.length + (hasNextPage ? 12 : 0)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 30) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length])

  const move = (by: number, sideways = 0) => {
    const row = Math.min(Math.max((active?.row ?? -1) + by, 0), rows.length - 1)
    const column = Math.min(Math.max((active?.column ?? 0) + sideways, 0), columns.length - 1)
    setActive({ row, column })
    virtual.scrollToIndex(row)
    const record = rows[row]
    if (peek && record && by !== 0) onPeek(record.id)
  }
  const here = active ? rows[active.row] : undefined
  const edit = (row: ApiRecord | undefined, key: string | undefined) => {
    if (row && key && writable(object, key)) setEditing({ id: row.id, key })
  }
  const toggle = (id: string) => {
    setSelection(mark(selection, [id], !isSelected(selection, id)))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => here && toggle(here.id),
    o: () => here && onOpen(here.id),
    e: () => edit(here, columns[active?.column ?? 0]?.key),
    ' ': (event) => {
      if (!here) return
      event.preventDefault()
      onPeek(peek === here.id ? undefined : here.id)
    },
    Escape: () => {
      if (peek) onPeek(undefined)
      else if (!isNothing(selection)) setSelection(nothing)
      else setActive(null)
    },
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || isTyping(event.target)) return
    const moves: Record<string, readonly [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }
    const by = moves[event.key]
    if (by) {
      event.preventDefault()
      move(...by)
    }
    if (event.key === 'Enter' && here && event.target === scroller.current) {
      event.preventDefault()
      const key = columns[active?.column ?? 0]?.key
      if (active?.column === 0 || (key && !writable(object, key))) onOpen(here.id)
      else edit(here, key)
    }
  }

  const save = useCallback(
    async (record: ApiRecord, key: string, value: unknown) => {
      setEditing(null)
      scroller.current?.focus({ preventScroll: true })
      try {
        await change(object.key, record, { [key]: value })
      } catch (error) {
        const words = error instanceof ApiError ? (error.fields[key] ?? error.fields['']) : undefined
        if (error instanceof ApiError && error.status === 412) return
        if (words) setEditing({ id: record.id, key, value, error: words })
        else complain(error)
      }
    },
    [object.key],
  )
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element
    const cell = target.closest<HTMLElement>('[data-column]')
    const row = Number(target.closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN)
    const record = rows[row]
    if (!record) return
    if (target.closest('[data-peek]')) return onPeek(record.id)
    if (target.closest('[data-tick]')) {
      if (!(target instanceof HTMLInputElement)) return
      const [from, to] = event.shiftKey
        ? [Math.min(lastSelected.current, row), Math.max(lastSelected.current, row)]
        : [row, row]
      const marked = rows.slice(from, to + 1).map((one) => one.id)
      lastSelected.current = row
      return setSelection(mark(selection, marked, target.checked))
    }
    if (cell && !target.closest('a, button, input')) {
      setActive({ row, column: Number(cell.dataset.column) })
      if (phone) onOpen(record.id)
    }
  }
  const onDoubleClick = (event: MouseEvent) => {
    const target = event.target as Element
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset.column ?? Number.NaN)
    const row = Number(target.closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN)
    edit(rows[row], columns[column]?.key)
  }

  if (list.isError && rows.length === 0) return <Failed error={list.error} reset={() => void list.refetch()} />
  if (list.isSuccess && rows.length === 0) return <>{empty}</>
  const layout = {
    '--columns': `${firstWidth}px ${columns.map((c) => `${c.width}px`).join(' ')} minmax(40px, 1fr)`,
    '--width': `${firstWidth + columns.reduce((sum, c) => sum + c.width, 0) + 40}px`,
  } as CSSProperties
  const all = rows.length > 0 && rows.every((row) => isSelected(selection, row.id))
  return (
    <div className={styles.list} style={layout}>
      <div
        ref={scroller}
        role="grid"
        aria-label={t('list.rows', { what: pluralOf(object) })}
        aria-rowcount={total?.exact ? total.value + 1 : -1}
        aria-multiselectable="true"
        aria-activedescendant={active ? `cell-${active.row}-${active.column}` : undefined}
        tabIndex={0}
        className={styles.scroller}
        data-stale={list.isPlaceholderData || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} tabIndex={-1} className={styles.headRow}>
            <div role="columnheader" tabIndex={-1} className={`${styles.headCell} ${styles.tick}`}>
              <Check
                aria-label={t('list.selectAll')}
                checked={all}
                onChange={() => setSelection(all ? nothing : mark(nothing, idsOf(rows), true))}
              />
            </div>
            {columns.map((column, index) => (
              <Heading
                key={column.key}
                object={object}
                column={column}
                first={index === 0}
                sort={query.sort ?? []}
                onSort={onSort}
                onWidth={(width) => onWidths({ [column.key]: width })}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const record = rows[item.index]
            if (!record) return <Waiting key={item.key} top={item.start} columns={columns} />
            return (
              <Row
                key={record.id}
                object={object}
                record={record}
                columns={columns}
                index={item.index}
                top={item.start}
                selected={isSelected(selection, record.id)}
                peeked={peek === record.id}
                active={active?.row === item.index ? active.column : -1}
                editing={editing?.id === record.id ? editing : null}
                onSave={save}
                onCancel={() => {
                  setEditing(null)
                  scroller.current?.focus({ preventScroll: true })
                }}
              />
            )
          })}
          {list.isPending &&
            Array.from({ length: 14 }, (_, i) => <Waiting key={`${i + 1}`} top={i * rowHeight} columns={columns} />)}
        </div>
      </div>
      {!isNothing(selection) && (
        <BulkBar
          object={object}
          selection={selection}
          where={query.where ?? {}}
          total={total}
          columns={columns.map((column) => column.key)}
          onSelect={setSelection}
          onDone={() => setSelection(nothing)}
        />
      )}
      <ListFoot object={object} where={query.where} total={total} loaded={rows.length} more={hasNextPage} />
    </div>
  )
}

/** A selection ends with the filter under which it was made: what is no longer shown is never written. */
function useSelection(where: Where | undefined): [Selection, (next: Selection) => void] {
  const under = JSON.stringify(where ?? {})
  const [kept, keep] = useState({ under, selection: nothing })
  return [kept.under === under ? kept.selection : nothing, (selection) => keep({ under, selection })]
}

const idsOf = (rows: readonly ApiRecord[]) => rows.map((row) => row.id)

type HeadingProps = {
  object: MetaObject
  column: Column
  first: boolean
  sort: readonly string[]
  onSort: (sort: readonly string[]) => void
  onWidth: (width: number) => void
}

function Heading({ object, column, first, sort, onSort, onWidth }: HeadingProps) {
  const { t } = useTranslation()
  const field = object.fields[column.key]
  const label = field ? say(field.label) : column.key
  const up = sort[0] === column.key
  const down = sort[0] === `-${column.key}`
  const resize = (event: React.PointerEvent<HTMLElement>) => {
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const from = event.clientX
    const drag = (moved: PointerEvent) => onWidth(Math.max(72, Math.round(column.width + moved.clientX - from)))
    handle.addEventListener('pointermove', drag)
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', drag), { once: true })
  }
  return (
    <div
      role="columnheader"
      tabIndex={-1}
      aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
      className={[styles.headCell, first && styles.first, column.end && styles.end].filter(Boolean).join(' ')}
    >
      {sortable(object, column.key) ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort(down ? [] : up ? [`-${column.key}`] : [column.key])}
        >
          <span className="clip">{label}</span>
          {up && <IconArrowUp size={13} />}
          {down && <IconArrowDown size={13} />}
        </button>
      ) : (
        <span className="clip">{label}</span>
      )}
      <span className={styles.handle} title={t('list.resize')} onPointerDown={resize} />
    </div>
  )
}

/** The shape of a row that is on its way. */
function Waiting({ top, columns }: { top: number; columns: readonly Column[] }) {
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
