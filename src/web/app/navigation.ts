import type { Meta, MetaObject } from '#kernel/api.ts'
import { language, say } from '../ui/language.ts'

/** Objects of the main navigation, in the order of their modules. */
export function mainObjects(meta: Meta): readonly MetaObject[] {
  return Object.values(meta.objects).filter((object) => !object.nested)
}

/**
 * The same in groups: one per module, but none of a single line. Modules of one object that follow each other go together,
 * and one that stands alone goes with what is before it.
 */
export function inGroups(meta: Meta): readonly (readonly MetaObject[])[] {
  const modules = Object.values(Object.groupBy(mainObjects(meta), ({ module }) => module)).map((group) => group ?? [])
  const together: MetaObject[][] = []
  for (const [i, objects] of modules.entries()) {
    if (objects.length === 1 && modules[i - 1]?.length === 1) together.at(-1)!.push(...objects)
    else together.push([...objects])
  }
  const groups: MetaObject[][] = []
  for (const objects of together) {
    if (objects.length === 1 && groups.length > 0) groups.at(-1)!.push(...objects)
    else groups.push(objects)
  }
  return groups
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
