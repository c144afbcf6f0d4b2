/** How many texts a carrier counts. */
export type SmsCount = { readonly characters: number; readonly segments: number }

/** The basic alphabet of GSM (3GPP TS 23.038, 6.2.1), and what is written in it with two characters (6.2.1.1). */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const double = new Set('^{}\\[~]|€\f')

/**
 * Counts a text as it travels: 160 characters of the alphabet of GSM, 153 each in several parts; 70 of any other script,
 * 67 each in several (UCS-2). An empty one is none.
 */
export function countSms(text: string): SmsCount {
  const all = [...text]
  const plain = all.every((one) => basic.has(one) || double.has(one))
  const characters = plain ? all.length + all.filter((one) => double.has(one)).length : text.length
  const [whole, part] = plain ? [160, 153] : [70, 67]
  return { characters, segments: characters <= whole ? Math.min(characters, 1) : Math.ceil(characters / part) }
}

/** Carriers in China ask it of every text that advertises. */
export const optOutWords = '拒收请回复R'

/** A text as carriers in China take it: who signs stands in front in 【】, and behind an advertisement how to decline. */
export function smsOf(text: string, { signature, marketing }: { signature: string; marketing: boolean }): string {
  const body = text.trim()
  const declines = marketing && !body.endsWith(optOutWords) ? ` ${optOutWords}` : ''
  return `${signature ? `【${signature}】` : ''}${body}${declines}`
}

/** Does an answer decline further texts? */
export function declinesSms(text: string): boolean {
  return /^(r|t|td|n|qx|stop|unsubscribe|拒收|退订|退訂)$/i.test(text.trim().replace(/[。.!！]+$/, ''))
}
