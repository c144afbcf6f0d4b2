import { IconCheck, IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './toast.module.css'

export type Toast = {
  readonly id: number
  readonly text: string
  readonly tone: 'done' | 'wrong'
  readonly undo?: () => void
  /** Something to do about it; such a toast stays until it is closed. */
  readonly act?: { readonly words: string; readonly run: () => void }
}

let toasts: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()

/** Says something in the corner for a few seconds; with `undo`, for ten; with something to do, until it is closed. */
export function say(text: string, more: Partial<Pick<Toast, 'tone' | 'undo' | 'act'>> = {}): void {
  const toast: Toast = { id: nextId++, text, tone: 'done', ...more }
  set([...toasts.slice(-2), toast])
  if (!more.act) setTimeout(() => drop(toast.id), more.undo ? 10_000 : more.tone === 'wrong' ? 8_000 : 4_000)
}

/** Where the toasts appear; once, in the shell. */
export function Toasts() {
  const { t } = useTranslation()
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
  return (
    <section className={styles.corner} aria-live="polite" aria-label={t('shell.notices')}>
      {shown.map((toast) => (
        <div key={toast.id} className={styles.toast} data-tone={toast.tone}>
          {toast.tone === 'done' && <IconCheck size={16} />}
          <span className={styles.text}>{toast.text}</span>
          {(toast.undo || toast.act) && (
            <button
              type="button"
              className={styles.undo}
              onClick={() => {
                toast.undo?.()
                toast.act?.run()
                drop(toast.id)
              }}
            >
              {toast.act?.words ?? t('do.undo')}
            </button>
          )}
          <button type="button" className={styles.close} aria-label={t('do.close')} onClick={() => drop(toast.id)}>
            <IconX size={14} />
          </button>
        </div>
      ))}
    </section>
  )
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

function drop(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}
