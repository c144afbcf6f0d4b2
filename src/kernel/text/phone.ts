import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type Language, say } from '../label.ts'

export type Phone =
  | { raw: string; e164: string; ext: string | null; country: string | null }
  | { raw: string; e164: null }

/**
 * Reads a telephone number as people write it, with `转 1234`, `ext. 12`, `#3` or `-801` behind it, full-width digits,
 * `0086 …`, 400 numbers. `country` (ISO 3166) is where numbers without a country code are. `raw` is always kept;
 * `e164` is null when no number is in it, or when Excel ate its digits (`1.38E+10`).
 * The small metadata set keeps the browser light; because it is loose about China, `plausible` is stricter there.
 */
export function parsePhone(raw: string, country = 'CN'): Phone {
  if (raw.length > 200) return { raw, e164: null }
  const text = tidy(raw)
  const digits = country === 'CN' ? ordinary.exec(text.replace(/[ -]/g, ''))?.[1] : undefined
  if (digits) return { raw, e164: `+86${digits}`, ext: null, country: 'CN' }
  if (/\d\.?\d*e\+?\d/i.test(text)) return { raw, e164: null }
  const marked =
    /^(.*?\d\D*?)\s*(?:转接|轉接|转|轉|分机|分機|内线|內線|ext(?:ension|n)?\.?|x|#|;ext=)\s*:?\s*(\d{1,8})\D*$/i.exec(
      text,
    )
  const trailing = /^(.*\d)\s*-\s*(\d{1,5})$/.exec(text)
  return (
    (marked && read(raw, marked[1]!, country, marked[2])) ||
    read(raw, text, country) ||
    (trailing && read(raw, trailing[1]!, country, trailing[2])) || { raw, e164: null }
  )
}

/** A mobile of mainland China, or a land line with the area code of a large city: what nearly every cell of a file holds. */
const ordinary = /^(?:\+86(?=1[3-9]\d{9}$))?(?:0(?=(?:10|2\d)\d{8}$))?(1[3-9]\d{9}|(?<=0)(?:10|2\d)\d{8})$/

/** All numbers of a cell that holds several, separated by `/`, `,`, `;`, `、`, `|` or line breaks; empty when none is one. */
export function parsePhones(raw: string, country = 'CN'): Extract<Phone, { e164: string }>[] {
  return raw
    .split(/[/,;，；、|\r\n]+/)
    .map((part) => parsePhone(part.trim(), country))
    .filter((phone) => phone.e164 !== null)
}

/** Shows an E.164 number the way its readers write it: national at `home`, international elsewhere, extension behind. */
export function formatPhone(
  e164: string,
  options: { ext?: string | null; home?: string; lang?: Language } = {},
): string {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return e164
  const shown = isHome(number.country, e164, options.home ?? 'CN')
    ? number.formatNational()
    : number.formatInternational()
  if (!options.ext) return shown
  return say({ en: `${shown} ext. ${options.ext}`, zh: `${shown} 转 ${options.ext}` }, options.lang ?? 'zh-CN')
}

/**
 * Hides the middle: `138****8000`, `021-****5678`, TW `0912-***-678`, others `+1 ******0123`. What is not E.164 shows
 * at most its last two digits.
 */
export function maskPhone(text: string): string {
  const number = /^\+\d{5,15}$/.test(text) ? parsePhoneNumberFromString(text) : undefined
  if (!number) return maskDigits(text)
  const national = number.nationalNumber
  if (number.countryCallingCode === '86') {
    if (/^1[3-9]\d{9}$/.test(national)) return `${national.slice(0, 3)}****${national.slice(-4)}`
    const area = /^(?:10|2\d|[3-9]\d\d)/.exec(national)?.[0] ?? ''
    return `${/^[48]00/.test(national) ? '' : '0'}${area}-****${national.slice(-4)}`
  }
  if (number.countryCallingCode === '886' && /^9\d{8}$/.test(national))
    return `0${national.slice(0, 3)}-***-${national.slice(-3)}`
  const kept = national.length > 7 ? 4 : 2
  return `+${number.countryCallingCode} ${'*'.repeat(Math.max(0, national.length - kept))}${national.slice(-kept)}`
}

function tidy(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .trim()
    .replace(/^(\d{7,15})\.0+$/, '$1')
    .replace(/^(\D*)00(?=[1-9]\d{7,})/, '$1+')
    .replace(/^(\D*)00(?=[1-9][\d\s()-]{9,}$)/, '$1+')
}

function read(raw: string, text: string, country: string, ext?: string): Phone | null {
  const number = parsePhoneNumberFromString(text, country as CountryCode)
  if (!number?.isValid() || !plausible(number.countryCallingCode, number.nationalNumber)) return null
  return { raw, e164: number.number, ext: ext ?? number.ext ?? null, country: number.country ?? null }
}

/** Mainland China: mobiles, 400 and 800 numbers, and land lines with their area code; nothing shorter is reachable from afar. */
function plausible(callingCode: string, national: string): boolean {
  return callingCode !== '86' || /^(?:1[3-9]\d{9}|10\d{8}|2\d{9}|[3-9]\d{9,10})$/.test(national)
}

function isHome(country: string | undefined, e164: string, home: string): boolean {
  return country === home || (home === 'CN' && e164.startsWith('+86'))
}

function maskDigits(text: string): string {
  const digits = text.match(/\d/g)?.length ?? 0
  let seen = 0
  return text.replace(/\d/g, (d) => (++seen > digits - (digits >= 7 ? 2 : 0) ? d : '*'))
}
