/** What a client needs to know to work. */
export type Options = {
  /** Where Sampan is: `https://crm.example.com`. */
  readonly url: string
  /** An API key, `smp_…`. */
  readonly key: string
  /** The language of what is told about errors: `zh-CN`, `en`. */
  readonly language?: string
  /** How often a request is sent again when the server is busy or cannot be reached; 4 where it is not said. */
  readonly retries?: number
  readonly fetch?: typeof globalThis.fetch
}

/** What a single call may say beside its content. */
export type How = {
  /** The same key makes a repeated write one; made up where it is not given. 8 to 200 characters. */
  readonly key?: string
  readonly signal?: AbortSignal
}

/** Why a request was refused; the last part of the problem's `type`. `unreachable`: there was no answer at all. */
export type Reason =
  | 'invalid'
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'stale'
  | 'throttled'
  | 'unavailable'
  | 'internal'
  | 'unreachable'

/** One thing that is wrong. `field` is a path such as `amount` or `create.2.price`. */
export type Wrong = { readonly field: string | null; readonly code: string; readonly detail: string }

/** A request that was refused (RFC 9457): every problem at once, each with its field, in words for people. */
export class SampanError extends Error {
  readonly reason: Reason
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  readonly errors: readonly Wrong[]
  /** The whole problem document; of a stale write it holds the record as it stands under `current`. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(String(problem['detail'] ?? problem['title'] ?? `HTTP ${status}`), cause === undefined ? {} : { cause })
    this.name = 'SampanError'
    this.status = status
    this.problem = problem
    this.reason = (String(problem['type'] ?? '').split('#')[1] as Reason | undefined) ?? 'internal'
    this.errors = Array.isArray(problem['errors']) ? (problem['errors'] as Wrong[]) : []
  }

  /** What is wrong with a field, in words. */
  of(field: string): string | undefined {
    return this.errors.find((one) => one.field === field)?.detail
  }
}

/** What is known of one object. */
export type Shape = {
  readonly record: { readonly id: string }
  readonly draft: object
  readonly patch: object
  readonly where: object
  readonly actions: object
}

/** A field, or a path over a relation: `owner.team.name`. */
export type Path<R> = (keyof R & string) | `${string}.${string}`

/** A record of which only these paths were asked for; what lies over a relation is nested. */
export type Chosen<R, P extends string> = { readonly id: string } & {
  readonly [K in P as K extends `${infer Head}.${string}` ? Head : K]: K extends keyof R ? R[K] : unknown
}

export type Page<R> = {
  readonly data: readonly R[]
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null
  readonly total?: { readonly value: number; readonly exact: boolean }
}

export type ListQuery<S extends Shape, P extends string> = {
  readonly where?: S['where']
  readonly select?: readonly P[]
  /** Fields; `-` before one for descending. */
  readonly sort?: readonly (Path<S['record']> | `-${Path<S['record']>}`)[]
  readonly limit?: number
  readonly after?: string
  readonly count?: 'none' | 'estimate' | 'exact'
  /** The recycle bin instead. */
  readonly deleted?: boolean
}

export type GroupQuery<S extends Shape> = {
  readonly where?: S['where']
  /** Fields, or parts of dates: `closeDate:month`. */
  readonly by: readonly (Path<S['record']> | `${string}:${string}`)[]
  readonly measures?: readonly ('count' | `${'sum' | 'avg' | 'min' | 'max'}:${string}`)[]
  readonly limit?: number
}

export type Group = { readonly by: readonly unknown[]; readonly measures: readonly unknown[] }

export type Batch<S extends Shape> = {
  readonly create?: readonly S['draft'][]
  readonly update?: readonly (S['patch'] & { readonly id: string; readonly version?: number })[]
  readonly delete?: readonly { readonly id: string; readonly version?: number }[]
}

/** What an action is given; nothing has to be where all of it is optional. */
export type Input<I> = object extends I ? [input?: I, how?: How] : [input: I, how?: How]

/** What can be done with the records of an object. */
export type ObjectClient<S extends Shape> = {
  /** One page. With `select` only what was asked for comes. */
  list(query?: ListQuery<S, never>, how?: How): Promise<Page<S['record']>>
  list<const P extends Path<S['record']>>(query: ListQuery<S, P>, how?: How): Promise<Page<Chosen<S['record'], P>>>
  /** Every record that matches, page after page, as they are asked for. */
  each(query?: ListQuery<S, never>, how?: How): AsyncGenerator<S['record'], void, undefined>
  each<const P extends Path<S['record']>>(
    query: ListQuery<S, P>,
    how?: How,
  ): AsyncGenerator<Chosen<S['record'], P>, void, undefined>
  get(id: string, how?: How): Promise<S['record']>
  create(draft: S['draft'], how?: How): Promise<S['record']>
  /** With `version` it is refused as `stale` when somebody has changed the record meanwhile. */
  update(id: string, patch: S['patch'], how?: How & { readonly version?: number }): Promise<S['record']>
  /** Into the recycle bin. */
  delete(id: string, how?: How & { readonly version?: number }): Promise<void>
  restore(id: string, how?: How): Promise<S['record']>
  /** Up to 1,000 writes, all or nothing. */
  batch(ops: Batch<S>, how?: How): Promise<readonly (S['record'] | null)[]>
  /** Counts and sums. */
  group(query: GroupQuery<S>, how?: How): Promise<readonly Group[]>
  /** Runs an action on a record: `act('win', id, { amount: 5000 })`. */
  act<A extends keyof S['actions'] & string>(
    action: A,
    id: string,
    ...input: Input<S['actions'][A]>
  ): Promise<{ readonly result: unknown; readonly record: S['record'] | null }>
  /** What happened to a record, newest first. */
  timeline(
    id: string,
    query?: { readonly limit?: number; readonly after?: string; readonly field?: string },
  ): Promise<Page<unknown>>
}

export type Found = {
  readonly object: string
  readonly id: string
  readonly title: string
  readonly subtitle: string | null
}

export type Shared = {
  /** Searches all objects. */
  $search(
    text: string,
    query?: { readonly objects?: readonly string[]; readonly limit?: number },
  ): Promise<readonly Found[]>
  /** Any other request of the API; its path begins with `/api/v1/`. */
  $request<T = unknown>(method: string, path: string, body?: unknown, how?: How): Promise<T>
}

type Empty = { readonly empty?: boolean; readonly eq?: null; readonly ne?: null }
type Equal<T> = {
  readonly eq?: T | null
  readonly ne?: T | null
  readonly in?: readonly T[]
  readonly notIn?: readonly T[]
}
type Ordered<T> = Equal<T> & { readonly lt?: T; readonly lte?: T; readonly gt?: T; readonly gte?: T }
type Test<T, O> = T | null | (O & { readonly empty?: boolean })

/** What can be asked of each kind of field. A bare value means that it is equal; null that the field is empty. */
export type TextTest = Test<string, Ordered<string> & { readonly contains?: string; readonly startsWith?: string }>
export type ChoiceTest<K extends string> = Test<K, Equal<K>>
export type NumberTest = Test<number | string, Ordered<number | string>>
export type YesTest = Test<boolean, Equal<boolean>>
export type DayTest = Test<string, Ordered<string> & { readonly within?: Period }>
export type ReferenceTest = Test<string, Equal<string>>
export type PersonTest = Test<string, Equal<string> & { readonly is?: 'me' | 'myTeam' | 'myTeamAndBelow' }>
export type SeveralTest<K extends string> = null | {
  readonly has?: K
  readonly hasAny?: readonly K[]
  readonly hasAll?: readonly K[]
  readonly empty?: boolean
}
export type EmptyTest = null | Empty
export type AnyTest = string | number | boolean | null | Readonly<Record<string, unknown>>

/** Conditions side by side must all hold; a path over a relation or to a part is written with dots. */
export type Logic<W> = {
  readonly and?: readonly W[]
  readonly or?: readonly W[]
  readonly not?: W
  readonly [path: `${string}.${string}`]: AnyTest | undefined
}

export type Period =
  | `${'this' | 'last' | 'next'}${'Week' | 'Month' | 'Quarter' | 'Year'}`
  | 'today'
  | 'yesterday'
  | 'tomorrow'
  | { readonly last: number; readonly unit: 'day' | 'week' | 'month' }
  | { readonly next: number; readonly unit: 'day' | 'week' | 'month' }

type Request = How & { readonly query?: Query; readonly body?: unknown; readonly version?: number }
type Query = Readonly<Record<string, unknown>>
type AnyObject = ObjectClient<Shape & { readonly actions: Record<string, object> }>

/** Makes a client for objects with these keys. */
export function connect(options: Options, objects: readonly string[]): Shared & Record<string, unknown> {
  const root = options.url.replace(/\/+$/, '')
  const again = options.retries ?? 4
  const send = options.fetch ?? globalThis.fetch

  async function ask<T>(method: string, path: string, request: Request = {}): Promise<T> {
    const { query, body, version, signal } = request
    // A write that is sent twice under one key is done once; so may what got no answer be sent again.
    const key = request.key ?? (method === 'POST' || method === 'PATCH' ? crypto.randomUUID() : undefined)
    const init: RequestInit = {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${options.key}`,
        ...(options.language ? { 'accept-language': options.language } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }
    for (let attempt = 0; ; attempt++) {
      let answer: Response
      try {
        answer = await send(`${root}${path}${written(query)}`, init)
      } catch (cause) {
        if (signal?.aborted) throw cause
        if (attempt < again && (method === 'GET' || key !== undefined)) await rest(attempt, null, signal)
        else throw new SampanError(0, { type: '#unreachable', detail: `${root} cannot be reached.` }, cause)
        continue
      }
      if ((answer.status === 429 || answer.status === 503) && attempt < again) {
        await answer.body?.cancel()
        await rest(attempt, answer.headers.get('retry-after'), signal)
        continue
      }
      const json = /json/.test(answer.headers.get('content-type') ?? '')
      if (!answer.ok)
        throw new SampanError(answer.status, json ? ((await answer.json()) as Record<string, unknown>) : {})
      return (answer.status === 204 ? undefined : json ? await answer.json() : await answer.text()) as T
    }
  }

  function of(object: string): AnyObject {
    const at = `/api/v1/${object}`
    type Any = Page<never>
    const list = (query: Query = {}, how: How = {}) => ask<Any>('GET', at, { query, ...how })
    async function* each(query: Query = {}, how: How = {}) {
      let { after } = query
      do {
        const page = await list({ limit: 500, ...query, after }, how)
        yield* page.data
        after = page.next
      } while (after)
    }
    return {
      list,
      each,
      get: (id, how) => ask('GET', `${at}/${id}`, how),
      create: (body, how) => ask('POST', at, { body, ...how }),
      update: (id, body, how) => ask('PATCH', `${at}/${id}`, { body, ...how }),
      delete: (id, how) => ask('DELETE', `${at}/${id}`, how),
      restore: (id, how) => ask('POST', `${at}/${id}/restore`, how),
      batch: async (body, how) => (await ask<{ data: [] }>('POST', `${at}/batch`, { body, ...how })).data,
      group: async (body, how) => (await ask<{ data: Group[] }>('POST', `${at}/group`, { body, ...how })).data,
      act: (action, id, body = {}, how = {}) => ask('POST', `${at}/${id}/${action}`, { body, ...how }),
      timeline: (id, query = {}) => ask('GET', `${at}/${id}/timeline`, { query }),
    }
  }

  return {
    ...Object.fromEntries(objects.map((object) => [object, of(object)])),
    $search: async (q, query) =>
      (await ask<{ data: Found[] }>('GET', '/api/v1/search', { query: { q, ...query } })).data,
    $request: (method, path, body, how) => ask(method, path, { body, ...how }),
  }
}

/** A query as the address writes it: filters are JSON, names are joined by commas. */
function written(query: Query = {}): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue
    if (Array.isArray(value)) words.set(name, value.join(','))
    else words.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return words.size > 0 ? `?${words}` : ''
}

/** Waits as long as the server asks for, a minute at most; else longer each time. */
async function rest(attempt: number, asked: string | null, signal: AbortSignal | undefined): Promise<void> {
  const seconds = Number(asked)
  const ms = seconds > 0 ? Math.min(seconds, 60) * 1_000 : 250 * 2 ** attempt * (1 + Math.random())
  await new Promise<void>((done, stop) => {
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      stop(signal.reason)
    })
  })
}
