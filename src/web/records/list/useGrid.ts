import i18next from 'i18next'
import {
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { ApiError, Offline } from '../../client/fetch.ts'
import { changeShown, refresh } from '../../client/queries.ts'
import { change, complain } from '../../client/writes.ts'
import { viewOf } from '../../fields/index.ts'
import { isTyping } from '../../ui/keys.ts'
import type { Then } from '../CellEditor.tsx'
import { writable } from '../columnsOf.ts'
import type { Editing } from '../Row.tsx'
import type { Block } from './paste.ts'
import type { Source } from './source.ts'
import { textOf } from './text.ts'

type At = { readonly id: string; readonly column: number }

/** Values of records, to be written: what a paste, a fill or an undo comes to. */
export type Patch = {
  readonly id: string
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
}

type Options = {
  object: MetaObject
  keys: readonly string[]
  source: Source
  scroller: RefObject<HTMLDivElement | null>
  scrollTo: (index: number) => void
  onOpen: (id: string) => void
  /** The row moved while a record is peeked at. */
  onMoved: (id: string) => void
  /** A block came out of the clipboard. */
  onPaste: (block: Block, fill: () => void) => void
  pageRows: () => number
}

/**
 * The cells of a list as those of a spreadsheet: one is active, several may be marked; they are typed into, copied, pasted
 * over, filled down, emptied, and each of it is taken back. Moving by `j` and `k` marks the row: then letters are commands.
 */
export function useGrid(options: Options) {
  const { object, keys, source, scroller, scrollTo, onOpen, onMoved, onPaste, pageRows } = options
  const [active, setActive] = useState<At | null>(null)
  const [anchor, setAnchor] = useState<At | null>(null)
  const [mode, setMode] = useState<'row' | 'cell'>('row')
  const [editing, setEditing] = useState<Editing | null>(null)
  /** The text that stands in the cell that is open, once she has typed. */
  const typed = useRef('')
  /** What takes each write back, known once the server has answered it. */
  const undoing = useRef<Promise<readonly Patch[]>[]>([])

  const here = active ? source.indexOf(active.id) : -1
  const recordAt = (index: number): ApiRecord | undefined => {
    const item = source.at(index)
    return item.is === 'record' ? item.record : undefined
  }
  const record = here < 0 ? undefined : recordAt(here)
  const other = anchor ? source.indexOf(anchor.id) : -1
  const range =
    here < 0
      ? null
      : {
          top: other < 0 ? here : Math.min(here, other),
          bottom: other < 0 ? here : Math.max(here, other),
          left: Math.min(active!.column, anchor?.column ?? active!.column),
          right: Math.max(active!.column, anchor?.column ?? active!.column),
        }
  const focus = () => scroller.current?.focus({ preventScroll: true })

  /** Moves the list sideways until a cell stands beside the columns that stay. */
  const reveal = (index: number, column: number) => {
    const box = scroller.current
    const row = box?.querySelector(`[data-row="${index}"]`)
    const cell = row?.querySelector(`[data-column="${column}"]`)?.getBoundingClientRect()
    const pinned = row?.querySelector<HTMLElement>('[data-edge]')
    if (!box || !cell || column <= Number(pinned?.dataset.column ?? -1)) return
    const frame = box.getBoundingClientRect()
    const start = pinned?.getBoundingClientRect().right ?? frame.left
    if (cell.right > frame.right) box.scrollLeft += cell.right - frame.right + 12
    else if (cell.left < start) box.scrollLeft -= start - cell.left
  }

  /** To the next record that way, over the heads of groups; its column stays. */
  const go = (index: number, column: number, more: { step?: number; extend?: boolean } = {}) => {
    const step = more.step ?? 1
    let at = Math.min(Math.max(index, 0), source.count - 1)
    while (at >= 0 && at < source.count && !recordAt(at)) at += step
    const found = recordAt(at)
    if (!found) return
    const next = { id: found.id, column: Math.min(Math.max(column, 0), keys.length - 1) }
    setAnchor(more.extend ? (anchor ?? active ?? next) : null)
    setActive(next)
    scrollTo(at)
    requestAnimationFrame(() => reveal(at, next.column))
    if (at !== here) onMoved(found.id)
  }
  const move = (by: number, sideways = 0, extend = false) =>
    go(here < 0 ? (by < 0 ? source.count - 1 : 0) : here + by, (active?.column ?? 0) + sideways, {
      step: by < 0 ? -1 : 1,
      extend,
    })

  const edit = (row: ApiRecord | undefined, key: string | undefined, fresh = false) => {
    if (!row || !key || !writable(object, key) || !viewOf(object.fields[key]!).Input) return false
    typed.current = ''
    // at once, so that the key that opens it is typed into it, and an input method begins in it
    flushSync(() => setEditing({ id: row.id, key, base: row, ...(fresh && { fresh }) }))
    return true
  }

  // whoever deletes it meanwhile, or changes it so that it belongs here no more, takes the cell away under her hands
  const taken = editing && source.indexOf(editing.id) < 0 ? editing : null
  useEffect(() => {
    if (!taken) return
    setEditing(null)
    scroller.current?.focus({ preventScroll: true })
    if (typed.current !== '' && taken.base) void tellLost(object, taken.base, typed.current)
  }, [taken, object, scroller])

  /** From when a write begins, so that an undo meets the last one also while it is on its way. A refused one has nothing. */
  const remember = (patches: Promise<readonly Patch[]>) => {
    undoing.current = [...undoing.current.slice(-49), patches.catch(() => [])]
  }

  /** Writes a block, or nothing of it; what stood there is remembered. Answers the records as they are saved. */
  const writeBlock = async (patches: readonly Patch[], undoable = true): Promise<readonly (ApiRecord | null)[]> => {
    if (patches.length === 0) return []
    const before = patches.map(({ id, values }): Patch => {
      const row = recordAt(source.indexOf(id))
      return {
        id,
        version: 0,
        values: Object.fromEntries(Object.keys(values).map((key) => [key, plainOf(row?.[key] ?? null)])),
      }
    })
    const writing = api.batch(object.key, {
      update: patches.map(({ id, version, values }) => ({ ...values, id, ...(version > 0 && { version }) })),
    })
    if (undoable)
      remember(writing.then(({ data }) => before.map((one, i) => ({ ...one, version: data[i]?.version ?? 0 }))))
    const { data } = await writing
    for (const saved of data.slice(0, 60)) if (saved) changeShown(object.key, saved.id, (row) => ({ ...row, ...saved }))
    refresh(object.key)
    return data
  }
  const undo = () => {
    const last = undoing.current.at(-1)
    if (!last) return
    undoing.current = undoing.current.slice(0, -1)
    void last.then((patches) => writeBlock(patches, false)).catch(complain)
  }

  const save = async (row: ApiRecord, key: string, value: unknown, then?: Then) => {
    // on what stood there when she began: what somebody else has saved since is not written over unseen
    const base = (editing?.id === row.id && editing.base) || row
    setEditing(null)
    focus()
    if (then) move(then.by, then.sideways)
    const before = { [key]: plainOf(row[key] ?? null) }
    try {
      const onStale = (theirs: ApiRecord) =>
        setEditing({ id: row.id, key, value, base: theirs, error: i18next.t('here.overwritten') })
      const writing = change(object.key, base, { [key]: value }, { onStale })
      remember(writing.then(({ version }) => [{ id: row.id, version, values: before }]))
      await writing
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) return
      const words =
        error instanceof ApiError ? (error.fields[key] ?? error.fields['']) : error instanceof Offline && error.message
      if (words) setEditing({ id: row.id, key, value, error: words })
      else if (error instanceof ApiError && error.status === 404)
        void tellLost(object, row, textOf(object.fields[key]!, value))
      else complain(error)
    }
  }

  /** The same patch for every marked row. */
  const patchRange = (values: (row: ApiRecord) => Record<string, unknown>): Patch[] => {
    if (!range) return []
    const patches: Patch[] = []
    for (let i = range.top; i <= range.bottom; i++) {
      const row = recordAt(i)
      if (row) patches.push({ id: row.id, version: row.version, values: values(row) })
    }
    return patches.filter((patch) => Object.keys(patch.values).length > 0)
  }
  const marked = () => (range ? keys.slice(range.left, range.right + 1) : [])
  const clear = () => {
    const emptied = marked().filter(
      (key) => writable(object, key) && key !== object.title && !object.fields[key]!.required,
    )
    void writeBlock(patchRange(() => Object.fromEntries(emptied.map((key) => [key, null])))).catch(complain)
  }
  const fillDown = () => {
    const first = range && recordAt(range.top)
    if (!first || range.top === range.bottom) return
    const filled = marked().filter((key) => writable(object, key) && key !== object.title)
    const values = Object.fromEntries(filled.map((key) => [key, plainOf(first[key] ?? null)]))
    void writeBlock(patchRange((row) => (row.id === first.id ? {} : values))).catch(complain)
  }

  const onInput = ({ target }: FormEvent) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) typed.current = target.value
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || event.target !== scroller.current || isTyping(event.target)) return
    const command = event.metaKey || event.ctrlKey
    const run = keyOf(event, command)
    if (!run) {
      const types = event.key.length === 1 || event.key === 'Process'
      if (types && mode === 'cell' && !command && !event.altKey && event.key !== ' ')
        if (edit(record, keys[active?.column ?? 0], true)) event.stopPropagation()
      return
    }
    event.preventDefault()
    event.stopPropagation()
    run()
  }
  const keyOf = (event: KeyboardEvent, command: boolean): (() => void) | null => {
    const extend = event.shiftKey
    const column = active?.column ?? 0
    const cell = (by: number, sideways: number) => () => {
      setMode('cell')
      move(by, sideways, extend)
    }
    const key = keys[column]
    switch (event.key) {
      case 'ArrowDown':
        return cell(1, 0)
      case 'ArrowUp':
        return cell(-1, 0)
      case 'ArrowLeft':
        return command ? () => go(here, 0, { extend }) : cell(0, -1)
      case 'ArrowRight':
        return command ? () => go(here, keys.length - 1, { extend }) : cell(0, 1)
      case 'PageDown':
        return () => move(pageRows(), 0, extend)
      case 'PageUp':
        return () => move(-pageRows(), 0, extend)
      case 'Home':
        return command && source.goTo ? () => source.goTo?.('start') : () => go(here, 0, { extend })
      case 'End':
        return command && source.goTo ? () => source.goTo?.('end') : () => go(here, keys.length - 1, { extend })
      case 'Enter':
        if (here >= 0 && (mode === 'row' || column === 0 || (key && !writable(object, key))))
          return () => record && onOpen(record.id)
        return () => void edit(record, key)
      case 'F2':
        return () => void edit(record, key)
      case 'Delete':
      case 'Backspace':
        return mode === 'cell' && !command ? clear : null
      case 'd':
        return command && range ? fillDown : null
      case 'z':
        return command && undoing.current.length > 0 ? undo : null
      case 'Escape':
        return mode === 'cell' && active
          ? () => {
              setMode('row')
              setAnchor(null)
            }
          : null
      default:
        return null
    }
  }

  const onCopy = (event: ClipboardEvent) => {
    if (editing || !range || isTyping(event.target) || !window.getSelection()?.isCollapsed) return
    const lines: string[][] = []
    for (let i = range.top; i <= range.bottom; i++) {
      const row = recordAt(i)
      if (row) lines.push(marked().map((key) => textOf(object.fields[key]!, row[key])))
    }
    event.preventDefault()
    event.clipboardData.setData('text/plain', lines.map((line) => line.map(quoted).join('\t')).join('\n'))
  }
  const onPasteEvent = (event: ClipboardEvent) => {
    if (editing || !range || isTyping(event.target)) return
    const text = event.clipboardData.getData('text/plain')
    if (text === '') return
    event.preventDefault()
    const rows: ApiRecord[] = []
    for (let i = range.top; i < source.count && rows.length < 1_000; i++) {
      const row = recordAt(i)
      if (row) rows.push(row)
    }
    onPaste(
      {
        text,
        rows,
        keys: keys.slice(range.left),
        marked: { rows: range.bottom - range.top + 1, columns: range.right - range.left + 1 },
      },
      focus,
    )
  }
  const choose = (id: string, column: number, extend: boolean) => {
    setMode('cell')
    setAnchor(extend ? (anchor ?? active) : null)
    setActive({ id, column })
    focus()
  }
  return {
    active,
    mode,
    range,
    record,
    here,
    editing,
    setActive,
    choose,
    move(by: number) {
      setMode('row')
      focus()
      move(by)
    },
    edit,
    save,
    cancel(then?: Then) {
      setEditing(null)
      focus()
      if (then) move(then.by, then.sideways)
    },
    writeBlock,
    undo,
    handlers: { onInput, onKeyDown, onCopy, onPaste: onPasteEvent },
  }
}

async function tellLost(...what: Parameters<typeof import('./lost.ts')['tellLost']>): Promise<void> {
  const lost = await import('./lost.ts')
  lost.tellLost(...what)
}

/** What is written: a reference by its id. */
export function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  if (typeof value !== 'object' || value === null) return value
  return 'id' in value && 'title' in value ? value.id : value
}

/** A cell of a copied block, as spreadsheets quote it. */
function quoted(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
