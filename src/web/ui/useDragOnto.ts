import { type RefObject, useEffect, useRef } from 'react'

type Rules = {
  /** Puts an item (`data-item`) onto a target (`data-onto`). */
  readonly put: (item: string, target: string) => void
  /** Tells to which target the keyboard points, or that it has let go. */
  readonly point: (item: string, target: string | null) => void
}

/** How far a pointer moves before an item is taken up. */
const enough = 4

/**
 * Rows that are put onto other rows by their handles (`data-handle`): dragged by mouse or finger; or by the keyboard, where the
 * arrow keys on a handle choose the target, Enter puts and Escape lets go. The target is marked by `data-over`.
 */
export function useDragOnto(root: RefObject<HTMLElement | null>, rules: Rules): void {
  const asked = useRef(rules)
  asked.current = rules
  useEffect(() => {
    const box = root.current
    if (!box) return
    let held: { item: HTMLElement; x: number; y: number; moved: boolean } | null = null
    let keyed: HTMLElement | null = null
    let over: HTMLElement | null = null

    const mark = (target: HTMLElement | null) => {
      over?.removeAttribute('data-over')
      over = target
      over?.setAttribute('data-over', '')
    }
    const itemOf = (target: EventTarget | null) =>
      (target as Element | null)?.closest('[data-handle]')?.closest<HTMLElement>('[data-item]') ?? null
    const down = (event: PointerEvent) => {
      const item = itemOf(event.target)
      if (!item || event.button !== 0 || !event.isPrimary) return
      letGo()
      event.preventDefault()
      const handle = (event.target as Element).closest<HTMLElement>('[data-handle]')!
      handle.focus()
      handle.setPointerCapture(event.pointerId)
      held = { item, x: event.clientX, y: event.clientY, moved: false }
    }
    const move = (event: PointerEvent) => {
      if (!held) return
      held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > enough
      if (!held.moved) return
      held.item.setAttribute('data-dragging', '')
      held.item.style.transform = `translate(${event.clientX - held.x}px, ${event.clientY - held.y}px)`
      const under = document
        .elementsFromPoint(event.clientX, event.clientY)
        .map((one) => one.closest<HTMLElement>('[data-onto]'))
        .find((one) => one && one !== held?.item && box.contains(one))
      mark(under ?? null)
    }
    const up = () => {
      const { item, moved } = held ?? {}
      const to = over
      letGo()
      if (moved && item?.dataset.item && to) asked.current.put(item.dataset.item, to.dataset.onto ?? '')
    }
    const letGo = () => {
      if (held) {
        held.item.style.transform = ''
        held.item.removeAttribute('data-dragging')
      }
      if (keyed) asked.current.point(keyed.dataset.item ?? '', null)
      held = null
      keyed = null
      mark(null)
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && (held || keyed)) {
        event.stopPropagation()
        letGo()
        return
      }
      const item = itemOf(event.target)
      if (!item) return
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (by) {
        event.preventDefault()
        keyed = item
        const targets = [...box.querySelectorAll<HTMLElement>('[data-onto]')].filter((one) => one !== item)
        // begins beside where the item stands
        const after = targets.findIndex((one) => item.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
        const from = over ? targets.indexOf(over) : (after < 0 ? targets.length : after) - (by > 0 ? 1 : 0)
        mark(targets[Math.min(Math.max(from + by, 0), targets.length - 1)] ?? null)
        over?.scrollIntoView({ block: 'nearest' })
        asked.current.point(item.dataset.item ?? '', over?.dataset.onto ?? null)
      }
      if (event.key === 'Enter' && keyed === item && over) {
        event.preventDefault()
        const to = over.dataset.onto ?? ''
        letGo()
        asked.current.put(item.dataset.item ?? '', to)
      }
    }
    const left = (event: FocusEvent) => {
      if (keyed && !held && event.target === keyed.querySelector('[data-handle]')) letGo()
    }
    const gone = new AbortController()
    const { signal } = gone
    box.addEventListener('pointerdown', down, { signal })
    box.addEventListener('pointermove', move, { signal })
    box.addEventListener('pointerup', up, { signal })
    box.addEventListener('pointercancel', letGo, { signal })
    box.addEventListener('keydown', key, { capture: true, signal })
    box.addEventListener('focusout', left, { signal })
    return () => {
      letGo()
      gone.abort()
    }
  }, [root])
}
