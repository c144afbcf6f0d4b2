// The service worker: the screens open without a network. It holds files of the build alone, never an answer of the API,
// so it knows nothing about anybody. Built as /sw.js; the build writes the list of files in.

type Kept = { readonly version: string; readonly files: readonly string[] }
type Waits = Event & { waitUntil(work: Promise<unknown>): void }
type Asked = Event & { readonly request: Request; respondWith(answer: Promise<Response>): void }

declare const __SHELL__: Kept
const shell: Kept = __SHELL__
const worker = globalThis as unknown as EventTarget & {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}
const name = `sampan ${shell.version}`
const page = '/index.html'

worker.addEventListener('install', (event) => {
  const fill = async () => (await caches.open(name)).addAll([page, ...shell.files])
  ;(event as Waits).waitUntil(fill())
})

worker.addEventListener('activate', (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((one) => one.startsWith('sampan ') && one !== name)
    await Promise.all(old.map((one) => caches.delete(one)))
    await worker.clients.claim()
  }
  ;(event as Waits).waitUntil(clear())
})

// The reader said that the new version may take over.
worker.addEventListener('message', (event) => {
  if ((event as MessageEvent).data === 'take over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event as Asked
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith('/assets/')) (event as Asked).respondWith(built(request))
  else if (request.mode === 'navigate' && !isServers(pathname)) (event as Asked).respondWith(screen(request))
})

/** A file whose name holds the hash of its content never changes: the kept one is the right one. */
async function built(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  // For a file of another version the server answers the page instead.
  const page = fresh.headers.get('content-type')?.startsWith('text/html')
  if (fresh.ok && !page) await (await caches.open(name)).put(request, fresh.clone())
  return fresh
}

/** The page itself comes from the server while there is one, so that nobody is held on an old version. */
async function screen(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await caches.match(page)
    if (kept) return kept
    throw error
  }
}

/** What the server answers itself: programs' addresses, files, single sign-on. */
function isServers(path: string): boolean {
  return /^\/(api|openapi|mcp|healthz|readyz|livez|metrics)/.test(path) || /\.\w+$/.test(path)
}
