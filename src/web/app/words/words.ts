import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, languages, languageTags, negotiate } from '#kernel/label.ts'
import type { en } from './en.ts'
import type { listEn } from './list.en.ts'
import type { pagesEn } from './pages.en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof listEn & typeof pagesEn }
  }
}

const kept = 'sampan.language'

/** Words that load with the screens that use them, in English and in Chinese. */
const later = {
  list: [async () => (await import('./list.en.ts')).listEn, async () => (await import('./list.zh-CN.ts')).listZh],
  pages: [async () => (await import('./pages.en.ts')).pagesEn, async () => (await import('./pages.zh-CN.ts')).pagesZh],
} as const
const there = new Set<keyof typeof later>()

/** Loads the words of the reader's language: the one chosen here before, else the browser's. */
export async function startWords(): Promise<void> {
  const language = languages.find((l) => l === localStorage.getItem(kept)) ?? negotiate(navigator.languages.join(','))
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
  await Promise.all([need('pages'), need('list')])
}

/** Loads the words of lists too. */
export async function needListWords(): Promise<void> {
  await need('list')
}

async function need(group: keyof typeof later): Promise<void> {
  if (there.has(group)) return
  const language = i18next.language as Language
  i18next.addResourceBundle(language, 'translation', await loadLater(group, language), true)
  there.add(group)
}

/** Speaks another language from now on, here and at the next visit. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(kept, language)
  if (language === i18next.language) return
  const more = await Promise.all([...there].map((group) => loadLater(group, language)))
  const words = Object.assign({}, await load(language), ...more) as object
  i18next.addResourceBundle(language, 'translation', words, true)
  await i18next.changeLanguage(language)
  mark(language)
}

async function load(language: Language) {
  if (language === 'en') return (await import('./en.ts')).en
  return language === 'zh-TW' ? (await import('./zh-TW.ts')).zhTW : (await import('./zh-CN.ts')).zhCN
}

async function loadLater(group: keyof typeof later, language: Language): Promise<object> {
  const words = await later[group][language === 'en' ? 0 : 1]()
  return language === 'zh-TW' ? (await import('./later.zh-TW.ts')).inTraditional(words) : words
}

function mark(language: Language): void {
  document.documentElement.lang = languageTags[language]
}
