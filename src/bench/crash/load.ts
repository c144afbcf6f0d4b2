import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** A record as acknowledged answers say it is. */
export type Known = { version: number; weight: number | null; deleted: boolean; slips: number }

/** What the writers were told, and everything about the answers that should not be. */
export type Ledger = {
  readonly crates: Map<string, Known>
  acknowledged: number
  /** Requests sent again with their key because nobody knew what had become of them. */
  repeated: number
  /** 503 while the database was away. */
  unavailable: number
  /** Answers that are neither right nor 503, and requests that nobody answered in time. */
  readonly strange: string[]
}

export function openLedger(): Ledger {
  return { crates: new Map(), acknowledged: 0, repeated: 0, unavailable: 0, strange: [] }
}

type Target = { url(): string; key(): string }
type Request = { method: string; path: string; body?: unknown; acknowledge(answer: Answer): void }
type Answer = { id: string; version: number; weight: number | null }

const patienceMs = 20_000

/**
 * Writers that create, change, weigh, delete and restore crates of their own as fast as the server answers. Whatever is
 * not acknowledged is sent again with the same key until it is, across crashes; so the ledger says exactly what must stand.
 */
export function startLoad(target: Target, ledger: Ledger, writers: number): { stop(): Promise<void> } {
  let stopped = false
  const write = async (writer: number) => {
    const mine: string[] = []
    while (!stopped) await insist(target, ledger, nextRequest(ledger, mine, writer))
  }
  const all = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  return {
    async stop() {
      stopped = true
      await all
    },
  }
}

function nextRequest(ledger: Ledger, mine: string[], writer: number): Request {
  const id = mine[Math.floor(Math.random() * mine.length)]
  const known = id ? ledger.crates.get(id)! : undefined
  const weight = Math.round(Math.random() * 1_000)
  const learn = (answer: Answer, deleted = false, slips = 0) => {
    const before = ledger.crates.get(answer.id)
    if (!before) mine.push(answer.id)
    ledger.crates.set(answer.id, {
      version: answer.version,
      weight: answer.weight,
      deleted,
      slips: (before?.slips ?? 0) + slips,
    })
  }
  const dice = Math.random()
  if (!id || !known || dice < 0.3) {
    const body = { name: `Crate of ${writer}`, weight }
    return { method: 'POST', path: 'crate', body, acknowledge: (answer) => learn(answer) }
  }
  if (known.deleted) return { method: 'POST', path: `crate/${id}/restore`, acknowledge: (answer) => learn(answer) }
  if (dice < 0.55)
    return { method: 'PATCH', path: `crate/${id}`, body: { weight }, acknowledge: (answer) => learn(answer) }
  if (dice < 0.7) {
    const body = {
      create: [{ name: 'In a batch', weight }, { name: 'In a batch' }],
      update: [{ id, weight: weight + 1 }],
    }
    const acknowledge = (answer: unknown) => {
      for (const one of (answer as { data: Answer[] }).data) learn(one)
    }
    return { method: 'POST', path: 'crate/batch', body, acknowledge }
  }
  if (dice < 0.9) {
    const acknowledge = (answer: unknown) => learn((answer as { record: Answer }).record, false, 1)
    return { method: 'POST', path: `crate/${id}/weigh`, body: { weight: weight + 0.5 }, acknowledge }
  }
  const acknowledge = () => void ledger.crates.set(id, { ...known, version: known.version + 1, deleted: true })
  return { method: 'DELETE', path: `crate/${id}`, acknowledge }
}

async function insist(target: Target, ledger: Ledger, request: Request): Promise<void> {
  const key = randomUUID()
  for (let attempt = 1; attempt <= 2_400; attempt++) {
    const response = await send(target, request, key)
    if (attempt > 1) ledger.repeated++
    if (response?.ok) {
      request.acknowledge(response.body as Answer)
      ledger.acknowledged++
      return
    }
    if (response?.status === 503 && response.problem) ledger.unavailable++
    else if (response)
      ledger.strange.push(`${request.method} ${request.path}: ${response.status} ${JSON.stringify(response.body)}`)
    if (response === undefined) ledger.strange.push(`${request.method} ${request.path}: no answer in ${patienceMs} ms`)
    await pause(50)
  }
  ledger.strange.push(`${request.method} ${request.path}: given up`)
}

/** Null when the connection broke, undefined when nobody answered in time. */
async function send(target: Target, { method, path, body }: Request, key: string) {
  const headers = {
    authorization: `Bearer ${target.key()}`,
    'idempotency-key': key,
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const init = { method, headers, signal, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await fetch(`${target.url()}/api/v1/${path}`, init)
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const problem = type.includes('problem+json')
    return {
      ok: response.ok,
      status: response.status,
      problem,
      body: text && type.includes('json') ? JSON.parse(text) : text,
    }
  } catch {
    return signal.aborted ? undefined : null
  }
}
