import { performance } from 'node:perf_hooks'
import { setImmediate as afterOthers, setTimeout as pause } from 'node:timers/promises'

/** How long work in the background holds the process at a stretch, ms: what a person does not notice. */
const heldMs = 8
/** How long it lets the processor go after each stretch, ms, while somebody is being served. */
const asideMs = 24
/** Who has asked for something waits for more of it: a screen asks for its parts over so long, ms. */
const servingMs = 500

let servedAt = Number.NEGATIVE_INFINITY

/** Somebody asks this process for something: what goes on in the background steps aside for a moment. */
export function noteServed(): void {
  servedAt = performance.now()
}

const isServing = () => performance.now() - servedAt < servingMs

/**
 * Makes a function to call often within long reckoning: once that has held the process for a while, whoever waits goes first.
 * @param aside of work for nobody who waits: while somebody is being served, the processor is hers for most of the time
 */
export function openBreath({ aside = false } = {}): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < heldMs) return
    if (aside && isServing()) await pause(asideMs)
    else await afterOthers()
    since = performance.now()
  }
}

/** Work in the background was told to stop. What it has done is kept; the rest is done when it runs again. */
export class Stopped extends Error {
  constructor() {
    super('The server stops; the rest is done when it runs again.')
  }
}

/** How work in the background goes: piece by piece. */
export type Pace = {
  /** Between two pieces: throws `Stopped` where the server stops. */
  goOn(): void
  /** Between two pieces of what is in no hurry: steps aside as long as this process is busy for others, too. */
  rest(): Promise<void>
}

/** The shortest rest, and the share of it that others need for the process to count as busy. */
const shortMs = 10
const busyShare = 0.2
/** Where others are busy a rest is so many times as long as the piece before it, but no longer than this. */
const times = 3
const longestMs = 2_000

/** The pace of one piece of work. */
export function openPace(stop?: AbortSignal): Pace {
  let began = performance.now()
  const goOn = () => {
    if (stop?.aborted) throw new Stopped()
  }
  return {
    goOn,
    async rest() {
      goOn()
      const tookMs = performance.now() - began
      const before = performance.eventLoopUtilization()
      await pause(Math.min(shortMs, tookMs))
      // Nothing of this work goes on while it rests: what the process does then it does for others.
      const isBusy = performance.eventLoopUtilization(before).utilization > busyShare
      if (isBusy || isServing())
        await pause(
          Math.min(Math.max(times * tookMs, isServing() ? servingMs : 0), longestMs),
          undefined,
          stop ? { signal: stop } : {},
        ).catch(() => {})
      goOn()
      began = performance.now()
    },
  }
}
