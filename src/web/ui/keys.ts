import { useEffect, useRef } from 'react'
import { composing } from './Input.tsx'

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>

/**
 * Listens to keys on the whole page: `c`, `/`, `?`, `mod+k`, `shift+ArrowLeft`. Plain keys stay silent while somebody
 * types, composes or has a dialog open.
 */
export function useKeys(map: KeyMap, enabled = true): void {
  const latest = useRef(map)
  latest.current = map
  useEffect(() => {
    if (!enabled) return
    const listen = (event: KeyboardEvent) => {
      if (composing(event) || event.defaultPrevented) return
      const run = latest.current[nameOf(event)]
      if (!run) return
      if (!(event.metaKey || event.ctrlKey) && (isTyping(event.target) || inDialog || dialogOpen())) return
      run(event)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [enabled])
}

/** The name of a key press: modifiers, then the key. Shift counts only where it makes no other character. */
export function nameOf(event: KeyboardEvent): string {
  const named = event.key.length > 1
  return [
    (event.metaKey || event.ctrlKey) && 'mod',
    event.altKey && 'alt',
    event.shiftKey && named && 'shift',
    named ? event.key : event.key.toLowerCase(),
  ]
    .filter(Boolean)
    .join('+')
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
}

/** Was a dialog open when the key went down? What closes it is gone before the page listens. */
let inDialog = false
window.addEventListener(
  'keydown',
  () => {
    inDialog = dialogOpen()
  },
  true,
)

function dialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]') !== null
}
