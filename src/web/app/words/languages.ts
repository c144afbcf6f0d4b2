import type { Language } from '#kernel/label.ts'

/** Each language by its own name, so that whoever needs it finds it. */
export const languageNames: Readonly<Record<Language, string>> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  en: 'English',
}
