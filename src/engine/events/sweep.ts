/** Looks for what is due: at once when somebody says so, and every so often in any case. */
export type Sweep<T> = {
  /** Something may be due: look now instead of at the next turn. What goes wrong is told to `failed`. */
  wake(): void
  /** The look that is under way, else a new one; one that was asked for meanwhile follows by itself. */
  look(): Promise<T>
  /** The look that is under way. */
  looking(): Promise<T> | null
  stopped(): boolean
  /** No look begins any more; comes back when the last one has ended. */
  stop(): Promise<void>
}

/** Starts it in this process. */
export function startSweep<T>(
  sweep: () => Promise<T>,
  { everyMs, failed }: { everyMs: number; failed: (error: unknown) => void },
): Sweep<T> {
  let stopped = false
  let looking: Promise<T> | null = null
  let again = false
  const look = (): Promise<T> => {
    again = looking !== null
    looking ??= sweep().finally(() => {
      looking = null
      if (again && !stopped) wake()
    })
    return looking
  }
  const wake = () => {
    if (!stopped) look().catch(failed)
  }
  const timer = setInterval(wake, everyMs)
  return {
    wake,
    look,
    looking: () => looking,
    stopped: () => stopped,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking?.catch(() => {})
    },
  }
}
