// biome-ignore-all lint/a11y/useSemanticElements: a table of thousands cannot be virtual
import { IconLayoutSidebarRight } from '@tabler/icons-react'
import { lazy, memo, Suspense } from 'react'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { CellEditor, type Then } from './CellEditor.tsx'
import styles from './List.module.css'
import type { PlacedColumn } from './list/Headings.tsx'
import { whyNot } from './reaching.ts'

const CardActs = lazy(() => import('./list/CardActs.tsx').then((m) => ({ default: m.CardActs })))

/** Which cell is being edited; with `value` and `error` where the server has refused what was typed; `fresh` where typing replaces it. */
export type Editing = {
  readonly id: string
  readonly key: string
  readonly value?: unknown
  readonly error?: string
  readonly fresh?: boolean
  /** The row as it was when editing began. */
  readonly base?: ApiRecord
}

/** What every row says, read once for all of them. */
export type RowWords = { readonly peek: string; readonly select: (title: string) => string }

type Props = {
  object: MetaObject
  record: ApiRecord
  columns: readonly PlacedColumn[]
  pinned: number
  index: number
  /** Drawn as a card of a phone. */
  card: boolean
  words: RowWords
  top: number
  selected: boolean
  peeked: boolean
  /** The active column; -1 where the row is not active. */
  active: number
  /** The whole row is marked, not a cell of it. */
  asRow: boolean
  /** Columns of this row that are marked, as `from-to`; '' for none. */
  marked: string
  editing: Editing | null
  onSave: (record: ApiRecord, key: string, value: unknown, then?: Then) => void
  onCancel: (then?: Then) => void
}

/** One row of a list, of plain elements. The list listens to what is clicked. */
export const Row = memo(
  function Row(props: Props) {
    const { object, record, columns, pinned, index, card, top, selected, peeked, active, asRow, marked } = props
    const { editing, words, onSave, onCancel } = props
    const title = String(record[object.title] ?? '')
    const [from, to] = marked === '' ? [1, 0] : (marked.split('-').map(Number) as [number, number])
    return (
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={index + 2}
        aria-selected={selected}
        data-row={index}
        data-peeked={peeked || undefined}
        data-active={(asRow && active >= 0) || undefined}
        className={styles.row}
        style={{ transform: `translateY(${top}px)` }}
      >
        <span role="gridcell" tabIndex={-1} className={`${styles.cell} ${styles.tick}`} data-tick>
          <input
            type="checkbox"
            tabIndex={-1}
            className={styles.box}
            aria-label={words.select(title)}
            checked={selected}
            onChange={() => {}}
          />
        </span>
        {columns.map((column, i) => {
          const field = object.fields[column.key]
          if (!field) return null
          const value = record[column.key]
          const { Cell } = viewOf(field)
          const names = [styles.cell, column.left !== null && styles.pinned, column.end && styles.end]
          return (
            <span
              key={column.key}
              role="gridcell"
              tabIndex={-1}
              id={`cell-${index}-${i}`}
              data-column={i}
              data-active={(!asRow && active === i) || undefined}
              data-marked={(i >= from && i <= to) || undefined}
              data-edge={i === pinned - 1 || undefined}
              className={names.filter(Boolean).join(' ')}
              style={column.left === null ? undefined : { insetInlineStart: column.left }}
            >
              {editing?.key === column.key ? (
                <CellEditor
                  field={field}
                  value={'value' in editing ? editing.value : value}
                  fresh={editing.fresh === true}
                  error={editing.error}
                  onSave={(next, then) => onSave(record, column.key, next, then)}
                  onCancel={onCancel}
                />
              ) : i === 0 ? (
                <>
                  <a
                    className={`clip ${styles.title}`}
                    href={`/${object.key}/${record.id}`}
                    tabIndex={-1}
                    data-record={`${object.key}/${record.id}`}
                  >
                    {title || '—'}
                  </a>
                  <button
                    type="button"
                    tabIndex={-1}
                    className={styles.peek}
                    data-peek
                    aria-label={words.peek}
                    title={words.peek}
                  >
                    <IconLayoutSidebarRight size={15} stroke={1.6} />
                  </button>
                </>
              ) : isEmpty(value) ? null : (
                <Cell value={value} field={field} not={whyNot(object, record, field.type)} />
              )}
            </span>
          )
        })}
        {card && (
          <span role="gridcell" tabIndex={-1} className={styles.acts}>
            <Suspense>
              <CardActs object={object} record={record} />
            </Suspense>
          </span>
        )}
      </div>
    )
  },
  (a, b) =>
    a.record === b.record &&
    a.columns === b.columns &&
    a.pinned === b.pinned &&
    a.index === b.index &&
    a.top === b.top &&
    a.selected === b.selected &&
    a.peeked === b.peeked &&
    a.active === b.active &&
    a.asRow === b.asRow &&
    a.marked === b.marked &&
    a.editing === b.editing &&
    a.words === b.words &&
    a.object === b.object,
)
