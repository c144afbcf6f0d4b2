import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { languages, languageTags } from '#kernel/label.ts'
import { language } from '../ui/language.ts'
import styles from './Door.module.css'
import { languageNames } from './words/languages.ts'
import { speak } from './words/words.ts'

/** What surrounds the forms before anybody is signed in. */
export function Door({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <img src="/sampan.svg" alt="" width={40} height={40} />
        <div>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.lead}>{lead}</p>
        </div>
        {children}
      </div>
      <nav className={styles.languages} aria-label={t('sign.language')}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={languageTags[one]}
            aria-pressed={language() === one}
            onClick={() => void speak(one)}
          >
            {languageNames[one]}
          </button>
        ))}
      </nav>
    </main>
  )
}
