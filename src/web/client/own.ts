/** How long what this page has written itself is no news to it: it shows that already. */
const whileMs = 4_000
const written = new Map<string, number>()

/** Notes which records this page writes: by the address that it sends to, and by the answer once that is here. */
export function noteWritten(path: string, answer?: unknown): void {
  const now = performance.now()
  for (const [id, at] of written) if (now - at > whileMs) written.delete(id)
  const { id, record, data } = (answer ?? {}) as { id?: unknown; record?: { id?: unknown } | null; data?: unknown }
  const rows = Array.isArray(data) ? data.map((row: { id?: unknown } | null) => row?.id) : []
  for (const one of [/[0-9a-f-]{36}/.exec(path)?.[0], id, record?.id, ...rows])
    if (typeof one === 'string') written.set(one, now)
}

/** Whether what happened to a record is most likely this page's own doing. */
export function wroteLately(id: string): boolean {
  const at = written.get(id)
  return at !== undefined && performance.now() - at < whileMs
}
