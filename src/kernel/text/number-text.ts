export type ParsedNumber = {
  /** Exact decimal text such as `-1200.00`; never a float. */
  value: string
  /** ISO 4217, when the text says which; a bare `$` does not. */
  currency?: string
  /** `12.5%` gives value `12.5` and percent true. */
  percent?: true
  /** Excel wrote it: scientific notation, or 16 and more digits before the point, of which it keeps 15. */
  suspicious?: 'digits-lost'
}

/**
 * Reads a number as people write it: `1,100.04`, `1.234,56`, `￥1,234`, `3.2万`, `12.5%`, `(1,200.00)`,
 * `US$1,234.50`; null when it is none. One separator followed by three digits groups when it is a comma and is a
 * decimal point when it is a dot, unless `decimal` says what the column uses.
 */
export function parseNumberText(text: string, options: { decimal?: '.' | ',' } = {}): ParsedNumber | null {
  if (text.length > 120) return null
  if (/^(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text) && options.decimal !== ',') return { value: text }
  const { rest, currency } = takeCurrency(
    text
      .normalize('NFKC')
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .trim(),
  )
  const parts = shape.exec(rest.replace(/\s+/g, ' ').trim())?.groups
  if (!parts) return null
  const mantissa = plainDigits(parts.digits!.trim(), options.decimal)
  if (mantissa === null) return null
  const minus = [parts.open && parts.close, parts.before === '-', parts.after === '-'].filter(Boolean).length
  if (minus > 1 || Boolean(parts.open) !== Boolean(parts.close) || (parts.before && parts.after)) return null
  const exponent = Number(parts.exponent ?? 0)
  if (Math.abs(exponent) > 60) return null
  const value = shift(mantissa, exponent + (units[(parts.unit ?? '').toLowerCase()] ?? 0))
  const long = value.replace(/\..*/, '').length > 15
  return {
    value: minus && /[1-9]/.test(value) ? `-${value}` : value,
    ...(currency && { currency }),
    ...(parts.percent && { percent: true as const }),
    ...((parts.exponent || (long && !parts.unit)) && { suspicious: 'digits-lost' as const }),
  }
}

const shape =
  /^(?<open>\()? ?(?<before>[-+])? ?(?<digits>[\d.,' ’]*\d[.,]?)(?:e(?<exponent>[-+]?\d{1,3}))? ?(?<unit>百万|百萬|千万|千萬|万亿|萬億|万|萬|亿|億|千|百|[kmKM])? ?(?<percent>%)?(?<after>-)? ?(?<close>\))?$/i

const units: Record<string, number> = {
  百: 2,
  千: 3,
  k: 3,
  万: 4,
  萬: 4,
  百万: 6,
  百萬: 6,
  m: 6,
  千万: 7,
  千萬: 7,
  亿: 8,
  億: 8,
  万亿: 12,
  萬億: 12,
}

const currencies: [RegExp, string | undefined][] = [
  [/US\$|USD|美元|美金/i, 'USD'],
  [/HK\$|HKD|港币|港幣|港元/i, 'HKD'],
  [/NT\$|TWD|NTD|新台币|新臺幣|新台幣|台币|台幣/i, 'TWD'],
  [/MOP\$?|澳门元|澳門元/i, 'MOP'],
  [/S\$|SGD|新加坡元/i, 'SGD'],
  [/A\$|AUD|澳元/i, 'AUD'],
  [/C\$|CAD|加元/i, 'CAD'],
  [/JP¥|JPY|日元|日圆/i, 'JPY'],
  [/€|EUR|欧元|歐元/i, 'EUR'],
  [/£|GBP|英镑|英鎊/i, 'GBP'],
  [/₩|KRW|韩元/i, 'KRW'],
  [/₹|INR/i, 'INR'],
  [/CHF/i, 'CHF'],
  [/CN¥|RMB¥?|CNY¥?|人民币|人民幣|¥/i, 'CNY'],
  [/\$/, undefined],
]

const written = currencies.map(([word, currency]) => ({
  currency,
  around: new RegExp(`^([-+(]? ?)(?:${word.source})|(?:${word.source})(\\)?)$`, word.flags),
}))
const yuan = /[元圆圓块]整?(\)?)$/

/** Cuts a currency in front or behind, also between sign and digits (`-$5`), and the Chinese 元 after it. */
function takeCurrency(text: string): { rest: string; currency?: string } {
  for (const { around, currency } of /[^\d.,%() +-]/.test(text) ? written : []) {
    const found = around.exec(text)
    if (!found) continue
    const rest = text.replace(found[0], `${found[1] ?? ''}${found[2] ?? ''}`)
    return { rest: rest.replace(yuan, '$1'), currency }
  }
  return yuan.test(text) ? { rest: text.replace(yuan, '$1'), currency: 'CNY' } : { rest: text }
}

/** `1.234,56` → `1234.56`; null when separators do not sit where groups or a decimal point can. */
function plainDigits(text: string, decimal?: '.' | ','): string | null {
  const point = decimal ?? decimalOf(text)
  const [whole, fraction, ...more] = point ? text.split(point) : [text]
  if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return null
  if (!/^\d*$/.test(whole!) && !/^\d{1,3}(?:([.,' ’])\d{3})(?:\1\d{3})*$|^\d{1,2}(?:,\d{2})+,\d{3}$/.test(whole!))
    return null
  const integer = whole!.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0'
  return fraction ? `${integer}.${fraction}` : integer
}

/** The decimal separator a number uses by itself, null when it only groups or has none. */
function decimalOf(text: string): '.' | ',' | null {
  const dot = text.lastIndexOf('.')
  const comma = text.lastIndexOf(',')
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ','
  if (dot >= 0) return text.indexOf('.') === dot ? '.' : null
  if (comma >= 0) return text.indexOf(',') === comma && !/^\d{1,3},\d{3}$/.test(text) ? ',' : null
  return null
}

/** Moves the decimal point `places` to the right (left when negative) in a plain decimal text. */
function shift(value: string, places: number): string {
  if (places === 0) return value
  const [whole = '', fraction = ''] = value.split('.')
  const digits = places < 0 ? '0'.repeat(-places) + whole + fraction : whole + fraction.padEnd(places, '0')
  const at = places < 0 ? whole.length : whole.length + places
  const integer = digits.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const rest = digits.slice(at)
  return rest ? `${integer}.${rest}` : integer
}
