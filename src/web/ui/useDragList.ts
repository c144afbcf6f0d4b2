import { type RefObject, useEffect, useRef } from 'react'

/** Puts an item (`data-item`) into a list (`data-list`), at this place among the others of it. */
export type Place = (item: string, list: string, index: number) => void

/**
 * Lists whose items are put into another order, or into another list, by their handles (`data-handle`): dragged by mouse or
 * finger, or moved by the arrow keys, over the end of a list into the next. Escape lets go of what is dragged. Items stand
 * one below the other; the lists lie anywhere within `root`.
 */
export function useDragList(root: RefObject<HTMLElement | null>, place: Place): void {
  const put = useRef(place)
  put.current = place
  useEffect(() => {
    const box = root.current
    if (!box) return
    let held: { handle: Element; item: HTMLElement; x: number; y: number; to: [string, number] | null } | null = null

    const down = (event: PointerEvent) => {
      const handle = (event.target as Element).closest('[data-handle]')
      const item = handle?.closest<HTMLElement>('[data-item]')
      if (!handle || !item || event.button !== 0 || !event.isPrimary) return
      event.preventDefault()
      ;(handle as HTMLElement).focus()
      handle.setPointerCapture(event.pointerId)
      held = { handle, item, x: event.clientX, y: event.clientY, to: null }
    }
    const move = (event: PointerEvent) => {
      if (!held) return
      const { item, x, y } = held
      item.setAttribute('data-dragging', '')
      item.style.transform = `translate(${event.clientX - x}px, ${event.clientY - y}px)`
      unmark(box)
      held.to = placeAt(box, item, event)
    }
    const up = () => {
      const { item, to } = held ?? {}
      letGo()
      if (item?.dataset.item && to) put.current(item.dataset.item, ...to)
    }
    const letGo = () => {
      if (!held) return
      held.item.style.transform = ''
      held.item.removeAttribute('data-dragging')
      unmark(box)
      held = null
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && held) {
        event.stopPropagation()
        letGo()
      }
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      const item = (event.target as Element).closest('[data-handle]')?.closest<HTMLElement>('[data-item]')
      const to = item && by && beside(box, item, by)
      if (!to || !item?.dataset.item) return
      event.preventDefault()
      const name = item.dataset.item
      put.current(name, ...to)
      // where it is drawn anew it has lost the focus; in another list it may be called by that one
      requestAnimationFrame(() => {
        const names = [name, `${to[0]}:${name.slice(name.indexOf(':') + 1)}`]
        const drawn = names.map((one) => box.querySelector(`[data-item="${CSS.escape(one)}"] [data-handle]`))
        drawn.find((one): one is HTMLElement => one instanceof HTMLElement)?.focus()
      })
    }
    const gone = new AbortController()
    const { signal } = gone
    box.addEventListener('pointerdown', down, { signal })
    box.addEventListener('pointermove', move, { signal })
    box.addEventListener('pointerup', up, { signal })
    box.addEventListener('pointercancel', letGo, { signal })
    box.addEventListener('keydown', key, { capture: true, signal })
    return () => {
      letGo()
      gone.abort()
    }
  }, [root])
}

/** The list below the pointer and the place in it; marks it. */
function placeAt(
  box: HTMLElement,
  item: HTMLElement,
  at: { clientX: number; clientY: number },
): [string, number] | null {
  const list = listsOf(box).find((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return at.clientX > left - 24 && at.clientX < right + 24 && at.clientY > top - 12 && at.clientY < bottom + 12
  })
  if (!list) return null
  const others = itemsOf(list).filter((one) => one !== item)
  const index = others.findIndex((one) => {
    const { top, height } = one.getBoundingClientRect()
    return at.clientY < top + height / 2
  })
  const next = others[index]
  if (next) next.setAttribute('data-drop', 'before')
  else (others.at(-1) ?? list).setAttribute('data-drop', 'after')
  return [list.dataset.list ?? '', next ? index : others.length]
}

function unmark(box: HTMLElement): void {
  for (const marked of box.querySelectorAll('[data-drop]')) marked.removeAttribute('data-drop')
}

/** One place up or down; from the end of a list into the next one. */
function beside(box: HTMLElement, item: HTMLElement, by: number): [string, number] | null {
  const list = item.closest<HTMLElement>('[data-list]')
  if (!list) return null
  const items = itemsOf(list)
  const to = items.indexOf(item) + by
  if (to >= 0 && to < items.length) return [list.dataset.list ?? '', to]
  const lists = listsOf(box)
  const other = lists[lists.indexOf(list) + by]
  return other ? [other.dataset.list ?? '', by < 0 ? itemsOf(other).length : 0] : null
}

function listsOf(box: HTMLElement): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>('[data-list]')]
}

function itemsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-item]')]
}
