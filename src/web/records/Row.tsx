// biome-ignore-all lint/a11y/useSemanticElements: a table of thousands cannot be virtual
import { IconLayoutSidebarRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { isEmpty, viewOf } from '../fields/index.ts'
import { CellEditor } from './CellEditor.tsx'
import styles from './List.module.css'
import type { Column } from './views.ts'

/** Which cell is being edited; with `value` and `error` where the server has refused what was typed. */
export type Editing = { readonly id: string; readonly key: string; readonly value?: unknown; readonly error?: string }

type Props = {
  object: MetaObject
  record: ApiRecord
  columns: readonly Column[]
  index: number
  top: number
  selected: boolean
  peeked: boolean
  active: number
  editing: Editing | null
  onSave: (record: ApiRecord, key: string, value: unknown) => void
  onCancel: () => void
}

/** One row of a list, of plain elements. The list listens to what is clicked. */
export const Row = memo(
  function Row(props: Props) {
    const { object, record, columns, index, top, selected, peeked, active, editing, onSave, onCancel } = props
    const { t } = useTranslation()
    const title = String(record[object.title] ?? '')
    return (
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={index + 2}
        aria-selected={selected}
        data-row={index}
        data-peeked={peeked || undefined}
        className={styles.row}
        style={{ transform: `translateY(${top}px)` }}
      >
        <span role="gridcell" tabIndex={-1} className={`${styles.cell} ${styles.tick}`} data-tick>
          <input
            type="checkbox"
            className={styles.box}
            aria-label={t('list.selectRow', { what: title })}
            checked={selected}
            onChange={() => {}}
          />
        </span>
        {columns.map((column, i) => {
          const field = object.fields[column.key]
          if (!field) return null
          const value = record[column.key]
          const { Cell } = viewOf(field)
          const names = [styles.cell, i === 0 && styles.first, column.end && styles.end]
          return (
            <span
              key={column.key}
              role="gridcell"
              tabIndex={-1}
              id={`cell-${index}-${i}`}
              data-column={i}
              data-active={active === i || undefined}
              className={names.filter(Boolean).join(' ')}
            >
              {editing?.key === column.key ? (
                <CellEditor
                  field={field}
                  value={'value' in editing ? editing.value : value}
                  error={editing.error}
                  onSave={(next) => onSave(record, column.key, next)}
                  onCancel={onCancel}
                />
              ) : i === 0 ? (
                <>
                  <a
                    className={`clip ${styles.title}`}
                    href={`/${object.key}/${record.id}`}
                    data-record={`${object.key}/${record.id}`}
                  >
                    {title || '—'}
                  </a>
                  <button
                    type="button"
                    tabIndex={-1}
                    className={styles.peek}
                    data-peek
                    aria-label={t('list.peek')}
                    title={t('list.peek')}
                  >
                    <IconLayoutSidebarRight size={15} stroke={1.6} />
                  </button>
                </>
              ) : isEmpty(value) ? null : (
                <Cell value={value} field={field} />
              )}
            </span>
          )
        })}
      </div>
    )
  },
  (a, b) =>
    a.record === b.record &&
    a.columns === b.columns &&
    a.index === b.index &&
    a.top === b.top &&
    a.selected === b.selected &&
    a.peeked === b.peeked &&
    a.active === b.active &&
    a.editing === b.editing &&
    a.object === b.object,
)
