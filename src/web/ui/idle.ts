// Safari knows no idle moments: there it is soon.

/** Runs something once there is nothing better to do, soon at any rate. Answers the number by which it is called off. */
export const whenIdle: (run: () => void) => number =
  globalThis.requestIdleCallback === undefined
    ? (run) => window.setTimeout(run, soonMs)
    : (run) => requestIdleCallback(run, { timeout: soonMs })

export const stopIdle: (number: number) => void = globalThis.cancelIdleCallback ?? clearTimeout

const soonMs = 300
