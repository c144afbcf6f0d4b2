// biome-ignore-all lint/a11y/useSemanticElements: a virtual table has no elements of its own
import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { say } from '../../ui/language.ts'
import styles from '../List.module.css'
import { type Figure, sortable, type View, type ViewSettings } from '../views.ts'
import { figuresOf } from './figures.ts'
import { groupings } from './groups.ts'
import { moved } from './moved.ts'

type Props = {
  object: MetaObject
  view: View
  columns: readonly PlacedColumn[]
  onSort: (sort: readonly string[]) => void
  onChange: (settings: ViewSettings) => void
  onGroup: (group: string) => void
  /** The box that ticks all. */
  children: React.ReactNode
}

/** A column with its distance from the edge where it stays in sight. */
export type PlacedColumn = View['columns'][number] & { readonly left: number | null }

/** The heads of the columns: sort by a click, drag to move, pull the edge to resize, a menu for the rest. */
export function Headings({ object, view, columns, onSort, onChange, onGroup, children }: Props) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<string | null>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const keys = columns.map(({ key }) => key)
  return (
    <div role="row" aria-rowindex={1} tabIndex={-1} className={styles.headRow}>
      <div role="columnheader" tabIndex={-1} className={`${styles.headCell} ${styles.tick}`}>
        {children}
      </div>
      {columns.map((column, index) => {
        const { key } = column
        const field = object.fields[key]
        const label = field ? say(field.label) : key
        const up = view.sort[0] === key
        const down = view.sort[0] === `-${key}`
        const can = sortable(object, key)
        const classes = [styles.headCell, column.left !== null && styles.pinned, column.end && styles.end]
        return (
          <div
            key={key}
            role="columnheader"
            tabIndex={-1}
            aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
            className={classes.filter(Boolean).join(' ')}
            style={column.left === null ? undefined : { insetInlineStart: column.left }}
            data-edge={index === view.pinned - 1 || undefined}
            draggable={index > 0}
            data-over={(dragged !== null && dragged !== key && index > 0) || undefined}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(key)
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={() => {
              if (dragged && index > 0) onChange({ columns: moved(keys, dragged, index) })
              setDragged(null)
            }}
            onContextMenu={(event) => {
              event.preventDefault()
              setOpened(key)
            }}
          >
            {can ? (
              <button
                type="button"
                className={styles.sort}
                onClick={() => onSort(down ? [] : up ? [`-${key}`] : [key])}
              >
                <span className="clip">{label}</span>
                {up && <IconArrowUp size={13} />}
                {down && <IconArrowDown size={13} />}
              </button>
            ) : (
              <span className="clip">{label}</span>
            )}
            {opened === key ? (
              <HeadMenu
                object={object}
                view={view}
                at={index}
                label={label}
                onSort={can ? onSort : null}
                onChange={onChange}
                onGroup={onGroup}
                onClose={() => setOpened(null)}
              />
            ) : (
              <button
                type="button"
                className={styles.caret}
                aria-haspopup="menu"
                aria-label={t('views.column', { what: label })}
                onClick={() => setOpened(key)}
              >
                <IconChevronDown size={13} />
              </button>
            )}
            <Edge
              width={column.width}
              label={t('list.resize')}
              onWidth={(width) => onChange({ widths: { [key]: width } })}
            />
          </div>
        )
      })}
    </div>
  )
}

type HeadMenuProps = Omit<Props, 'columns' | 'children' | 'onSort'> & {
  at: number
  label: string
  onSort: Props['onSort'] | null
  onClose: () => void
}

/** Made only when it is opened: a list has many columns. */
function HeadMenu({ object, view, at, label, onSort, onChange, onGroup, onClose }: HeadMenuProps) {
  const { t } = useTranslation()
  const keys = view.columns.map(({ key }) => key)
  const key = keys[at]!
  const ways = groupings(object).filter((by) => by.split(':')[0] === key)
  const figures = figuresOf(object, key)
  const width = view.columns[at]!.width
  const figure = (wanted: Figure | null) => {
    const { [key]: _, ...others } = view.figures
    onChange({ figures: wanted ? { ...others, [key]: wanted } : others })
  }
  return (
    <Menu
      opened
      onClose={onClose}
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" className={styles.caret} aria-label={t('views.column', { what: label })} data-open>
          <IconChevronDown size={13} />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={460} style={{ overflowY: 'auto' }}>
        {onSort && (
          <>
            <Menu.Item onClick={() => onSort([key])}>{t('views.up')}</Menu.Item>
            <Menu.Item onClick={() => onSort([`-${key}`])}>{t('views.down')}</Menu.Item>
            {view.sort.length > 0 && view.sort.length < 3 && !view.sort.some((one) => one.replace('-', '') === key) && (
              <Menu.Item onClick={() => onSort([...view.sort, key])}>{t('views.thenBy')}</Menu.Item>
            )}
            <Menu.Divider />
          </>
        )}
        {ways.map((by) => (
          <Menu.Item key={by} onClick={() => onGroup(by)}>
            {t('views.groupBy')}
            {by.includes(':') && ` · ${t(`views.part.${by.split(':')[1]}` as 'views.part.month')}`}
          </Menu.Item>
        ))}
        {ways.length > 0 && <Menu.Divider />}
        {figures.length > 0 && (
          <>
            {figures.map((one) => (
              <Menu.Item key={one} onClick={() => figure(one)} aria-current={view.figures[key] === one || undefined}>
                {t(`views.figure.${one}`)}
              </Menu.Item>
            ))}
            {view.figures[key] && <Menu.Item onClick={() => figure(null)}>{t('views.noFigure')}</Menu.Item>}
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={() => onChange({ pinned: at + 1 })} disabled={view.pinned === at + 1}>
          {t('views.pinHere')}
        </Menu.Item>
        {at > 0 && view.pinned > at && (
          <Menu.Item onClick={() => onChange({ pinned: at })}>{t('views.unpinColumn')}</Menu.Item>
        )}
        <Menu.Item onClick={() => onChange({ widths: { [key]: width + 40 } })}>{t('views.wider')}</Menu.Item>
        <Menu.Item onClick={() => onChange({ widths: { [key]: Math.max(72, width - 40) } })}>
          {t('views.narrower')}
        </Menu.Item>
        {at > 1 && (
          <Menu.Item onClick={() => onChange({ columns: moved(keys, key, at - 1) })}>{t('views.left')}</Menu.Item>
        )}
        {at > 0 && at < keys.length - 1 && (
          <Menu.Item onClick={() => onChange({ columns: moved(keys, key, at + 1) })}>{t('views.right')}</Menu.Item>
        )}
        {at > 0 && (
          <Menu.Item onClick={() => onChange({ columns: keys.filter((one) => one !== key) })}>
            {t('views.hide')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The edge of a column: pulled, the width follows. */
function Edge({ width, label, onWidth }: { width: number; label: string; onWidth: (width: number) => void }) {
  const resize = (event: React.PointerEvent<HTMLElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const from = event.clientX
    const drag = (moved: PointerEvent) => onWidth(Math.max(72, Math.round(width + moved.clientX - from)))
    handle.addEventListener('pointermove', drag)
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', drag), { once: true })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu of the column does the same by keyboard
    <span
      className={styles.handle}
      title={label}
      draggable
      onDragStart={(event) => {
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={resize}
    />
  )
}
