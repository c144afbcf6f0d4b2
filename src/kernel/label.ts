import { traditional } from './traditional.ts'

/** What people read, in the languages Sampan speaks. A missing language is a compile error. */
export type Label = { readonly en: string; readonly zh: string }

/** The languages of the product. Labels say two of them; Traditional Chinese is read from its overlay, else as `zh`. */
export type Language = 'zh-CN' | 'zh-TW' | 'en'

export const languages: readonly Language[] = ['zh-CN', 'zh-TW', 'en']

/** What `lang` says to browsers, fonts and screen readers (BCP 47). */
export const languageTags: Readonly<Record<Language, string>> = { 'zh-CN': 'zh-Hans', 'zh-TW': 'zh-Hant-TW', en: 'en' }

/** Reads a label in a language. */
export function say(label: Label, language: Language): string {
  if (language === 'en') return label.en
  return language === 'zh-TW' ? traditional(label.zh) : label.zh
}

/** Every way in which people write a label: what a file may call it. */
export function wordsOf(label: Label): readonly string[] {
  return [...new Set(languages.map((language) => say(label, language)))]
}

/**
 * Chooses a language from an `Accept-Language` header (RFC 9110 §12.5.4), by descending quality.
 * Answers `zh-CN` where nothing fits, since Sampan is Chinese first.
 */
export function negotiate(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';')
      const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { tag, quality: quality ? Number(quality.slice(2)) : 1 }
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    if (tag.startsWith('en')) return 'en'
    if (/^zh-(tw|hk|mo|hant)/.test(tag)) return 'zh-TW'
    if (tag.startsWith('zh')) return 'zh-CN'
  }
  return 'zh-CN'
}
