import { type RefObject, useEffect } from 'react'

/** As far a card is drawn before letting go means it, in pixels. */
const enough = 84

/** A card that has an act is drawn to the side by a finger, and the act is pressed when it is let go far enough. */
export function useSwipe(scroller: RefObject<HTMLElement | null>, enabled: boolean): void {
  useEffect(() => {
    const box = scroller.current
    if (!box || !enabled) return
    let from: { x: number; y: number; row: HTMLElement; act: HTMLElement } | null = null
    let by = 0
    const start = ({ touches, target }: TouchEvent) => {
      const row = (target as Element).closest<HTMLElement>('[data-row]')
      const act = row?.querySelector<HTMLElement>('[data-act]')
      const touch = touches[0]
      by = 0
      from = touches.length === 1 && touch && row && act ? { x: touch.clientX, y: touch.clientY, row, act } : null
    }
    const move = (event: TouchEvent) => {
      const touch = event.touches[0]
      if (!from || !touch) return
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y]
      // Up or down first: that is scrolling.
      if (by === 0 && Math.abs(y) > Math.abs(x)) from = null
      if (!from || Math.abs(x) < 8) return
      event.preventDefault()
      by = x
      from.row.style.setProperty('--drawn', `${Math.max(-110, Math.min(110, x))}px`)
      from.row.toggleAttribute('data-drawn', Math.abs(x) >= enough)
    }
    const end = (event: TouchEvent) => {
      if (!from) return
      const { row, act } = from
      from = null
      row.style.removeProperty('--drawn')
      row.removeAttribute('data-drawn')
      if (event.type === 'touchend' && Math.abs(by) >= enough) act.click()
    }
    box.addEventListener('touchstart', start, { passive: true })
    box.addEventListener('touchmove', move, { passive: false })
    box.addEventListener('touchend', end)
    box.addEventListener('touchcancel', end)
    return () => {
      box.removeEventListener('touchstart', start)
      box.removeEventListener('touchmove', move)
      box.removeEventListener('touchend', end)
      box.removeEventListener('touchcancel', end)
    }
  })
}
