import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, negotiate } from '#kernel/label.ts'
import type { en } from './en.ts'
import type { pagesEn } from './pages.en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof pagesEn }
  }
}

const kept = 'sampan.language'
let pages = false

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

/** Loads the words of the settings and of imports too. Their routes ask for them before they draw. */
export async function needPageWords(): Promise<void> {
  if (pages) return
  const language = i18next.language as Language
  i18next.addResourceBundle(language, 'translation', await loadPages(language), true)
  pages = true
}

/** Speaks another language from now on, here and at the next visit. */
export async function speak(wanted: Language): Promise<void> {
  const language: Language = wanted === 'en' ? 'en' : 'zh-CN'
  localStorage.setItem(kept, language)
  if (language === i18next.language) return
  const words = { ...(await load(language)), ...(pages ? await loadPages(language) : {}) }
  i18next.addResourceBundle(language, 'translation', words, true)
  await i18next.changeLanguage(language)
  mark(language)
}

async function load(language: Language) {
  return language === 'en' ? (await import('./en.ts')).en : (await import('./zh-CN.ts')).zhCN
}

async function loadPages(language: Language) {
  return language === 'en' ? (await import('./pages.en.ts')).pagesEn : (await import('./pages.zh-CN.ts')).pagesZh
}

function mark(language: Language): void {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-Hans'
}
