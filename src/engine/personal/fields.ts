import type { Address } from '#kernel/fields/address.ts'
import type { Field } from '#kernel/fields/field.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { PhoneNumber } from '#kernel/fields/phone.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { Stored } from '../records/codec.ts'

/** The fields of an object that say something about a person. */
export function personalFields(object: RegisteredObject): [key: string, field: Field][] {
  return Object.entries(object.fields).filter(([, field]) => field.personal === true)
}

/** Objects whose records are people: they are called by a personal name. */
export function personObjects(registry: Registry): RegisteredObject[] {
  return [...registry.objects.values()].filter(isPerson)
}

export function isPerson(object: RegisteredObject): boolean {
  const title = object.fields[object.title]
  return title?.personal === true && title.search === 'name'
}

/** What can be told of a person in words, such as her number; empty fields are left out. */
export function factsOf(object: RegisteredObject, record: Stored): string[] {
  return personalFields(object).flatMap(([key, field]) => {
    const value = record[key]
    const told = key !== object.title && ['email', 'phone', 'text'].includes(field.type)
    return told && value !== null && value !== undefined ? [typeOf(field).toText(value, field, 'zh-CN')] : []
  })
}

/** What a person is recognised by, wherever it stands. */
export type Marks = {
  /** Mail addresses, accounts: as they stand. */
  readonly words: readonly string[]
  /** Telephone numbers by their digits, without the country. */
  readonly digits: readonly string[]
  /** Names, which others may bear too. */
  readonly names: readonly string[]
}

/** The marks of one record. An address or a job title is no mark: others share it. */
export function marksOf(object: RegisteredObject, record: Stored): Marks {
  const words: string[] = []
  const digits: string[] = []
  const names: string[] = []
  for (const [key, field] of personalFields(object)) {
    const value = record[key]
    if (value === null || value === undefined) continue
    if (field.type === 'email' && typeof value === 'string') words.push(value)
    else if (field.type === 'phone') digits.push(...digitsOf(value as PhoneNumber))
    else if (field.type === 'text' && key === object.title && isPerson(object)) names.push(String(value).trim())
    else if (field.type === 'text' && field.search === 'code' && String(value).trim().length >= 5)
      words.push(String(value).trim())
  }
  return { words: unique(words), digits: unique(digits), names: unique(names.filter((name) => name.length >= 2)) }
}

/** The digits by which a number is recognised however it is written: without the code of China or a leading zero. */
export function digitsOf({ e164, raw }: PhoneNumber): string[] {
  const plain = (text: string) => text.replace(/\D/g, '').replace(/^0+/, '')
  const home = e164?.startsWith('+86') ? e164.slice(3) : e164
  return unique([plain(home ?? raw)]).filter((digits) => digits.length >= 7)
}

/** All marks of several records. */
export function allMarks(list: readonly Marks[]): Marks {
  return {
    words: unique(list.flatMap((marks) => marks.words)),
    digits: unique(list.flatMap((marks) => marks.digits)),
    names: unique(list.flatMap((marks) => marks.names)),
  }
}

/** Is the value of an address, a text or whatever else empty in every part? */
export function isBlank(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'object' && Object.values(value as Address).every((part) => part === null || part === ''))
  )
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
