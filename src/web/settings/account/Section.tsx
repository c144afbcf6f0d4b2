import type { ReactNode } from 'react'
import { useId } from 'react'
import styles from './Account.module.css'

type Props = { title: string; text?: string | undefined; state?: ReactNode; action?: ReactNode; children?: ReactNode }

/** A part of the account: what it is, how it stands, what can be done. */
export function Section({ title, text, state, action, children }: Props) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.top}>
        <div className={styles.grow}>
          <h3 id={id} className={styles.title}>
            {title}
            {state}
          </h3>
          {text && <p className={styles.text}>{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
