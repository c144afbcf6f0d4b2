import { createContext, type ReactNode, useContext } from 'react'
import { HelpMark } from '../help/HelpMark.tsx'
import type { HelpTarget } from '../help/targets.ts'
import { LastChange } from './LastChange.tsx'
import type { SettingsPage } from './pages.ts'
import styles from './Settings.module.css'

/** The part of the guide about the page that is open, and whose events tell of its changes. */
export const PageAbout = createContext<{ help: HelpTarget; log?: SettingsPage['log'] }>({ help: 'first-day' })

/** The top of a settings page: what it is, what it does, its main button. */
export function Head({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  const { help, log } = useContext(PageAbout)
  return (
    <div className={styles.top}>
      <div>
        <div className={styles.titled}>
          <h2 className={styles.title}>{title}</h2>
          <HelpMark to={help} />
        </div>
        {text && <p className={styles.text}>{text}</p>}
        {log && <LastChange log={log} />}
      </div>
      {children}
    </div>
  )
}
