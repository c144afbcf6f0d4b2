import type { Tx } from '#kernel/behaviour.ts'
import type { Language } from '#kernel/label.ts'
import { user } from '#modules/identity/user/user.ts'

/** In which language somebody is told of what concerns her. */
export async function languageOf(tx: Tx, person: string | null): Promise<Language> {
  const found = person ? await tx.all.get(user, person) : null
  return (found?.language as Language | null) ?? 'zh-CN'
}
