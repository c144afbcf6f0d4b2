import type { Language } from '#kernel/label.ts'
import { ask } from '../../client/fetch.ts'
import { complain } from '../../client/writes.ts'
import { speak } from './words.ts'

/** Speaks another language, and greets the person in it on every device from now on. */
export async function keepLanguage(language: Language): Promise<void> {
  try {
    await speak(language)
    await ask('PATCH', '/api/v1/me', { body: { language } })
  } catch (error) {
    complain(error)
  }
}
