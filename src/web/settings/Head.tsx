import { createContext, type ReactNode, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { HelpMark } from '../help/HelpMark.tsx'
import { LastChange } from './LastChange.tsx'
import type { SettingsPage } from './pages.ts'
import styles from './Settings.module.css'

/** The part of the guide about the page that is open, and whose events tell of its changes or why none do. */
export const PageAbout = createContext<Pick<SettingsPage, 'help' | 'log' | 'unset'>>({ help: 'first-day' })

/** The top of a settings page: what it is, what it does, its main button. */
export function Head({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  const { t } = useTranslation()
  const { help, log, unset } = useContext(PageAbout)
  return (
    <div className={styles.top}>
      <div>
        <div className={styles.titled}>
          <h2 className={styles.title}>{title}</h2>
          <HelpMark to={help} />
        </div>
        {text && <p className={styles.text}>{text}</p>}
        {log && <LastChange log={log} />}
        {unset && <p className={styles.changed}>{t(`changed.unset.${unset}`)}</p>}
      </div>
      {children}
    </div>
  )
}
