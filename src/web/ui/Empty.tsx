import type { ReactNode } from 'react'
import styles from './Empty.module.css'

/** What a screen says when there is nothing to show: why, and what to do. */
export function Empty({
  icon,
  title,
  text,
  heading: Heading = 'h2',
  children,
}: {
  icon?: ReactNode
  title: string
  text?: string | undefined
  heading?: 'h1' | 'h2'
  children?: ReactNode
}) {
  return (
    <div className={styles.empty}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <Heading className={styles.title}>{title}</Heading>
      {text && <p className={styles.text}>{text}</p>}
      {children && <div className={styles.more}>{children}</div>}
    </div>
  )
}
