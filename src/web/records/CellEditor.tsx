import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { Field } from '#kernel/fields/field.ts'
import { viewOf } from '../fields/index.ts'
import { composing } from '../ui/Input.tsx'
import styles from './CellEditor.module.css'

type Props = {
  field: Field
  value: unknown
  error?: string | undefined
  where?: Readonly<Record<string, unknown>> | undefined
  onSave: (value: unknown) => void
  onCancel: () => void
}

/** An input in the place of a value: Enter saves, Escape leaves, a choice saves at once. */
export function CellEditor({ field, value, error, where, onSave, onCancel }: Props) {
  const id = useId()
  const [draft, setDraft] = useState<unknown>(value ?? null)
  const latest = useRef(draft)
  const over = useRef(false)
  const box = useRef<HTMLDivElement>(null)
  const { Input } = viewOf(field)
  if (!Input) return null

  const finish = (next: unknown) => {
    if (over.current) return
    over.current = true
    if (JSON.stringify(next ?? null) === JSON.stringify(value ?? null)) onCancel()
    else onSave(next)
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
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
      if (event.target instanceof HTMLTextAreaElement && !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      // the input has read what was typed by now, in its own handler of the same key
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
        inline
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
