import type { ApiPresence } from '#kernel/api.ts'
import { createStore } from '../ui/store.ts'
import { ask, randomKey } from './fetch.ts'

export type Here = ApiPresence['people'][number]
type Look = { readonly object: string; readonly record: string; readonly field: string | null }
/** What windows of one browser tell each other: what one shows, that all should say so again, and who else is there. */
type Word =
  | { readonly is: 'look'; readonly tab: string; readonly look: Look | null }
  | { readonly is: 'call' }
  | { readonly is: 'here'; readonly told: ApiPresence }

const tab = randomKey()
/** What changes at once is said once. */
const gatherMs = 150
/** How often the windows say again what they show, so that one that has died is missed, and how long they are waited for. */
const call = { everyMs: 10_000, waitMs: 1_500 }

const here = createStore<ReadonlyMap<string, readonly Here[]>>(new Map())
const nobody: readonly Here[] = []
let mine: Look | null = null
let channel: BroadcastChannel | null = null
/** There while this window holds the connection: it speaks for all of them. */
let leading: { readonly client: string; looks: Map<string, Look>; said: string } | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Who else looks at a record at this moment. */
export function useHere(object: string, record: string): readonly Here[] {
  return here.use().get(`${object} ${record}`) ?? nobody
}

/** This window shows a record from now on, or none. */
export function look(object: string, record: string): () => void {
  say({ object, record, field: null })
  return () => {
    if (mine?.record === record) say(null)
  }
}

/** A field of the record that this window shows is being edited, or no longer. */
export function editing(record: string, field: string | null): void {
  if (mine?.record === record && mine.field !== field) say({ ...mine, field })
}

/** What the stream of events tells; the other windows hear of it too. */
export function heard(told: ApiPresence): void {
  open().postMessage({ is: 'here', told } satisfies Word)
  note(told)
}

/** The connection is there, or there again: what was said before it broke is gone with it. */
export function sayAgain(): void {
  if (!leading) return
  leading.said = ''
  tellServer()
}

/** This window holds the connection called `client`: it says what all windows show. Answers how to stop. */
export function lead(client: string): () => void {
  leading = { client, looks: new Map(), said: '[]' }
  const askAll = () => {
    const answered = new Map<string, Look>()
    if (leading) leading = { ...leading, looks: new Map(leading.looks) }
    collecting = answered
    if (mine && seen()) answered.set(tab, mine)
    open().postMessage({ is: 'call' } satisfies Word)
    setTimeout(() => {
      if (!leading || collecting !== answered) return
      collecting = null
      leading.looks = answered
      tellServer()
    }, call.waitMs)
  }
  if (mine && seen()) leading.looks.set(tab, mine)
  tellServer()
  askAll()
  const calling = setInterval(askAll, call.everyMs)
  return () => {
    clearInterval(calling)
    leading = null
    here.set(new Map())
  }
}
/** Who has answered the last call so far. */
let collecting: Map<string, Look> | null = null

function open(): BroadcastChannel {
  if (channel) return channel
  channel = new BroadcastChannel('sampan.presence')
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.is === 'call') announce()
    else if (data.is === 'here') note(data.told)
    else take(data.tab, data.look)
  }
  document.addEventListener('visibilitychange', announce)
  addEventListener('pagehide', () => channel?.postMessage({ is: 'look', tab, look: null } satisfies Word))
  return channel
}

function say(next: Look | null): void {
  mine = next
  open()
  announce()
}

function announce(): void {
  const shown = seen() ? mine : null
  open().postMessage({ is: 'look', tab, look: shown } satisfies Word)
  take(tab, shown)
}

function take(from: string, shown: Look | null): void {
  if (!leading) return
  for (const looks of [leading.looks, collecting])
    if (shown) looks?.set(from, shown)
    else looks?.delete(from)
  // A window that has just come to a record does not know who is there.
  const people = shown && here.get().get(`${shown.object} ${shown.record}`)
  if (shown && people && from !== tab)
    open().postMessage({ is: 'here', told: { object: shown.object, recordId: shown.record, people } } satisfies Word)
  clearTimeout(timer)
  timer = setTimeout(tellServer, gatherMs)
}

/** Tells the server where it has changed. That nobody hears of it harms nobody: it is told again with the next change. */
function tellServer(): void {
  if (!leading) return
  const looking = [...leading.looks.values()].slice(0, 20)
  const said = JSON.stringify(looking)
  if (said === leading.said) return
  const { client } = leading
  leading.said = said
  void ask('POST', '/api/v1/presence', { body: { client, looking } }).catch(() => {
    if (leading?.client === client) leading.said = ''
  })
}

function note({ object, recordId, people }: ApiPresence): void {
  here.set(new Map(here.get()).set(`${object} ${recordId}`, people))
}

function seen(): boolean {
  return document.visibilityState === 'visible'
}
