import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, negotiate } from '#kernel/label.ts'
import type { en } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

const kept = 'sampan.language'

/** Loads the words of the reader's language: the one chosen here before, else the browser's. */
export async function startWords(): Promise<void> {
  const wanted = localStorage.getItem(kept) ?? negotiate(navigator.languages.join(','))
  const language: Language = wanted === 'en' ? 'en' : 'zh-CN'
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await load(language) } },
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  mark(language)
}

/** Speaks another language from now on, here and at the next visit. */
export async function speak(wanted: Language): Promise<void> {
  const language: Language = wanted === 'en' ? 'en' : 'zh-CN'
  localStorage.setItem(kept, language)
  if (language === i18next.language) return
  i18next.addResourceBundle(language, 'translation', await load(language))
  await i18next.changeLanguage(language)
  mark(language)
}

async function load(language: Language) {
  return language === 'en' ? (await import('./en.ts')).en : (await import('./zh-CN.ts')).zhCN
}

function mark(language: Language): void {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-Hans'
}
