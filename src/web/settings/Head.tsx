import type { ReactNode } from 'react'
import styles from './Settings.module.css'

/** The top of a settings page: what it is, what it does, its main button. */
export function Head({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  return (
    <div className={styles.top}>
      <div>
        <h2 className={styles.title}>{title}</h2>
        {text && <p className={styles.text}>{text}</p>}
      </div>
      {children}
    </div>
  )
}
