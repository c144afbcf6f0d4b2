import { IconCheck, IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './toast.module.css'

export type Toast = {
  readonly id: number
  readonly text: string
  readonly tone: 'done' | 'wrong'
  readonly undo?: () => void
}

let toasts: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()

/** Says something in the corner for a few seconds; with `undo`, for ten. */
export function say(text: string, more: { tone?: Toast['tone']; undo?: () => void } = {}): void {
  const toast: Toast = { id: nextId++, text, tone: more.tone ?? 'done', ...(more.undo && { undo: more.undo }) }
  set([...toasts.slice(-2), toast])
  setTimeout(() => drop(toast.id), more.undo ? 10_000 : more.tone === 'wrong' ? 8_000 : 4_000)
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
          {toast.undo && (
            <button
              type="button"
              className={styles.undo}
              onClick={() => {
                toast.undo?.()
                drop(toast.id)
              }}
            >
              {t('do.undo')}
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
