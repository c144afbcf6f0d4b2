import { useEffect, useState } from 'react'

// Safari knows no idle moments: there it is soon.

/** Runs something once there is nothing better to do, soon at any rate. Answers the number by which it is called off. */
export const whenIdle: (run: () => void) => number =
  globalThis.requestIdleCallback === undefined
    ? (run) => window.setTimeout(run, soonMs)
    : (run) => requestIdleCallback(run, { timeout: soonMs })

export const stopIdle: (number: number) => void = globalThis.cancelIdleCallback ?? clearTimeout

const soonMs = 300

/** Whether something stands and has been drawn, and there was nothing better to do since: the moment for what may come later. */
export function useIdle(stands: boolean): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    if (!stands) return
    let waiting = whenIdle(() => {
      waiting = whenIdle(() => setIdle(true))
    })
    return () => {
      stopIdle(waiting)
      setIdle(false)
    }
  }, [stands])
  return stands && idle
}
