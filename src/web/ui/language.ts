import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Label, type Language, say as read } from '#kernel/label.ts'
import type { Reckoning } from '#kernel/where.ts'

/** The language the screen speaks now. */
export function language(): Language {
  return (i18next.language as Language) ?? 'zh-CN'
}

/** Reads a label of a declaration in the language of the screen. */
export function say(label: Label): string {
  return read(label, language())
}

/** As `say`, for components: they are drawn anew when the language changes. */
export function useSay(): (label: Label) => string {
  useTranslation()
  return say
}

let zone: string | undefined

/** Sets the time zone in which instants are shown (IANA name); the browser's own where nothing was set. */
export function setTimeZone(name: string | undefined): void {
  zone = name
}

export function timeZone(): string | undefined {
  return zone
}

let reckons: Required<Reckoning> = { firstDay: 1, fiscalMonth: 1 }
let home = 'CNY'

/** Sets how the company divides the year, and the currency of an amount that names none. */
export function setReckoning({
  firstDay,
  fiscalMonth,
  currency,
}: Required<Reckoning> & { readonly currency: string }): void {
  reckons = { firstDay, fiscalMonth }
  home = currency
}

/** The currency of an amount that names none (ISO 4217). */
export function homeCurrency(): string {
  return home
}

export function reckoning(): Required<Reckoning> {
  return reckons
}
