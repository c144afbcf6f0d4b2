import type { ReactNode } from 'react'
import styles from './fields.module.css'

/** A number or address that is not to be used, and why. */
export function Struck({ why, children }: { why: string; children: ReactNode }) {
  return (
    <span className={styles.struck} title={why}>
      <s className="clip number">{children}</s>
      <span className={`clip ${styles.why}`}>{why}</span>
    </span>
  )
}
