declare global {
  /** What the page has asked for before the program was here, by path (`install/early.ts`). */
  var sampanAsked: Map<string, Promise<Response>> | undefined
}

/** The answer to what the page has asked for already, once; none where it did not, or where something was written since. */
export function takeAsked(method: string, path: string): Promise<Response> | undefined {
  if (method !== 'GET') {
    globalThis.sampanAsked?.clear()
    return undefined
  }
  const asked = globalThis.sampanAsked?.get(path)
  globalThis.sampanAsked?.delete(path)
  return asked
}
