import { parsePhone } from '#kernel/text/phone.ts'

/** To what a message of a channel goes, as it is compared and sent: E.164 for an SMS, else as it is written. */
export function numberOf(channel: string, written: string | null): string | null {
  const said = (written ?? '').trim()
  return channel === 'sms' ? parsePhone(said).e164 : said || null
}
