/** What people read, in the languages Sampan speaks. A missing language is a compile error. */
export type Label = { readonly en: string; readonly zh: string }

/** The languages of the product. Traditional Chinese is read from the overlay of the screen, here it falls back to `zh`. */
export type Language = 'zh-CN' | 'zh-TW' | 'en'

export const languages: readonly Language[] = ['zh-CN', 'zh-TW', 'en']

/** Reads a label in a language. */
export function say(label: Label, language: Language): string {
  return language === 'en' ? label.en : label.zh
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
