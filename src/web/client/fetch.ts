import type { ApiProblem } from '#kernel/api.ts'
import { asking } from '../approvals/asking.ts'
import { language, say } from '../ui/language.ts'
import { takeAsked } from './asked.ts'
import { noteWritten } from './own.ts'

/** An answer that is no success. Its words are the server's, in the reader's language. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: ApiProblem | null

  constructor(status: number, problem: ApiProblem | null) {
    super(problem?.detail ?? problem?.title ?? `${status}`)
    this.name = 'ApiError'
    this.status = status
    this.problem = problem
  }

  /** What is wrong, by field; under '' what concerns no field. The first word on each counts. */
  get fields(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const { field, detail } of this.problem?.errors ?? []) found[field ?? ''] ??= detail
    return found
  }
}

/** No answer at all: the network is down, or the server is. */
export class Offline extends Error {
  constructor() {
    super(say({ en: 'Cannot reach the server. Your text is kept.', zh: '连接不上服务器，已填写的内容仍保留。' }))
    this.name = 'Offline'
  }
}

type Options = {
  body?: unknown
  /** The version that the change was made on; the server refuses when it has moved on. */
  version?: number
  signal?: AbortSignal | undefined
  /** The same key makes a repeated POST one. */
  key?: string
  /** Questions that the person has answered with yes, by their code. */
  confirmed?: string
  /** It was refused once because nobody was signed in any more. */
  again?: true
}

type WayIn = '/sign-in' | '/second-factor'
let onSentBack: (to: WayIn) => void = () => {}

/** What happens when the server says that nobody is signed in, or that the policy asks for a second factor from now on. */
export function whenSentBack(run: (to: WayIn) => void): void {
  onSentBack = run
}

let signInAgain: () => Promise<boolean> = async () => false

/** What is asked of her when her session has ended under her hands; true once she is in again, and the request goes on. */
export function whenEnded(run: () => Promise<boolean>): void {
  signInAgain = run
}

let shown: string | null = null

/** Which workspace the screen shows. Said with every request: an old tab must not write into another one. */
export function showWorkspace(id: string | null): void {
  shown = id
}

/** One request to the server; answers its JSON, or throws `ApiError` or `Offline`. */
export async function ask<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const { body, version, signal } = options
  const form = body instanceof FormData
  const text = body === undefined || form ? '' : JSON.stringify(body)
  const key = options.key ?? (method === 'POST' ? randomKey() : undefined)
  if (method !== 'GET') noteWritten(path)
  const sent =
    takeAsked(method, path, text) ??
    fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': language(),
        ...(shown && { 'x-sampan-workspace': shown }),
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
        ...(options.confirmed && { 'x-sampan-confirm': options.confirmed }),
        ...(key && method === 'POST' && { 'idempotency-key': key }),
        ...(version !== undefined && { 'if-match': `"${version}"` }),
      },
      ...(body !== undefined && { body: form ? body : text }),
      // What was written arrives, also when its reader leaves the page at once. A browser lets 64 KB be on their way like this.
      keepalive: method !== 'GET' && !form && text.length < 8_000,
      ...(signal && { signal }),
    })
  const response = await sent.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Offline()
  })
  if (response.status === 204) return undefined as T
  const json = /json/.test(response.headers.get('content-type') ?? '') ? await response.json() : null
  if (response.ok && method !== 'GET') noteWritten(path, json)
  if (response.ok) return json as T
  // A wrong code or passkey ends no session.
  if (response.status === 401 && !path.startsWith('/api/auth/')) {
    if (!options.again && (await signInAgain()))
      return ask(method, path, { ...options, ...(key && { key }), again: true })
    onSentBack('/sign-in')
  }
  const problem = json as ApiProblem | null
  const code = problem?.errors?.[0]?.code
  // The administrator no longer looks through somebody's eyes: what is on the screen is not hers to see on.
  if (code === 'seeing-ended') location.assign('/')
  // What needs approval can be asked for from wherever it was tried.
  if (problem?.ask) asking.set(problem.ask)
  if (code === 'secondFactorRequired') onSentBack('/second-factor')
  throw new ApiError(response.status, problem)
}

/** A key for one write. `crypto.randomUUID` is missing on plain http in a local network. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
