import type { Address } from '../fields/address.ts'
import type { Field } from '../fields/field.ts'
import { foldText } from '../text/fold.ts'
import { foldHan } from '../text/han.ts'
import { checkUscc } from '../text/uscc.ts'
import { type CompanyName, readCompany } from './company.ts'
import { organisationDomain } from './domain.ts'
import type { Matching, MatchKind, Subject } from './matching.ts'
import { type PersonName, readPerson } from './person.ts'

/** A tax number, and whether its check digits make it one beyond doubt. */
export type TaxNumber = { readonly code: string; readonly valid: boolean }
export type Place = { readonly street: string; readonly postcode: string; readonly city: string }

/** What a record says about one subject, ready to be compared. */
export type Facts = {
  readonly company: readonly CompanyName[]
  readonly taxNumber: readonly TaxNumber[]
  readonly domain: readonly string[]
  readonly email: readonly string[]
  readonly phone: readonly string[]
  readonly person: readonly PersonName[]
  /** The id of a record, or the core of a company's name. */
  readonly employer: readonly string[]
  readonly code: readonly string[]
  readonly date: readonly string[]
  readonly address: readonly Place[]
}

type Described = { readonly fields: Readonly<Record<string, Field>>; readonly matching?: Matching | undefined }

/**
 * Reads the facts of a record about one subject out of the fields that its object declares for them.
 * @param seen whether a value of a field counts; all of them where nothing is said
 * @returns null where the object says nothing about the subject
 */
export function factsOf(
  object: Described,
  subject: Subject,
  values: Readonly<Record<string, unknown>>,
  seen: (field: string, value: unknown) => boolean = () => true,
): Facts | null {
  const declared = object.matching?.[subject]
  if (!declared) return null
  const given = (kind: MatchKind): unknown[] =>
    (declared[kind] ?? []).flatMap((key) => {
      const value = values[key]
      return value === null || value === undefined || value === '' || !seen(key, value) ? [] : [value]
    })
  const texts = (kind: MatchKind) => given(kind).filter((value) => typeof value === 'string')
  const each = <T>(kind: MatchKind, read: (text: string) => T | null | undefined | '') => [
    ...new Set(texts(kind).flatMap((text) => read(text) || [])),
  ]
  return {
    company: each('company', readCompany),
    taxNumber: each('taxNumber', taxNumberOf),
    domain: each('domain', organisationDomain),
    email: each('email', (text) => text.trim().toLowerCase()),
    phone: [...new Set(given('phone').flatMap((value) => (value as { e164?: string | null }).e164 ?? []))],
    person: each('person', readPerson),
    employer: each('employer', (text) => (isId(text) ? text : readCompany(text).core)),
    code: each('code', codeOf),
    date: each('date', (text) => text.slice(0, 10)),
    address: given('address').map((value) => placeOf(value as Address)),
  }
}

function taxNumberOf(text: string): TaxNumber | null {
  const { code, valid } = checkUscc(text)
  return code.length >= 8 ? { code, valid } : null
}

function codeOf(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]/gu, '')
}

function placeOf(address: Address): Place {
  const fold = (text: string | null | undefined) =>
    foldHan(foldText(text ?? ''))
      .replace(/[^\p{L}\p{N} ]/gu, ' ')
      .trim()
  return { street: fold(address.street), postcode: fold(address.postcode), city: fold(address.city).replace(/市$/, '') }
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}
