import type { ApiPresence, Meta } from '#kernel/api.ts'
import { randomKey } from './fetch.ts'
import { toldLive } from './notices.ts'
import { wroteLately } from './own.ts'
import { heard as heardPresence, lead as leadLooks, sayAgain } from './presence.ts'
import { metaQuery, partsOf, queries, type Rows } from './queries.ts'

/** Something that happened, as the server tells of it. */
type Change = {
  readonly object: string
  readonly recordId: string
  readonly kind: string
  readonly actorId: string | null
}
/** What changed, that so much did that all should be looked at again, or that there is something new for her who looks. */
type Word = Change | 'all' | 'notice'
/** A tab that has just come asks for what was told while it was reading what it shows, in the last so many milliseconds. */
type Asking = { readonly ago: number }

const name = 'sampan.live'
/** What changes in a burst is asked for once. */
const gatherMs = 400
/** The pause before the next asking: longer and longer while something changes all the time. */
const rest = { least: 2_000, most: 20_000 }
/** A connection that was refused, not lost, is tried again after this. */
const againMs = 30_000
/** So long a tab that leads remembers what it has told. */
const rememberMs = 60_000
/** While the lead passes from one tab to the next. */
const passingMs = 5_000
const shown = new Set(['list', 'group', 'page', 'timeline', 'today'])

/**
 * Keeps what is on the screen as it is on the server while somebody looks at it. However many tabs are open, one of
 * those that are seen holds the connection and tells the others. Answers how to stop.
 */
export function startLive(): () => void {
  const channel = new BroadcastChannel(name)
  const changes = gather()
  // what is on the screen was read since this page began
  let ago = performance.now()
  let told: { readonly at: number; readonly word: Word }[] = []
  const tell = (word: Word) => {
    const at = performance.now()
    told = [...told.filter((one) => one.at > at - rememberMs), { at, word }]
    channel.postMessage(word)
    changes.take(word)
  }
  let leave: (() => void) | null = null
  const look = () => {
    if (document.visibilityState === 'visible') {
      leave ??= lead(tell, ago)
      ago = passingMs
    } else {
      leave?.()
      leave = null
      told = []
      // Nobody may be listening from now on: what is here is asked for again when it is next looked at.
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => shown.has(String(queryKey[0])),
        refetchType: 'none',
      })
    }
  }
  channel.onmessage = ({ data }: MessageEvent<Word | Asking>) => {
    if (typeof data !== 'object' || !('ago' in data)) return changes.take(data)
    const from = performance.now() - data.ago
    for (const { at, word } of told) if (at > from) channel.postMessage(word)
  }
  channel.postMessage({ ago } satisfies Asking)
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    document.removeEventListener('visibilitychange', look)
    leave?.()
    channel.close()
    changes.stop()
  }
}

/** Listens as soon as no other tab does, first for what came in the last `ago` milliseconds. Answers how to let go. */
function lead(tell: (word: Word) => void, ago: number): () => void {
  const gone = new AbortController()
  // Without locks, on plain http in a local network, each tab that is seen listens for itself.
  if (navigator.locks)
    navigator.locks.request(name, { signal: gone.signal }, () => listen(tell, ago, gone.signal)).catch(() => {}) // let go
  else void listen(tell, ago, gone.signal)
  return () => gone.abort()
}

async function listen(tell: (word: Word) => void, ago: number, gone: AbortSignal): Promise<void> {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const client = randomKey()
  const stopLooking = leadLooks(client)
  const open = () => {
    source = new EventSource(`/api/v1/events?client=${client}&ago=${Math.ceil(ago)}`)
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      const { object, recordId, kind, actorId } = JSON.parse(data) as Change
      tell({ object, recordId, kind, actorId })
    })
    source.addEventListener('reset', () => tell('all'))
    source.addEventListener('notice', () => tell('notice'))
    source.addEventListener('presence', ({ data }: MessageEvent<string>) =>
      heardPresence(JSON.parse(data) as ApiPresence),
    )
    source.addEventListener('open', sayAgain)
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, againMs)
    })
  }
  open()
  await new Promise((done) => gone.addEventListener('abort', done, { once: true }))
  clearTimeout(timer)
  stopLooking()
  source?.close()
}

/** Collects what it is told, and then asks again for what of it is on the screen. */
function gather() {
  let waiting: Change[] = []
  let everything = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = rest.least
  let last = -rest.most
  const settle = () => {
    timer = undefined
    const now = performance.now()
    pause = now - last < 2 * pause ? Math.min(2 * pause, rest.most) : rest.least
    last = now
    const changes = everything ? null : Map.groupBy(waiting, ({ object }) => object)
    waiting = []
    everything = false
    askAgain(changes)
  }
  return {
    take(word: Word) {
      if (word === 'notice') return toldLive()
      if (word === 'all') everything = true
      else if (isOwn(word)) return
      else waiting.push(word)
      timer ??= setTimeout(settle, Math.max(gatherMs, last + pause - performance.now()))
    },
    stop: () => clearTimeout(timer),
  }
}

/** What this page has written it shows already; what the system makes of it, such as a mail that has gone, it does not. */
function isOwn({ recordId, actorId }: Change): boolean {
  const me = queries.getQueryData<Meta>(metaQuery.queryKey)?.user.id
  return wroteLately(recordId) && actorId === me
}

type Changes = ReadonlyMap<string, readonly Change[]>

/** Null: all may have changed. What is not on the screen is marked, and asked for when it comes back there. */
function askAgain(changes: Changes | null): void {
  for (const query of queries.getQueryCache().getAll()) {
    const [kind, object, id] = query.queryKey
    if (!shown.has(String(kind))) continue
    const concerns =
      changes === null ||
      kind === 'today' ||
      (kind === 'page' || kind === 'timeline'
        ? touchesPage(changes, String(object), String(id), query.state.data)
        : changes.has(String(object)))
    if (!concerns) continue
    const now =
      document.visibilityState === 'visible' &&
      (kind !== 'list' || changes === null || touchesList(changes.get(String(object))!, query.state.data))
    void queries.invalidateQueries(
      { queryKey: query.queryKey, exact: true, refetchType: now ? 'active' : 'none' },
      { cancelRefetch: false },
    )
  }
}

/** A page shows its record, and records that point at it. */
function touchesPage(changes: Changes, object: string, id: string, data: unknown): boolean {
  if (changes.get(object)?.some(({ recordId }) => recordId === id)) return true
  const around = queries.getQueryData<Meta>(metaQuery.queryKey)?.objects[object]?.inverse ?? []
  return data !== undefined && around.some((one) => changes.has(one.object))
}

/** A change to a row that is not loaded does not move a list under the reader's eyes; what comes and goes does. */
function touchesList(changes: readonly Change[], data: unknown): boolean {
  if (!data) return false
  const parts = partsOf(data as Rows)
  return changes.some(
    ({ kind, recordId }) => kind !== 'updated' || parts.some((part) => part.data.some(({ id }) => id === recordId)),
  )
}
