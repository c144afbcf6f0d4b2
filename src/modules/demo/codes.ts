import type { PhoneNumber } from '#kernel/fields/phone.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import type { Random } from './random.ts'

/** Mobile prefixes that no Chinese operator has been given: the numbers look right and ring nowhere. */
const prefixes = ['154', '160', '161', '163', '164', '168', '169', '179']

export function mobileNumber(random: Random): PhoneNumber {
  const national = random.pick(prefixes) + String(random.int(0, 99_999_999)).padStart(8, '0')
  return { raw: national, e164: `+86${national}`, ext: null }
}

/** A land line of 5550 xxxx (or 555 xxxx) in an area; some with an extension. */
export function landLine(random: Random, dial: string, extension = '转'): PhoneNumber {
  const local = `555${String(random.int(0, 99_999)).padStart(5, '0')}`
  const ext = random.chance(0.2) ? String(random.int(800, 899)) : null
  return { raw: `${dial}-${local}${ext ? `${extension}${ext}` : ''}`, e164: `+86${dial.slice(1)}${local}`, ext }
}

export function foreignLine(random: Random, dial: string): PhoneNumber {
  const raw = dial + String(random.int(0, 9999)).padStart(4, '0')
  return { raw, e164: raw.replaceAll(' ', ''), ext: null }
}

/**
 * A credit code whose check digits are right (GB 32100-2015), for a company of that region; its organisation part
 * begins with XX, which nobody is given.
 */
export function usccOf(random: Random, region: string): string {
  const organisation = `XX${String(random.int(0, 999_999)).padStart(6, '0')}`
  const weighted = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, w, i) => sum + w * Number.parseInt(organisation[i]!, 36), 0)
  const rest = 11 - (weighted % 11)
  const body = `91${region}${organisation}${rest === 10 ? 'X' : rest % 11}`
  const last = [...alphabet].find((digit) => checkUscc(body + digit).valid)
  return body + (last ?? '0')
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
