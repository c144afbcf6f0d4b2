import { type RefObject, useEffect, useRef } from 'react'

/** How far a mouse moves, and how long a finger rests, before a card is taken up. */
const enough = { pixels: 5, ms: 280, slip: 10 }
/** How near to an edge a board begins to scroll, and how fast. */
const edge = { pixels: 56, speed: 14 }

type Held = {
  readonly pointer: number
  readonly card: HTMLElement
  readonly touch: boolean
  readonly x: number
  readonly y: number
  ghost: HTMLElement | null
  over: HTMLElement | null
  at: { x: number; y: number }
}

/**
 * Cards are taken up by a mouse that moves or a finger that rests, and put down in a column. Nothing is drawn anew while one
 * is on its way: its picture follows the pointer, and the column below it is marked.
 */
export function useCardDrag(
  scroller: RefObject<HTMLElement | null>,
  enabled: boolean,
  onDrop: (card: string, step: string) => void,
): void {
  const drop = useRef(onDrop)
  drop.current = onDrop
  useEffect(() => {
    const board = scroller.current
    if (!board || !enabled) return
    let held: Held | null = null
    let resting: ReturnType<typeof setTimeout> | undefined
    let frame = 0

    const down = (event: PointerEvent) => {
      const card = (event.target as Element).closest<HTMLElement>('[data-card]')
      if (!card || event.button !== 0 || !event.isPrimary || (event.target as Element).closest('button')) return
      const touch = event.pointerType !== 'mouse'
      const at = { x: event.clientX, y: event.clientY }
      held = { pointer: event.pointerId, card, touch, ...at, ghost: null, over: null, at }
      if (touch) resting = setTimeout(takeUp, enough.ms)
    }
    const takeUp = () => {
      if (!held || held.ghost) return
      const { card, touch } = held
      const { left, top, width } = card.getBoundingClientRect()
      const ghost = card.cloneNode(true) as HTMLElement
      ghost.removeAttribute('data-card')
      ghost.setAttribute('aria-hidden', 'true')
      ghost.setAttribute('data-ghost', '')
      ghost.style.cssText = `width:${width}px;left:${left}px;top:${top}px`
      board.append(ghost)
      held.ghost = ghost
      card.setAttribute('data-dragging', '')
      board.setAttribute('data-dragging', '')
      window.getSelection()?.removeAllRanges()
      if (touch) navigator.vibrate?.(10)
      frame = requestAnimationFrame(paint)
    }
    const paint = () => {
      if (!held?.ghost) return
      const { ghost, at, x, y } = held
      ghost.style.transform = `translate3d(${at.x - x}px, ${at.y - y}px, 0) rotate(1.2deg)`
      mark()
      const box = board.getBoundingClientRect()
      if (at.x > box.right - edge.pixels) board.scrollLeft += edge.speed
      else if (at.x < box.left + edge.pixels) board.scrollLeft -= edge.speed
      frame = requestAnimationFrame(paint)
    }
    /** Marks the column in which the card would come to lie: the one below it, or the last one while it is between two. */
    const mark = () => {
      if (!held) return
      const below = document.elementFromPoint(held.at.x, held.at.y)
      const over = below?.closest<HTMLElement>('[data-step]') ?? (below === board ? held.over : null)
      if (over === held.over) return
      held.over?.removeAttribute('data-over')
      over?.setAttribute('data-over', '')
      held.over = over
    }
    const move = (event: PointerEvent) => {
      if (held?.pointer !== event.pointerId) return
      held.at = { x: event.clientX, y: event.clientY }
      if (held.ghost) return
      const far = Math.hypot(held.at.x - held.x, held.at.y - held.y)
      if (held.touch ? far > enough.slip : far < enough.pixels) {
        if (held.touch) end() // a finger that moves at once scrolls
      } else if (!held.touch) takeUp()
    }
    const up = (event: PointerEvent) => {
      if (held?.pointer !== event.pointerId) return
      const { ghost, card } = held
      if (ghost) mark()
      const to = held.over?.dataset.step
      end()
      if (!ghost) return
      // what was dragged was not clicked
      window.addEventListener('click', stop, true)
      setTimeout(() => window.removeEventListener('click', stop, true))
      if (to && card.dataset.card) drop.current(card.dataset.card, to)
    }
    const end = () => {
      clearTimeout(resting)
      cancelAnimationFrame(frame)
      held?.ghost?.remove()
      held?.over?.removeAttribute('data-over')
      held?.card.removeAttribute('data-dragging')
      board.removeAttribute('data-dragging')
      held = null
    }
    const cancel = (event: PointerEvent) => held?.pointer === event.pointerId && end()
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !held?.ghost) return
      event.stopPropagation()
      end()
    }
    /** A card in the air is not scrolled away, and no menu opens above it. */
    const hold = (event: Event) => held?.ghost && event.preventDefault()
    const never = (event: Event) => event.preventDefault()

    const gone = new AbortController()
    const { signal } = gone
    board.addEventListener('pointerdown', down, { signal })
    board.addEventListener('dragstart', never, { signal })
    board.addEventListener('touchmove', hold, { passive: false, signal })
    board.addEventListener('contextmenu', hold, { signal })
    window.addEventListener('pointermove', move, { signal })
    window.addEventListener('pointerup', up, { signal })
    window.addEventListener('pointercancel', cancel, { signal })
    window.addEventListener('keydown', giveUp, { capture: true, signal })
    return () => {
      end()
      gone.abort()
    }
  }, [scroller, enabled])
}

function stop(event: Event): void {
  event.preventDefault()
  event.stopPropagation()
}
