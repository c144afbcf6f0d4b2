import type { ComponentProps } from 'react'
import styles from './Check.module.css'

/** A tick box; the words stand beside it, or `aria-label` names it. */
export function Check({ children, className, ...rest }: ComponentProps<'input'>) {
  return (
    <label className={[styles.check, className].filter(Boolean).join(' ')}>
      <input type="checkbox" className={styles.box} {...rest} />
      {children}
    </label>
  )
}
