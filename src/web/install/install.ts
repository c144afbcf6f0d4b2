import i18next from 'i18next'
import { say } from '../ui/toast.tsx'

/** A tab that stays open asks this often whether there is a new version. */
const askEvery = 30 * 60_000
let told = false

/**
 * Keeps the screens at hand for the next visit, and says when a new version is there. Service workers need https or this
 * machine; on plain http in a local network all works without them.
 */
export async function install(): Promise<void> {
  // A part of a version that the server has no longer: only the new page leads on.
  window.addEventListener('vite:preloadError', () => navigator.onLine && offerReload(() => location.reload()))
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  if (!workers) return
  // Some browsers refuse in private windows, and a server of developers has none; only the kept screens are missing then.
  const registration = await workers.register('/sw.js', { updateViaCache: 'none' }).catch(() => null)
  if (!registration) return
  const ready = (next: ServiceWorker | null) => {
    if (!next || !workers.controller) return
    offerReload(() => {
      workers.addEventListener('controllerchange', () => location.reload(), { once: true })
      next.postMessage('take over')
    })
  }
  ready(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const next = registration.installing
    next?.addEventListener('statechange', () => next.state === 'installed' && ready(next))
  })
  let asked = Date.now()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < askEvery) return
    asked = Date.now()
    registration.update().catch(() => {}) // without a network: at the next look
  })
}

/** What was typed is kept as drafts; still, the reader says when. */
function offerReload(reload: () => void): void {
  if (told) return
  told = true
  say(i18next.t('install.newVersion'), { act: { words: i18next.t('install.reload'), run: reload } })
}
