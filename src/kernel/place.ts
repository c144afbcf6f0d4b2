/** Errors carry the place where they were made; their text is only put together when somebody asks. */
const places = new WeakMap<object, Error>()

/** Remembers where a rule, action, subscriber or job is being declared. */
export function placed<T extends object>(declaration: T): T {
  places.set(declaration, new Error('declared here'))
  return declaration
}

/** Where it was declared, as `file:line` or `url:line`; null where the engine under us does not tell. */
export function declaredAt(declaration: object): string | null {
  const frames =
    places
      .get(declaration)
      ?.stack?.split('\n')
      .filter((line) => /:\d+:\d+\)?$/.test(line)) ?? []
  const own = frames.find(
    (line) => !/\/kernel\/(place|behaviour|notice|today|paper|public-page|flow-step)\.[jt]s/.test(line),
  )
  return /(?:\(|at |@)([^()]+:\d+):\d+\)?$/.exec(own ?? '')?.[1] ?? null
}
