/**
 * Decides from a column's texts whether its numbers have a decimal point or a decimal comma. `ambiguous` means that each
 * can be read both ways (`1.234`), or that they contradict each other: ask the person.
 */
export function guessDecimal(texts: Iterable<string>): { sign: '.' | ','; ambiguous: boolean } {
  let commas = 0
  let points = 0
  let open = 0
  for (const text of texts) {
    const digits = text.normalize('NFKC').replace(/[^\d.,]/g, '')
    if (/^\d+,(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$|^\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) commas++
    else if (/^\d+\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d+$|^\d{1,3}(?:,\d{3}){2,}$/.test(digits)) points++
    else if (/^[1-9]\d{0,2}\.\d{3}$/.test(digits)) open++
  }
  if (commas > 0 && points > 0) return { sign: points >= commas ? '.' : ',', ambiguous: true }
  if (commas > 0) return { sign: ',', ambiguous: false }
  return { sign: '.', ambiguous: points === 0 && open > 0 }
}
