/** How many mails one domain gets at once, and in a minute: more looks like a flood, and is turned away. */
const together = 2
const perMinute = 60

/** Counts what each domain gets from this process. */
export function openThrottle(now: () => number = () => performance.now()) {
  const domains = new Map<string, { running: number; begun: number[] }>()
  return {
    /** The domains that get nothing now. */
    busy(): string[] {
      const since = now() - 60_000
      for (const [domain, one] of domains) {
        one.begun = one.begun.filter((at) => at > since)
        if (one.running === 0 && one.begun.length === 0) domains.delete(domain)
      }
      return [...domains].flatMap(([domain, { running, begun }]) =>
        running >= together || begun.length >= perMinute ? [domain] : [],
      )
    },
    /** A mail goes to a domain. Call what it answers when it has gone. */
    begin(domain: string): () => void {
      const one = domains.get(domain) ?? { running: 0, begun: [] }
      domains.set(domain, one)
      one.running++
      one.begun.push(now())
      return () => {
        one.running--
      }
    },
  }
}
