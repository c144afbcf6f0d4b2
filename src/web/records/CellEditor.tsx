import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Field } from '#kernel/fields/field.ts'
import { useMeta } from '../client/queries.ts'
import { viewOf } from '../fields/index.ts'
import { composing } from '../ui/Input.tsx'
import styles from './CellEditor.module.css'

export type Then = { readonly by: number; readonly sideways: number }

type Props = {
  field: Field
  value: unknown
  error?: string | undefined
  where?: Readonly<Record<string, unknown>> | undefined
  /** Typing has begun and replaces what stands there. */
  fresh?: boolean
  /** `then` says where to go on: the cell below after Enter, the next one after Tab. */
  onSave: (value: unknown, then?: Then) => void
  onCancel: (then?: Then) => void
}

/** An input in the place of a value: Enter saves, Escape leaves, a choice saves at once. */
export function CellEditor({ field, value, fresh, error, where, onSave, onCancel }: Props) {
  const id = useId()
  const { objects } = useMeta()
  const [draft, setDraft] = useState<unknown>(fresh ? null : (value ?? null))
  const latest = useRef(draft)
  const over = useRef(false)
  /** Enter on what was refused is meant, though nothing has been typed since. */
  const insisted = useRef(false)
  const after = useRef<Then | undefined>(undefined)
  const box = useRef<HTMLDivElement>(null)
  // What was refused is answered by keys: they have to arrive here, also where the choices stay closed.
  useEffect(() => {
    if (error) box.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }, [error])
  const { Input } = viewOf(field)
  if (!Input) return null

  const finish = (next: unknown) => {
    if (over.current) return
    over.current = true
    const then = after.current
    if (!insisted.current && JSON.stringify(next ?? null) === JSON.stringify(value ?? null)) onCancel(then)
    else {
      onSave(next, then)
      // a hint only: without a network there is none
      void import('./placeholders.ts').then(
        (m) => m.tellPlaceholder(objects, field, next),
        () => null,
      )
    }
  }
  const change = (next: unknown) => {
    latest.current = next
    setDraft(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event)) return
    event.stopPropagation()
    if (event.key === 'Escape') {
      over.current = true
      onCancel()
    }
    if (event.key === 'Tab' && box.current?.closest('[role="grid"]')) {
      event.preventDefault()
      after.current = { by: 0, sideways: event.shiftKey ? -1 : 1 }
      // inputs read what was typed when they are left
      box.current.querySelector('input')?.blur()
      setTimeout(() => finish(latest.current))
    }
    if (event.key === 'Enter' && (error !== undefined || !(event.target instanceof HTMLButtonElement))) {
      if (event.target instanceof HTMLTextAreaElement && !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      // the input has read what was typed by now, in its own handler of the same key
      after.current = { by: event.shiftKey ? -1 : 1, sideways: 0 }
      insisted.current = error !== undefined
      setTimeout(() => finish(latest.current))
    }
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the input inside
    <div
      ref={box}
      className={styles.editor}
      data-editor
      onKeyDown={onKeyDown}
      onBlur={() =>
        setTimeout(() => {
          // the window itself may have been left, for a file or for another program
          const now = document.activeElement
          if (!document.hasFocus() || box.current?.contains(now)) return
          if (!now?.closest('[data-portal], .mantine-Popover-dropdown')) finish(latest.current)
        })
      }
    >
      <Input
        id={id}
        field={field}
        value={draft}
        onChange={change}
        onDone={finish}
        inline={error === undefined}
        autoFocus
        where={where}
        invalid={error !== undefined}
        describedBy={error ? `${id}-error` : undefined}
      />
      {error && (
        <span id={`${id}-error`} role="alert" className={styles.error}>
          {error}
        </span>
      )}
    </div>
  )
}
