import type { Meta, MetaObject } from '#kernel/api.ts'
import { language, say } from '../ui/language.ts'

/** Objects of the main navigation, in the order of their modules. */
export function mainObjects(meta: Meta): readonly MetaObject[] {
  return Object.values(meta.objects).filter((object) => !object.nested)
}

/** The same, one list per module. */
export function byModule(meta: Meta): readonly (readonly MetaObject[])[] {
  return Object.values(Object.groupBy(mainObjects(meta), (object) => object.module)).map((group) => group ?? [])
}

/** What a list of them is called: Accounts, 客户. */
export function pluralOf(object: MetaObject): string {
  return language() === 'en' ? object.plural : say(object.label)
}

/** One of them inside a sentence: a new account, 新建客户. */
export function nounOf(object: MetaObject): string {
  return language() === 'en' ? object.label.en.toLowerCase() : say(object.label)
}

/** Several of them inside a sentence: import accounts, 导入客户. */
export function nounsOf(object: MetaObject): string {
  return language() === 'en' ? object.plural.toLowerCase() : say(object.label)
}

/** The letter after `g` that leads to each object: the first of its key that is still free. */
export function goLetters(meta: Meta): Readonly<Record<string, MetaObject>> {
  const letters: Record<string, MetaObject> = {}
  const taken = new Set(['t', 's', 'g'])
  for (const object of mainObjects(meta)) {
    const letter = [...object.key.toLowerCase()].find((l) => /[a-z]/.test(l) && !taken.has(l))
    if (!letter) continue
    taken.add(letter)
    letters[letter] = object
  }
  return letters
}
