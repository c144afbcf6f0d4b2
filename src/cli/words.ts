import { type Label, type Language, say } from '#kernel/label.ts'

/** Reads words in the language of the terminal. */
export function words(label: Label): string {
  return say(label, languageOf(process.env))
}

/** What the locale says (POSIX: LC_ALL before LC_MESSAGES before LANG), else English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').toLowerCase()
  if (/^zh[-_](tw|hk|mo|hant)/.test(locale)) return 'zh-TW'
  return locale.startsWith('zh') ? 'zh-CN' : 'en'
}
