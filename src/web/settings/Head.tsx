import { createContext, type ReactNode, useContext } from 'react'
import { HelpMark } from '../help/HelpMark.tsx'
import type { HelpTarget } from '../help/targets.ts'
import styles from './Settings.module.css'

/** The part of the guide about the page that is open. */
export const PageHelp = createContext<HelpTarget>('first-day')

/** The top of a settings page: what it is, what it does, its main button. */
export function Head({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  const help = useContext(PageHelp)
  return (
    <div className={styles.top}>
      <div>
        <div className={styles.titled}>
          <h2 className={styles.title}>{title}</h2>
          <HelpMark to={help} />
        </div>
        {text && <p className={styles.text}>{text}</p>}
      </div>
      {children}
    </div>
  )
}
